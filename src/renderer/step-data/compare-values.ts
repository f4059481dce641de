/** One place at which two values differ. */
export type ValueDifference = {
  /** In the notation of expressions, such as `lines[0].sku`; empty for the whole value. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
};

/** What a comparison found; `isCut` where there was more than anybody reads. */
export type Comparison = { readonly differences: readonly ValueDifference[]; readonly isCut: boolean };

/** Compares two JSON values member by member; lists by position. Undefined stands for nothing being there. */
export function compareValues(before: unknown, after: unknown, limit = 200): Comparison {
  const differences: ValueDifference[] = [];
  compareAt('', before, after, differences, limit);
  return { differences: differences.slice(0, limit), isCut: differences.length > limit };
}

function compareAt(path: string, before: unknown, after: unknown, found: ValueDifference[], limit: number): void {
  if (Object.is(before, after) || found.length > limit) return;
  if (before === undefined) found.push({ path, kind: 'added', after });
  else if (after === undefined) found.push({ path, kind: 'removed', before });
  else if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let at = 0; at < length; at += 1) compareAt(`${path}[${at}]`, before[at], after[at], found, limit);
  } else if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      compareAt(join(path, name), before[name], after[name], found, limit);
  } else found.push({ path, kind: 'changed', before, after });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  const written = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '\\`')}\``;
  return path === '' ? written : `${path}.${written}`;
}
