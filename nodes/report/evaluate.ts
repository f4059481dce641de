import { type Failure, invalid, permanent } from '#flow/failure.ts';
import { fromJsonText, isJsonObject, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Longest report, in bytes of UTF-8. */
const mostBytes = 5_000_000;
/** Longest result, in code units of its JSON: quotes and line ends count twice there, and a child hands over 8 M. */
const mostResultUnits = 8_000_000;
const mostTitleUnits = 200;

type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

type Column = { readonly title: string; readonly read: (row: JsonObject) => Json };

type Content = {
  readonly title: string;
  readonly summary: readonly (readonly [string, Json])[] | undefined;
  readonly columns: readonly Column[];
  readonly rows: readonly JsonObject[];
};

/** Writes the report; the same rows give the same bytes. */
export function evaluate(step: PureStep): PureResult {
  const title = readText(step, 'title');
  if (!title.ok) return title;
  const isCsv = step.config.format !== 'html';
  const name = readName(step, isCsv ? '.csv' : '.html');
  if (!name.ok) return name;
  const rows = readRows(step);
  if (!rows.ok) return rows;
  const summary = readSummary(step);
  if (!summary.ok) return summary;
  const columns = columnsOf(step.config, rows.value);
  const content = { title: title.value, summary: summary.value, columns, rows: rows.value };
  const text = isCsv ? printCsv(content) : printHtml(content);
  if (text === undefined) return { ok: false, failure: tooLarge };
  const type = isCsv ? 'text/csv' : 'text/html';
  const output = toJsonText({ name: name.value, type, rows: rows.value.length, text });
  if (output.length > mostResultUnits) return { ok: false, failure: tooLarge };
  return { ok: true, ports: ['out'], output };
}

const tooLarge = permanent(
  'report/too-large',
  'The report would be larger than 5 MB. Name fewer columns, leave out rows nobody reads, or make several reports.',
);

// --- reading the config ---------------------------------------------------------------------------------------

function readText(step: PureStep, field: 'title' | 'name'): Got<string> {
  const given = step.config[field];
  if (typeof given === 'string') return { ok: true, value: given };
  const result = step.expression(`${field}.$`);
  if (!result.ok) return result;
  const value = result.text === undefined ? undefined : fromJsonText(result.text);
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= mostTitleUnits;
  if (isText) return { ok: true, value };
  const title = `The expression for "${field}" did not give text of 1 to ${mostTitleUnits} characters. Name a field that is always there.`;
  return { ok: false, failure: invalid('report/no-text', title, { detail: { field } }) };
}

/** Letters of any language, digits, and what stands between words; nothing that means a place on some computer. */
const fileName = /^(?![ .])[\p{L}\p{N}\p{M} ._()+-]{1,100}(?<![ .])$/u;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function readName(step: PureStep, ending: '.csv' | '.html'): Got<string> {
  if (step.config.name === undefined) return { ok: true, value: `report${ending}` };
  const given = readText(step, 'name');
  if (!given.ok) return given;
  if (!fileName.test(given.value) || deviceName.test(given.value)) {
    const title =
      'The file name holds something not every computer takes. Use letters, digits, blanks, dots, hyphens and underscores, without a path.';
    return { ok: false, failure: invalid('report/name-refused', title) };
  }
  const name = given.value.toLowerCase().endsWith(ending) ? given.value : `${given.value}${ending}`;
  return { ok: true, value: name };
}

function readRows(step: PureStep): Got<readonly JsonObject[]> {
  const given = readValue(step, 'rows');
  if (!given.ok) return given;
  const value = given.value ?? [];
  // A path over a list of one gives the bare item.
  const rows: readonly Json[] = Array.isArray(value) ? value : [value];
  const wrong = rows.findIndex((row) => !isJsonObject(row));
  if (wrong === -1) return { ok: true, value: rows.filter(isJsonObject) };
  const title = `Row ${wrong + 1} of the report is no object. Give its value a name, such as [keys.{ "key": $ }].`;
  return { ok: false, failure: invalid('report/row-refused', title, { detail: { row: wrong + 1 } }) };
}

function readSummary(step: PureStep): Got<Content['summary']> {
  if (step.config.summary === undefined) return { ok: true, value: undefined };
  const given = readValue(step, 'summary');
  if (!given.ok) return given;
  if (isJsonObject(given.value)) return { ok: true, value: Object.entries(given.value) };
  const title = 'The summary of the report is no object. Write it as { "read": …, "written": … }.';
  return { ok: false, failure: invalid('report/summary-refused', title) };
}

const keywords: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null']);

/**
 * A plain path is looked up here, because expressions read at most 1 MB and a report may be made of more. It goes
 * through objects only: what a path does over lists is JSONata's to say.
 */
function readValue(step: PureStep, field: 'rows' | 'summary'): Got<Json | undefined> {
  const names = String(step.config[field]).trim().split('.');
  const isPlain = names.every((name) => /^[A-Za-z_]\w*$/.test(name) && !keywords.has(name));
  if (isPlain) {
    if (holdsRoundedInteger(step.input)) {
      const title =
        'The data holds a whole number beyond 2^53, which would be rounded. Ask the sender to send it as text.';
      return { ok: false, failure: invalid('report/integer-too-large', title) };
    }
    let place: Json | undefined = fromJsonText(step.input);
    for (const name of names) {
      if (Array.isArray(place)) return evaluated(step, field);
      place = ownField(place, name);
    }
    return { ok: true, value: place };
  }
  return evaluated(step, field);
}

function evaluated(step: PureStep, field: string): Got<Json | undefined> {
  const result = step.expression(field);
  if (!result.ok) return result;
  return { ok: true, value: result.text === undefined ? undefined : fromJsonText(result.text) };
}

/** True when a number of the text is a whole one that a double cannot tell from its neighbours. */
function holdsRoundedInteger(text: string): boolean {
  // Long texts are told apart from long numbers only where something looks like such a number.
  if (!/(?:^|[[:,\s-])\d{16,}(?=[\],}\s]|$)/.test(text)) return false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[-\d.eE+]{16,}/g)) {
    if (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) return true;
  }
  return false;
}

