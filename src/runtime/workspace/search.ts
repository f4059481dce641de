import type { Clock } from '../engine/ports.ts';

/** A place where a text was found; line and column count from 1. */
export type SearchMatch = {
  readonly path: string;
  readonly flow: string | null;
  readonly node: string | null;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
};

/** What a search found; incomplete where its limit or its time ended it. */
export type SearchResult = { readonly matches: readonly SearchMatch[]; readonly complete: boolean };

/** What a search looks through. */
export type SearchPlace = {
  readonly path: string;
  readonly read: () => Promise<string | undefined>;
  /** Of a flow file: its id, and the ids of its nodes. */
  readonly flow: { readonly id: string; readonly nodes: ReadonlySet<string> } | undefined;
};

/** Longest a search takes, in milliseconds. */
const limitMs = 1_500;
const mostPerFile = 20;
const excerptLength = 160;
/** Beyond this a line is data, not text, and only its beginning is looked at. */
const longestLine = 10_000;

/** Files worth searching: what people wrote, not where boxes stand. */
export function isSearched(path: string): boolean {
  return !path.endsWith('.layout.json');
}

/** Looks for a text, upper and lower case alike, in one place after another. */
export async function searchText(
  places: readonly SearchPlace[],
  ask: { readonly text: string; readonly limit: number; readonly clock: Pick<Clock, 'mono'> },
): Promise<SearchResult> {
  const { limit, clock } = ask;
  const wanted = ask.text.toLowerCase();
  const untilMs = clock.mono() + limitMs;
  const matches: SearchMatch[] = [];
  let complete = true;
  for (const place of places) {
    if (matches.length >= limit || clock.mono() > untilMs) return { matches, complete: false };
    const text = await place.read();
    if (text === undefined) continue;
    const found = searchOne(place, text, wanted);
    const taken = found.slice(0, Math.min(mostPerFile, limit - matches.length));
    complete &&= taken.length === found.length;
    matches.push(...taken);
  }
  return { matches, complete };
}

function searchOne({ path, flow }: SearchPlace, text: string, wanted: string): readonly SearchMatch[] {
  const matches: SearchMatch[] = [];
  if (!text.toLowerCase().includes(wanted)) return matches;
  let node: string | null = null;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.slice(0, longestLine);
    const key = /^\s*([A-Za-z0-9_]+):\s*$/.exec(line)?.[1];
    if (key !== undefined && flow?.nodes.has(key)) node = key;
    const column = line.toLowerCase().indexOf(wanted);
    if (column < 0) continue;
    matches.push({ path, flow: flow?.id ?? null, node, line: at + 1, column: column + 1, excerpt: cut(line, column) });
    if (matches.length > mostPerFile) return matches;
  }
  return matches;
}

function cut(line: string, column: number): string {
  const start = Math.max(0, column - excerptLength / 2);
  return line.slice(start, start + excerptLength).trim();
}
