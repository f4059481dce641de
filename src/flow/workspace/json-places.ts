import type { Problem } from '../problem.ts';
import { joinPath } from '../text/path.ts';
import { createSource, problemAt } from '../text/source.ts';

/** Where the keys of a JSON text stand. */
export type JsonPlaces = {
  /** Offset at which the text stops being JSON, or undefined for good JSON. */
  readonly brokenAt: number | undefined;
  /** A problem at the place of a path, or at the nearest place around it that exists. */
  readonly problem: (keys: readonly string[], code: string, message: string) => Problem;
};

type Scan = { readonly text: string; readonly offsets: Map<string, number>; at: number; brokenAt: number | undefined };

const deepest = 80;
const string = /"(?:[^"\\\n\r\t]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

/**
 * Notes the offset of every key and item. JSON.parse says what a text means but not where, and its messages differ
 * from one browser to the next.
 */
export function findJsonPlaces(text: string): JsonPlaces {
  const scan: Scan = { text, offsets: new Map([['', 0]]), at: 0, brokenAt: undefined };
  takeValue(scan, '', 0);
  if (scan.brokenAt === undefined && peek(scan) !== '') scan.brokenAt = scan.at;
  const source = createSource(text);
  return {
    brokenAt: scan.brokenAt,
    problem: (keys, code, message) => {
      const path = keys.reduce(joinPath, '');
      return problemAt(source, nearestOffset(scan.offsets, keys), code, message, { path });
    },
  };
}

function nearestOffset(offsets: ReadonlyMap<string, number>, keys: readonly string[]): number {
  for (let length = keys.length; length > 0; length -= 1) {
    const offset = offsets.get(keys.slice(0, length).reduce(joinPath, ''));
    if (offset !== undefined) return offset;
  }
  return 0;
}

/** The next character that is no blank, or nothing at the end. */
function peek(scan: Scan): string {
  while (/[ \t\r\n]/.test(scan.text.charAt(scan.at))) scan.at += 1;
  return scan.text.charAt(scan.at);
}

function takeValue(scan: Scan, path: string, depth: number): void {
  const start = peek(scan);
  if (depth > deepest) scan.brokenAt ??= scan.at;
  else if (start === '{' || start === '[') takeMembers(scan, path, depth, start === '[');
  else if (!take(scan, start === '"' ? string : scalar)) scan.brokenAt ??= scan.at;
}

function take(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at;
  if (!pattern.test(scan.text)) return false;
  scan.at = pattern.lastIndex;
  return true;
}

function takeMembers(scan: Scan, path: string, depth: number, isList: boolean): void {
  const close = isList ? ']' : '}';
  scan.at += 1;
  if (peek(scan) === close) {
    scan.at += 1;
    return;
  }
  for (let index = 0; scan.brokenAt === undefined; index += 1) {
    peek(scan);
    const start = scan.at;
    const key = isList ? String(index) : takeKey(scan);
    if (key === undefined) return;
    const below = joinPath(path, key);
    scan.offsets.set(below, start);
    takeValue(scan, below, depth + 1);
    if (scan.brokenAt !== undefined) return;
    const mark = peek(scan);
    if (mark !== ',' && mark !== close) {
      scan.brokenAt = scan.at;
      return;
    }
    scan.at += 1;
    if (mark === close) return;
  }
}

function takeKey(scan: Scan): string | undefined {
  const start = scan.at;
  const key = take(scan, string) ? scan.text.slice(start + 1, scan.at - 1) : undefined;
  if (key === undefined || peek(scan) !== ':') {
    scan.brokenAt ??= scan.at;
    return undefined;
  }
  scan.at += 1;
  return key;
}
