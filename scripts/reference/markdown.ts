/** The line every generated page begins with. */
export function banner(from: string): string {
  return `<!-- Written by "npm run generate" from ${from}. Edit those, not this page. -->\n`;
}

/** The address of a code or a name on its page: a slash would end a fragment for some readers. */
export function anchorOf(code: string): string {
  return code.replaceAll(/[/@.]/g, '-').toLowerCase();
}

/** A heading that can be linked to under a name that does not change with its words. */
export function heading(level: number, text: string, anchor: string): string {
  return `<a id="${anchor}"></a>\n${'#'.repeat(level)} ${text}\n`;
}

/** A table; cells are escaped, rows may be shorter than the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${head.map((_, index) => cell(cells[index] ?? '')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Text in code marks. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
