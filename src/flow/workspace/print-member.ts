import type { Json } from '../json.ts';
import { printDocument } from '../text/document.ts';

/** One member of a map at the root of a file, and what it becomes. */
export type MemberChange = {
  /** Key at the root. */
  readonly top: string;
  /** Key below it. */
  readonly member: string;
  /** Nothing takes the member out, and the root's key with the last one. */
  readonly value: Json | undefined;
  /** Keys of the root that a new key must stand before. */
  readonly keysAfter: readonly string[];
};

type Span = { readonly start: number; readonly end: number };

/**
 * Sets one member of a map at the root of a YAML text by its lines, so that all others keep their bytes.
 *
 * @returns the new text; undefined where the map is written in a way that cannot be edited by lines
 */
export function setMember(text: string, change: MemberChange): string | undefined {
  const lines = text.split('\n');
  // A text that ends as it should leaves an empty last line, which is put back in the end.
  if (lines.at(-1) === '') lines.pop();
  const edited = editLines(lines, change);
  return edited === undefined ? undefined : `${edited.join('\n')}\n`;
}

function editLines(lines: readonly string[], change: MemberChange): readonly string[] | undefined {
  const { top, member, value } = change;
  const block = findBlock(lines, { start: 0, end: lines.length }, top, 0);
  if (block === undefined) {
    if (value === undefined) return lines;
    const at = placeOfKey(lines, change.keysAfter);
    return replace(lines, { start: at, end: at }, [`${top}:`, ...printMember(member, value, 2)]);
  }
  const head = restOf(lines[block.start] ?? '');
  if (head === '{}') {
    return value === undefined ? lines : replace(lines, block, [`${top}:`, ...printMember(member, value, 2)]);
  }
  if (head !== '') return undefined;
  const inside = { start: block.start + 1, end: block.end };
  const indent = indentIn(lines, inside);
  if (indent === undefined || indent === 0) return undefined;
  const found = findBlock(lines, inside, member, indent);
  if (value !== undefined) {
    const at = found ?? { start: block.end, end: block.end };
    return replace(lines, at, printMember(member, value, indent));
  }
  if (found === undefined) return lines;
  const isLast = membersIn(lines, inside, indent) === 1;
  return replace(lines, isLast ? block : found, []);
}

/** Lines of a key with everything below it; comments and blanks before the next key belong to that one. */
function findBlock(lines: readonly string[], within: Span, key: string, indent: number): Span | undefined {
  for (let start = within.start; start < within.end; start += 1) {
    if (keyOf(lines[start] ?? '', indent) !== key) continue;
    let end = start + 1;
    for (let at = start + 1; at < within.end; at += 1) {
      const line = lines[at] ?? '';
      if (isIdle(line)) continue;
      if (indentOf(line) <= indent && !(indentOf(line) === indent && line.trimStart().startsWith('- '))) break;
      end = at + 1;
    }
    return { start, end };
  }
  return undefined;
}

/** Where a new key of the root goes: before the first one that stands after it, with the comments of that one. */
function placeOfKey(lines: readonly string[], keysAfter: readonly string[]): number {
  const next = lines.findIndex((line) => keysAfter.includes(keyOf(line, 0) ?? ''));
  if (next === -1) {
    const last = lines.findLastIndex((line) => !isIdle(line));
    return last + 1;
  }
  let at = next;
  while (at > 0 && (lines[at - 1] ?? '').startsWith('#')) at -= 1;
  return at;
}

function keyOf(line: string, indent: number): string | undefined {
  const match = /^( *)(?:"([^"]*)"|'([^']*)'|([^\s"'#:-][^:#]*?))\s*:(?:\s|$)/.exec(line);
  if (match === null || match[1]?.length !== indent) return undefined;
  return match[2] ?? match[3] ?? match[4];
}

/** What stands after the key on its line, without a comment. */
function restOf(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replace(/(^|\s)#.*$/, '')
    .trim();
}

function indentIn(lines: readonly string[], { start, end }: Span): number | undefined {
  const first = lines.slice(start, end).find((line) => !isIdle(line));
  return first === undefined ? undefined : indentOf(first);
}

function membersIn(lines: readonly string[], { start, end }: Span, indent: number): number {
  return lines.slice(start, end).filter((line) => keyOf(line, indent) !== undefined).length;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isIdle(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

function printMember(member: string, value: Json, indent: number): readonly string[] {
  const printed = printDocument({ [member]: value }, new Map())
    .trimEnd()
    .split('\n');
  return printed.map((line) => (line === '' ? line : `${' '.repeat(indent)}${line}`));
}

function replace(lines: readonly string[], { start, end }: Span, by: readonly string[]): readonly string[] {
  return [...lines.slice(0, start), ...by, ...lines.slice(end)];
}
