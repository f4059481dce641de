/** Any JSON value, as parsed. */
export type JsonLike = unknown;

/** One place in a JSON value. */
export type JsonPlace = {
  /** Path from the root in the notation of expressions: `order.lines[0].sku`; empty for the root. */
  readonly path: string;
  /** Name or index in its parent; empty for the root. */
  readonly key: string;
  readonly value: JsonLike;
};

/** Name of a member as it stands in a path: backticks where it is no plain name. */
function printName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '\\`')}\``;
}

/** The members of an object or array as places; undefined for anything else. */
export function membersOf({ path, value }: JsonPlace): readonly JsonPlace[] | undefined {
  if (Array.isArray(value)) {
    return value.map((member: unknown, index) => ({ path: `${path}[${index}]`, key: String(index), value: member }));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const prefix = path === '' ? '' : `${path}.`;
  return Object.entries(value).map(([key, member]: [string, unknown]) => ({
    path: prefix + printName(key),
    key,
    value: member,
  }));
}

/** The place a path of this notation leads to; undefined where there is none. */
export function placeAt(value: JsonLike, path: string | undefined): JsonPlace | undefined {
  if (path === undefined) return undefined;
  let here: JsonPlace | undefined = { path: '', key: '', value };
  while (here !== undefined && here.path !== path) {
    here = membersOf(here)?.find((one) => path === one.path || /^[.[]/.test(startsOff(path, one.path)));
  }
  return here;
}

/** What follows a beginning; empty where the text begins otherwise. */
function startsOff(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : '';
}

/** The kinds a JSON value may have. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** The kind of a value; what JSON does not know is told as null. */
export function kindOf(value: JsonLike): JsonKind {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' && value !== null ? 'object' : 'null';
}

/** Longest text shown in a row. */
const textLimit = 200;

/** A value in one line: scalars as JSON writes them, cut when long; objects and arrays by how much they hold. */
export function printShort(value: JsonLike): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`;
  const text = JSON.stringify(value ?? null);
  return text.length > textLimit ? `${text.slice(0, textLimit)}\u2026` : text;
}

/** What a search found. */
export type JsonMatches = {
  /** Paths of the places found, in order. */
  readonly paths: readonly string[];
  /** Paths of all places above them. */
  readonly above: ReadonlySet<string>;
};

/** Places visited by a search before it stops. */
const searchLimit = 50_000;

/** Finds places whose name or value contains a text, without regard to case. */
export function searchJson(root: JsonLike, query: string): JsonMatches {
  const sought = query.trim().toLocaleLowerCase();
  const paths: string[] = [];
  const above = new Set<string>();
  let visited = 0;
  const visit = (place: JsonPlace, ancestors: readonly string[]): void => {
    visited += 1;
    if (visited > searchLimit) return;
    const members = membersOf(place);
    const text = members === undefined ? `${place.key}\n${String(place.value)}` : place.key;
    if (text.toLocaleLowerCase().includes(sought)) {
      paths.push(place.path);
      for (const path of ancestors) above.add(path);
    }
    for (const member of members ?? []) visit(member, [...ancestors, place.path]);
  };
  if (sought !== '') visit({ path: '', key: '', value: root }, []);
  return { paths, above };
}

/** Paths of the objects and arrays down to a depth; 0 is the root alone. At most 500, so that a large value opens fast. */
export function pathsToDepth(root: JsonLike, depth: number): ReadonlySet<string> {
  const open = new Set<string>();
  const visit = (place: JsonPlace, left: number): void => {
    const members = membersOf(place);
    if (members === undefined || open.size >= 500) return;
    open.add(place.path);
    if (left > 0) for (const member of members) visit(member, left - 1);
  };
  visit({ path: '', key: '', value: root }, depth);
  return open;
}
