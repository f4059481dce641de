import { isJsonObject, type Json } from '#flow/json.ts';

/** A part of a JSON text with its place; offsets count characters, end exclusive. */
type Part = {
  readonly start: number;
  readonly end: number;
  readonly kind: 'object' | 'list' | 'scalar';
  readonly members: readonly Member[];
};

/** A field of an object or a row of a list; rows have their number as key and no place of a key. */
type Member = { readonly key: string; readonly start: number; readonly keyEnd: number; readonly value: Part };

const token = /\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]:,])/y;

/**
 * Edits of a JSON text that leave every character alone but those they are about: spacing, the order of keys and
 * keywords nobody here knows stay as somebody wrote them. All of them take sound JSON, give sound JSON, and return
 * the text unchanged where the place does not exist.
 */
export const jsonText = { set, remove, renameKey, move, appendRow, removeRow };

/** Sets a member of the object at `keys`; a new one is put after `after`, or last. */
function set(text: string, keys: readonly string[], value: Json, after?: string): string {
  const part = partAt(text, keys);
  if (part !== undefined) return splice(text, part.start, part.end, inline(value));
  const owner = partAt(text, keys.slice(0, -1));
  const key = keys.at(-1);
  if (owner?.kind !== 'object' || key === undefined) return text;
  const written = `${JSON.stringify(key)}: ${inline(value)}`;
  return insert(
    text,
    owner,
    written,
    owner.members.findIndex((member) => member.key === after),
  );
}

/** Takes a member out, with its comma and its line. */
function remove(text: string, keys: readonly string[]): string {
  const owner = partAt(text, keys.slice(0, -1));
  const index = owner?.members.findIndex(({ key }) => key === keys.at(-1)) ?? -1;
  return owner === undefined || index === -1 ? text : takeOut(text, owner, index);
}

function renameKey(text: string, keys: readonly string[], name: string): string {
  const member = partAt(text, keys.slice(0, -1))?.members.find(({ key }) => key === keys.at(-1));
  return member === undefined ? text : splice(text, member.start, member.keyEnd, JSON.stringify(name));
}

/** Swaps a member with the one before it (-1) or after it (1). */
function move(text: string, keys: readonly string[], by: -1 | 1): string {
  const members = partAt(text, keys.slice(0, -1))?.members ?? [];
  const index = members.findIndex(({ key }) => key === keys.at(-1));
  const [first, second] = [members[Math.min(index, index + by)], members[Math.max(index, index + by)]];
  if (index === -1 || first === undefined || second === undefined || first === second) return text;
  const [one, other] = [first, second].map((member) => text.slice(member.start, member.value.end));
  const between = text.slice(first.value.end, second.start);
  return splice(text, first.start, second.value.end, `${other}${between}${one}`);
}

/** Adds a row to the list at `keys`, which is made where it is missing. */
function appendRow(text: string, keys: readonly string[], row: Json): string {
  const list = partAt(text, keys);
  if (list === undefined) return set(text, keys, [row]);
  return list.kind === 'list' ? insert(text, list, inline(row), -1) : text;
}

/** Takes every row out of the list at `keys` that equals a text; an empty list goes as a whole. */
function removeRow(text: string, keys: readonly string[], row: string): string {
  const list = partAt(text, keys);
  const index =
    list?.members.findIndex(({ value }) => text.slice(value.start, value.end) === JSON.stringify(row)) ?? -1;
  if (list === undefined || index === -1) return text;
  return list.members.length === 1 ? remove(text, keys) : takeOut(text, list, index);
}

function takeOut(text: string, owner: Part, index: number): string {
  const { members } = owner;
  const [before, member, after] = [members[index - 1], members[index], members[index + 1]];
  if (member === undefined) return text;
  if (before !== undefined) return splice(text, before.value.end, member.value.end, '');
  if (after !== undefined) return splice(text, member.start, after.start, '');
  return splice(text, owner.start + 1, owner.end - 1, '');
}

/** Puts a member behind the one at `index`, or last, spaced as its neighbours are. */
function insert(text: string, owner: Part, written: string, index: number): string {
  const { members } = owner;
  const neighbour = members[index === -1 ? members.length - 1 : index];
  const first = members[0];
  if (neighbour === undefined || first === undefined) {
    if (owner.kind === 'list') return splice(text, owner.start + 1, owner.end - 1, written);
    // One line stays one line; an object on lines of its own gets lines for what it holds.
    const isOwnLine = /^\s*("(?:[^"\\]|\\.)*"\s*:\s*)?$/.test(text.slice(lineStart(text, owner.start), owner.start));
    if (!isOwnLine) return splice(text, owner.start + 1, owner.end - 1, ` ${written} `);
    const outer = indentAt(text, owner.start);
    return splice(text, owner.start + 1, owner.end - 1, `\n${outer}${unitOf(text)}${written}\n${outer}`);
  }
  const gap = /^\s*/.exec(text.slice(owner.start + 1, first.start))?.[0] ?? '';
  const space = gap.includes('\n') ? gap : ' ';
  return splice(text, neighbour.value.end, neighbour.value.end, `,${space}${written}`);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

function unitOf(text: string): string {
  return /\n([ \t]+)/.exec(text)?.[1] ?? '  ';
}

function splice(text: string, start: number, end: number, inside: string): string {
  return text.slice(0, start) + inside + text.slice(end);
}

/** A value on one line, with the spaces people put there. */
function inline(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${inline(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function partAt(text: string, keys: readonly string[]): Part | undefined {
  let part = parse(text);
  for (const key of keys) part = part?.members.find((member) => member.key === key)?.value;
  return part;
}

function parse(text: string): Part | undefined {
  const reader = { text, at: 0 };
  try {
    return readPart(reader);
  } catch (error) {
    // No JSON while somebody is typing it; nothing is edited then.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type Reader = { readonly text: string; at: number };
type Token = { readonly text: string; readonly start: number; readonly end: number };

function next(reader: Reader): Token {
  token.lastIndex = reader.at;
  const found = token.exec(reader.text)?.[1];
  if (found === undefined) throw new SyntaxError('The text is no JSON.');
  reader.at = token.lastIndex;
  return { text: found, start: reader.at - found.length, end: reader.at };
}

function readPart(reader: Reader): Part {
  const begin = next(reader);
  if (begin.text !== '{' && begin.text !== '[') return { ...begin, kind: 'scalar', members: [] };
  const isObject = begin.text === '{';
  const members: Member[] = [];
  for (let mark = peek(reader); mark !== '}' && mark !== ']'; mark = peek(reader)) {
    if (members.length > 0) next(reader);
    members.push(isObject ? readMember(reader) : readRow(reader, members.length));
  }
  return { start: begin.start, end: next(reader).end, kind: isObject ? 'object' : 'list', members };
}

function readMember(reader: Reader): Member {
  const key = next(reader);
  next(reader);
  // The token of a key is a JSON text, so its parse is one.
  return { key: String(JSON.parse(key.text)), start: key.start, keyEnd: key.end, value: readPart(reader) };
}

function readRow(reader: Reader, index: number): Member {
  const value = readPart(reader);
  return { key: String(index), start: value.start, keyEnd: value.start, value };
}

function peek(reader: Reader): string {
  const { at } = reader;
  const { text } = next(reader);
  reader.at = at;
  return text;
}
