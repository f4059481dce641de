import { canonicalJson, isJsonObject, type Json } from '../json.ts';

/** A place where a value is not the expected one. */
export type ValueDifference = {
  /** Such as `customer.email` or `lines.0.sku`; empty for the whole value. */
  readonly at: string;
  readonly expected: Json;
  /** Absent where there is nothing at that place. */
  readonly actual?: Json;
};

/**
 * Looks for everything of `expected` in `actual`: objects may hold more, lists must have as many rows, and what is
 * neither must be equal.
 *
 * @returns every place that differs, at most 20
 */
export function missingFrom(expected: Json, actual: Json | undefined): readonly ValueDifference[] {
  const found: ValueDifference[] = [];
  walk(found, '', expected, actual, false);
  return found.slice(0, 20);
}

/** Compares two values exactly; the order of keys does not count. */
export function unequalIn(expected: Json, actual: Json | undefined): readonly ValueDifference[] {
  const found: ValueDifference[] = [];
  walk(found, '', expected, actual, true);
  return found.slice(0, 20);
}

/** True when everything of `part` is in `whole`. */
export function holds(whole: Json, part: Json): boolean {
  return missingFrom(part, whole).length === 0;
}

function walk(found: ValueDifference[], at: string, expected: Json, actual: Json | undefined, isExact: boolean): void {
  if (actual !== undefined && canonicalJson(expected) === canonicalJson(actual)) return;
  const below = (name: string | number) => (at === '' ? String(name) : `${at}.${name}`);
  if (isJsonObject(expected) && isJsonObject(actual)) {
    for (const [name, value] of Object.entries(expected)) walk(found, below(name), value, own(actual, name), isExact);
    for (const name of isExact ? Object.keys(actual) : []) {
      if (!Object.hasOwn(expected, name)) {
        found.push({ at: below(name), expected: null, actual: actual[name] ?? null });
      }
    }
    return;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    for (const [index, value] of expected.entries()) walk(found, below(index), value, actual[index], isExact);
    return;
  }
  found.push({ at, expected, ...(actual === undefined ? {} : { actual }) });
}

function own(value: { readonly [key: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
