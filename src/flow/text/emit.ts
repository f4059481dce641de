import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { FieldShape } from '../node-type/field.ts';
import { type Comments, hasCommentsBelow, tailPath } from './comments.ts';
import { joinPath } from './path.ts';
import { roleAt, type ScalarValue, shapeBelow, shapeOfItems, spellKey, spellScalar } from './spelling.ts';

/** A line of a document being printed, with the places that begin on it: comments stand above it. */
type Line = { text: string; readonly indent: number; readonly paths: string[] };

/** A document being printed. */
export type Page = { readonly lines: Line[]; readonly comments: Comments };

/** The longest line a list of scalars may take before it becomes one item a line. */
const longestListLine = 120;

/** Starts an empty page. */
export function startPage(comments: Comments): Page {
  return { lines: [], comments };
}

/** Adds a line that is no scalar, such as the key of a map. */
export function addLine(page: Page, indent: number, path: string, text: string): void {
  page.lines.push({ text: ' '.repeat(indent) + text, indent, paths: [path] });
}

/** Adds a key with its value, at the indentation of the key. */
export function addEntry(page: Page, indent: number, path: string, key: string, value: Json, shape: FieldShape): void {
  const label = `${spellKey(key)}:`;
  if (Array.isArray(value)) addList(page, indent, path, label, value, shape);
  else if (isJsonObject(value)) {
    const isEmpty = Object.keys(value).length === 0;
    addLine(page, indent, path, isEmpty ? `${label} {}` : label);
    addEntries(page, indent + 2, path, value, shape);
  } else addLine(page, indent, path, `${label} ${spell(value, shape, indent)}`);
}

/** Adds the entries of a map: known keys in their order, free keys in the author's. */
export function addEntries(page: Page, indent: number, path: string, value: JsonObject, shape: FieldShape): void {
  for (const key of orderedKeys(value, shape)) {
    addEntry(page, indent, joinPath(path, key), key, value[key] ?? null, shapeBelow(shape, key));
  }
}

/** The keys of a map in the order they are printed. */
export function orderedKeys(value: JsonObject, shape: FieldShape): readonly string[] {
  const written = Object.keys(value).filter((key) => value[key] !== undefined);
  if (shape.shape !== 'object') return written;
  const known = [...shape.keys.keys()].filter((key) => written.includes(key));
  return [...known, ...written.filter((key) => !shape.keys.has(key))];
}

function spell(value: Json, shape: FieldShape, indent: number, inFlow = false): string {
  // Callers have told lists and maps apart before.
  return spellScalar(value as ScalarValue, roleAt(shape), { indent, inFlow });
}

function addList(
  page: Page,
  indent: number,
  path: string,
  label: string,
  list: readonly Json[],
  shape: FieldShape,
): void {
  const inFlow = flowList(page, path, list, shape);
  if (inFlow !== undefined && indent + label.length + 1 + inFlow.length <= longestListLine) {
    addLine(page, indent, path, `${label} ${inFlow}`);
    return;
  }
  addLine(page, indent, path, label);
  addItems(page, indent + 2, path, list, shape);
}

/** A list in brackets, or undefined where it must be written one item a line. */
function flowList(page: Page, path: string, list: readonly Json[], shape: FieldShape): string | undefined {
  if (list.length === 0) return '[]';
  const isScalars = list.every((item) => typeof item !== 'object' || item === null);
  if (!isScalars || list.some((item) => typeof item === 'string' && item.includes('\n'))) return undefined;
  if (hasCommentsBelow(page.comments, path)) return undefined;
  return `[${list.map((item) => spell(item, shapeOfItems(shape), 0, true)).join(', ')}]`;
}

/** Adds the items of a list, one a line, at the indentation of their dashes. */
export function addItems(page: Page, indent: number, path: string, list: readonly Json[], shape: FieldShape): void {
  for (const [index, item] of list.entries()) {
    addItem(page, indent, joinPath(path, String(index)), item, shapeOfItems(shape));
  }
}

function addItem(page: Page, indent: number, path: string, item: Json, shape: FieldShape): void {
  const short = shortItem(page, indent, path, item, shape);
  if (short !== undefined) {
    addLine(page, indent, path, `- ${short}`);
    return;
  }
  const first = page.lines.length;
  if (Array.isArray(item)) addItems(page, indent + 2, path, item, shape);
  // Neither a list nor a scalar: a map.
  else addEntries(page, indent + 2, path, item as JsonObject, shape);
  mergeDash(page, first, indent, path);
}

/** What stands behind the dash of an item that needs no block below it, or undefined. */
function shortItem(page: Page, indent: number, path: string, item: Json, shape: FieldShape): string | undefined {
  if (typeof item !== 'object' || item === null) return spell(item, shape, indent);
  if (isJsonObject(item)) return Object.keys(item).length === 0 ? '{}' : undefined;
  const inFlow = flowList(page, path, item, shape);
  return inFlow !== undefined && indent + 2 + inFlow.length <= longestListLine ? inFlow : undefined;
}

/** The first line of an item's block takes the dash in front, and the comments of the item itself. */
function mergeDash(page: Page, first: number, indent: number, path: string): void {
  const line = page.lines[first];
  if (line === undefined) return;
  page.lines[first] = {
    text: `${' '.repeat(indent)}- ${line.text.slice(indent + 2)}`,
    indent,
    paths: [path, ...line.paths],
  };
}

/** The finished text: comments above the lines they belong to, LF, one final line break. */
export function finishPage(page: Page): string {
  const head = commentLines(page.comments, '', 0);
  const tail = commentLines(page.comments, tailPath, 0);
  const body = page.lines.flatMap((line) => [
    ...line.paths.flatMap((path) => (path === '' ? [] : commentLines(page.comments, path, line.indent))),
    line.text,
  ]);
  return `${[...head, ...body, ...tail].join('\n')}\n`;
}

function commentLines(comments: Comments, path: string, indent: number): readonly string[] {
  return (comments.get(path) ?? []).map((text) => ' '.repeat(indent) + commentLine(text));
}

function commentLine(text: string): string {
  if (text === '') return '#';
  return text.startsWith('#') ? `#${text}` : `# ${text}`;
}