function ownField(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function columnsOf(config: JsonObject, rows: readonly JsonObject[]): readonly Column[] {
  const named = Array.isArray(config.columns) ? config.columns.filter(isJsonObject) : [];
  if (named.length > 0) {
    return named.map(({ title, field }) => ({ title: String(title), read: fieldReader(String(field)) }));
  }
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) => ({ title: name, read: (row) => ownField(row, name) ?? null }));
}

/** A name with dots is a field of that very name first, and a path through objects otherwise. */
function fieldReader(path: string): Column['read'] {
  const names = path.split('.');
  return (row) => ownField(row, path) ?? names.reduce<Json | undefined>(ownField, row) ?? null;
}

// --- writing --------------------------------------------------------------------------------------------------

/** Collects pieces until they grow too large; long lists stop early instead of being built first. */
function createPage() {
  const pieces: string[] = [];
  let bytes = 0;
  return {
    /** Adds a piece; false once the whole is too large. */
    add(piece: string): boolean {
      bytes += bytesOf(piece);
      if (bytes > mostBytes) return false;
      pieces.push(piece);
      return true;
    },
    text: () => pieces.join(''),
  };
}

function bytesOf(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Each half of a pair counts two of its four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Half characters and control characters have no place in a file for people; tabs and line ends stay. */
function cleaned(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '');
}

function cellText(value: Json): string {
  if (value === null) return '';
  return cleaned(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/**
 * RFC 4180: CRLF, quotes where needed, and as many fields in every line. The title stands in the file only above a
 * summary, so that a report without one begins with its headings, as programs expect.
 */
function printCsv({ title, summary, columns, rows }: Content): string | undefined {
  if (summary === undefined && columns.length === 0) return '';
  const width = Math.max(summary === undefined ? 1 : 2, columns.length);
  const page = createPage();
  const line = (cells: readonly Json[]): boolean => {
    const filled = [...cells.map(csvCell), ...new Array<string>(width - cells.length).fill('')];
    // A line of one empty field would look like no line at all.
    return page.add(`${filled.length === 1 && filled[0] === '' ? '""' : filled.join(',')}\r\n`);
  };
  const above = summary === undefined ? [] : [[title], ...summary.map(([name, value]) => [name, value]), []];
  for (const cells of [...above, columns.map((column) => column.title)]) if (!line(cells)) return undefined;
  for (const row of rows) if (!line(columns.map((column) => column.read(row)))) return undefined;
  return page.text();
}

/** Text a spreadsheet would take for a formula, also behind blanks and in the wide forms of East Asian keyboards. */
const formula = /^(?:[\t\r\n]|\s*[=+\-@\uff0b\uff0d\uff1d\uff20])/;

/** Numbers stay numbers, minus sign and all; only text can be a formula. */
function csvCell(value: Json): string {
  const text = cellText(value);
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  // A semicolon or a tab divides fields where the spreadsheet is set to another language.
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const style = `:root{color-scheme:light dark}
body{font:14px/1.45 system-ui,sans-serif;margin:2rem;max-width:100%}
h1{font-size:1.4rem;margin:0 0 1rem}
dl{display:grid;grid-template-columns:max-content auto;gap:.2rem 1rem;margin:0 0 1.5rem}
dt{font-weight:600}
dd{margin:0}
table{border-collapse:collapse}
caption{text-align:start;padding-block-end:.5rem}
th,td{border:1px solid #8888;padding:.3rem .6rem;text-align:start;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}
.n{text-align:end;font-variant-numeric:tabular-nums}
@media print{body{margin:0;font-size:10pt}tr{break-inside:avoid}}
@page{margin:15mm}`;

/** One file that needs nothing else; its policy lets no script run, whatever a row may hold. */
function printHtml({ title, summary, columns, rows }: Content): string | undefined {
  const page = createPage();
  const heading = escaped(cleaned(title));
  page.add(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>
${style}
</style>
</head>
<body>
<h1>${heading}</h1>
`);
  if (summary !== undefined && summary.length > 0 && !page.add(htmlSummary(summary))) return undefined;
  const count = rows.length === 0 ? 'No rows' : rows.length === 1 ? '1 row' : `${rows.length} rows`;
  if (columns.length === 0) page.add(`<p>${count}</p>\n`);
  else {
    const titles = columns.map((column) => `<th scope="col">${escaped(cleaned(column.title))}</th>`).join('');
    page.add(`<table>\n<caption>${count}</caption>\n<thead>\n`);
    if (!page.add(`<tr>${titles}</tr>\n</thead>\n<tbody>\n`)) return undefined;
    for (const row of rows) {
      const cells = columns.map((column) => htmlCell(column.read(row))).join('');
      if (!page.add(`<tr>${cells}</tr>\n`)) return undefined;
    }
    if (!page.add('</tbody>\n</table>\n')) return undefined;
  }
  return page.add('</body>\n</html>\n') ? page.text() : undefined;
}

function htmlSummary(summary: readonly (readonly [string, Json])[]): string {
  const lines = summary.map(
    ([name, value]) => `<dt>${escaped(cleaned(name))}</dt><dd>${escaped(cellText(value))}</dd>\n`,
  );
  return `<dl>\n${lines.join('')}</dl>\n`;
}

function htmlCell(value: Json): string {
  return `<td${typeof value === 'number' ? ' class="n"' : ''}>${escaped(cellText(value))}</td>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
