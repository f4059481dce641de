/** Where a text stops being JSON, and what stands there in place of what. */
export type JsonError = {
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What was expected there; a key of the texts. */
  readonly expected: 'value' | 'name' | 'colon' | 'comma' | 'quote' | 'escape' | 'end' | 'number';
};

/** Finds the character at which a text stops being JSON; undefined where the whole text is JSON. */
export function findJsonError(text: string): JsonError | undefined {
  const cursor = { text, at: 0 };
  try {
    readValue(cursor);
    skipBlanks(cursor);
    if (cursor.at < text.length) throw new Stop(cursor.at, 'end');
    return undefined;
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return placeOf(text, stop);
  }
}

/** Ends the reading at a character; caught in this file only. */
class Stop extends Error {
  readonly at: number;
  readonly expected: JsonError['expected'];

  constructor(at: number, expected: JsonError['expected']) {
    super(expected);
    this.at = at;
    this.expected = expected;
  }
}

type Cursor = { readonly text: string; at: number };

function placeOf(text: string, { at, expected }: Stop): JsonError {
  const before = text.slice(0, at);
  return {
    offset: at,
    line: before.split('\n').length,
    column: at - (before.lastIndexOf('\n') + 1) + 1,
    expected,
  };
}

function skipBlanks(cursor: Cursor): void {
  while (/[ \t\n\r]/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
}

function readValue(cursor: Cursor): void {
  skipBlanks(cursor);
  const first = cursor.text[cursor.at];
  const word = /^(?:true|false|null)\b/.exec(cursor.text.slice(cursor.at, cursor.at + 6));
  if (first === '{') readMembers(cursor, '}', readMember);
  else if (first === '[') readMembers(cursor, ']', readValue);
  else if (first === '"') readText(cursor);
  else if (word !== null) cursor.at += word[0].length;
  else readNumber(cursor);
}

function readNumber(cursor: Cursor): void {
  const start = cursor.at;
  const run = /^[-+.\w]*/.exec(cursor.text.slice(start, start + 400))?.[0] ?? '';
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(run)) {
    cursor.at += run.length;
    return;
  }
  throw new Stop(start, /^-?\d/.test(run) ? 'number' : 'value');
}

function readMembers(cursor: Cursor, closing: '}' | ']', read: (cursor: Cursor) => void): void {
  cursor.at += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] === closing) {
    cursor.at += 1;
    return;
  }
  for (;;) {
    read(cursor);
    skipBlanks(cursor);
    const next = cursor.text[cursor.at];
    if (next !== ',' && next !== closing) throw new Stop(cursor.at, 'comma');
    cursor.at += 1;
    if (next === closing) return;
  }
}

function readMember(cursor: Cursor): void {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== '"') throw new Stop(cursor.at, 'name');
  readText(cursor);
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== ':') throw new Stop(cursor.at, 'colon');
  cursor.at += 1;
  readValue(cursor);
}

function readText(cursor: Cursor): void {
  const start = cursor.at;
  cursor.at += 1;
  for (;;) {
    const sign = cursor.text[cursor.at];
    if (sign === undefined || sign < ' ') throw new Stop(sign === undefined ? start : cursor.at, 'quote');
    if (sign === '\\' && !/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(cursor.text.slice(cursor.at, cursor.at + 6)))
      throw new Stop(cursor.at, 'escape');
    cursor.at += sign === '\\' ? 2 : 1;
    if (sign === '"') return;
  }
}
