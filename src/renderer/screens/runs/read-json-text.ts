import type { Json } from '../../data/runs.ts';

/** JSON that was read, or where it stops being JSON. */
export type ReadJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly line: number; readonly what: string };

/** Reads JSON as a person typed it; says the line at which it broke. */
export function readJsonText(text: string): ReadJson {
  try {
    // The result of JSON.parse is JSON.
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      line: lineOf(text, what),
      what: what.replace(/ in JSON at position.*$| \(line.*$|, (?:"|\.\.\.).*$/s, ''),
    };
  }
}

function lineOf(text: string, what: string): number {
  const named = /line (\d+)/.exec(what)?.[1];
  if (named !== undefined) return Number(named);
  const position = /position (\d+)/.exec(what)?.[1];
  const end = position === undefined ? text.length : Number(position);
  return text.slice(0, end).split('\n').length;
}
