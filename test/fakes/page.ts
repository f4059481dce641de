/** A table on a demo page: the heads, the rows, and what to say while there are none. */
export interface PageTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, counted from 0, set flush right. */
  readonly numbers?: readonly number[];
  readonly whenEmpty: string;
}

/** A page that says what a demo system is and what it holds. */
export interface DemoPage {
  readonly title: string;
  readonly introduction: string;
  /** Buttons; each posts an empty form to its path. */
  readonly actions?: readonly { readonly title: string; readonly path: string }[];
  readonly tables: readonly PageTable[];
}

/** Text made safe for HTML, in elements and in quoted attributes. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const style = `
  :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #d9dee5; --ground: #f6f7f9; --card: #fff; --mark: #7a4b00; --mark-ground: #fff3dc; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b4; --line: #323b47; --ground: #14181e; --card: #1c222a; --mark: #ffd693; --mark-ground: #3b2c10; } }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 68rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
  h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
  h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
  .label { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; background: var(--mark-ground); color: var(--mark); font-size: .8rem; font-weight: 600; }
  p { color: var(--soft); max-width: 46rem; margin: .5rem 0; }
  .frame { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
  tbody tr:last-child td { border-bottom: 0; }
  th { color: var(--soft); font-size: .8rem; font-weight: 600; white-space: nowrap; }
  td { overflow-wrap: anywhere; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  form { display: inline-block; margin: .75rem .5rem 0 0; }
  button { font: inherit; padding: .4rem .9rem; border-radius: .4rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; }
  .empty { padding: 1rem; color: var(--soft); }
`;

/** Prints a self-contained page: no script, nothing fetched. It reloads itself every five seconds. */
export function printPage(page: DemoPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>${escapeHtml(page.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<span class="label">Demo system</span>
<h1>${escapeHtml(page.title)}</h1>
<p>${escapeHtml(page.introduction)}</p>
${(page.actions ?? []).map(printAction).join('\n')}
${page.tables.map(printTable).join('\n')}
</main>
</body>
</html>
`;
}

function printAction({ title, path }: { readonly title: string; readonly path: string }): string {
  return `<form method="post" action="${escapeHtml(path)}"><button type="submit">${escapeHtml(title)}</button></form>`;
}

function printTable(table: PageTable): string {
  const heading = `<h2>${escapeHtml(table.title)}</h2>`;
  if (table.rows.length === 0)
    return `${heading}\n<div class="frame"><div class="empty">${escapeHtml(table.whenEmpty)}</div></div>`;
  const classOf = (column: number): string => (table.numbers?.includes(column) === true ? ' class="number"' : '');
  const heads = table.columns
    .map((name, column) => `<th scope="col"${classOf(column)}>${escapeHtml(name)}</th>`)
    .join('');
  const rows = table.rows.map(
    (row) => `<tr>${row.map((cell, column) => `<td${classOf(column)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `${heading}\n<div class="frame"><table><thead><tr>${heads}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}
