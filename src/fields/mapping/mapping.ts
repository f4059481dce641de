import { readExpression, type SyntaxNode } from '#flow/check/read-expression.ts';
import { entriesOf } from './object-text.ts';

/** What a target field is filled with. */
export type RowValue =
  /** An expression, exactly as its author wrote it. */
  | { readonly kind: 'expression'; readonly text: string }
  /** A group of fields of its own. */
  | { readonly kind: 'group'; readonly rows: readonly MappingRow[] }
  /** A group for every row of a list, or over one object: `[items.{ … }]` or `customer.{ … }`. */
  | { readonly kind: 'over'; readonly source: string; readonly isList: boolean; readonly rows: readonly MappingRow[] };

/** One line of the table: a target field and what fills it. */
export type MappingRow = { readonly target: string; readonly value: RowValue };

/**
 * Reads a mapping as a table: an object constructor whose keys are fixed names. Values keep their author's text.
 *
 * @returns undefined where the expression is no such object and can only be shown as code
 */
export function readMapping(expression: string): readonly MappingRow[] | undefined {
  const text = expression.trim();
  if (text === '') return [];
  const read = readExpression(text);
  return read.ok && isObject(read.tree) ? readRows(text) : undefined;
}

/** Writes a table as an expression; short groups stay on one line. */
export function writeMapping(rows: readonly MappingRow[]): string {
  return rows.length === 0 ? '{}' : writeLines(rows, '');
}

function readRows(text: string): readonly MappingRow[] | undefined {
  const entries = entriesOf(text);
  return entries?.map(({ key, value }) => ({ target: key, value: readValue(value) }));
}

function readValue(text: string): RowValue {
  const asText: RowValue = { kind: 'expression', text };
  const read = readExpression(text);
  if (!read.ok) return asText;
  const { tree } = read;
  if (isObject(tree)) {
    const rows = readRows(text);
    return rows === undefined ? asText : { kind: 'group', rows };
  }
  const inner = isListOfOne(tree) ? text.slice(1, -1).trim() : undefined;
  return readOver(inner ?? text, inner !== undefined) ?? asText;
}

/** `path.{ … }`: the path as it is written, and the fields behind it. */
function readOver(text: string, isList: boolean): RowValue | undefined {
  const read = readExpression(text);
  if (!read.ok || read.tree.type !== 'path') return undefined;
  const last = read.tree.steps?.at(-1);
  if (last === undefined || !isObject(last) || !text.endsWith('}')) return undefined;
  for (let open = text.indexOf('.{'); open !== -1; open = text.indexOf('.{', open + 1)) {
    const rows = readRows(text.slice(open + 1));
    const source = text.slice(0, open).trim();
    if (rows !== undefined && source !== '' && readExpression(source).ok) return { kind: 'over', source, isList, rows };
  }
  return undefined;
}

function isObject(tree: SyntaxNode): boolean {
  return tree.type === 'unary' && tree.value === '{';
}

function isListOfOne(tree: SyntaxNode): boolean {
  return tree.type === 'unary' && tree.value === '[' && tree.expressions?.length === 1;
}

/** Longest group that stays on one line, its indentation included, in characters. */
const lineLimit = 110;

function writeLines(rows: readonly MappingRow[], indent: string): string {
  const inner = `${indent}  `;
  return `{\n${rows.map((row) => `${inner}${writeRow(row, inner)}`).join(',\n')}\n${indent}}`;
}

function writeRow({ target, value }: MappingRow, indent: string): string {
  const key = `${JSON.stringify(target)}: `;
  return key + writeValue(value, indent, key.length);
}

function writeValue(value: RowValue, indent: string, before: number): string {
  switch (value.kind) {
    case 'expression':
      return value.text;
    case 'group':
      return writeGroup(value.rows, indent, before);
    case 'over': {
      const group = `${value.source}.${writeGroup(value.rows, indent, before + value.source.length + 2)}`;
      return value.isList ? `[${group}]` : group;
    }
  }
}

function writeGroup(rows: readonly MappingRow[], indent: string, before: number): string {
  if (rows.length === 0) return '{}';
  const line = `{ ${rows.map((row) => writeRow(row, indent)).join(', ')} }`;
  const fits = !line.includes('\n') && indent.length + before + line.length <= lineLimit;
  return fits ? line : writeLines(rows, indent);
}

/** Puts a value into a table at a path of indices; undefined takes the line away. */
export function replaceRow(
  rows: readonly MappingRow[],
  [index = -1, ...rest]: readonly number[],
  row: MappingRow | undefined,
): readonly MappingRow[] {
  const here = rows[index];
  if (rest.length === 0) {
    if (row === undefined) return rows.toSpliced(index, 1);
    return here === undefined ? [...rows, row] : rows.toSpliced(index, 1, row);
  }
  if (here === undefined || here.value.kind === 'expression') return rows;
  const value = { ...here.value, rows: replaceRow(here.value.rows, rest, row) };
  return rows.toSpliced(index, 1, { ...here, value });
}
