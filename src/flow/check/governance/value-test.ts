import { parseDuration } from '../../duration.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { ValueQuestions, ValueTest } from '../../template/template.ts';

/** Looks a path of keys up in a value; list indices are keys too. */
export function valueAtPath(value: Json | undefined, path: string): Json | undefined {
  let here = value;
  for (const key of path.split('.')) {
    if (Array.isArray(here)) here = here[Number(key)];
    else if (isJsonObject(here) && Object.hasOwn(here, key)) here = here[key];
    else return undefined;
  }
  return here;
}

/** True where a value is what a template asks for. */
export function meetsTest(value: Json | undefined, test: ValueTest, parameters: JsonObject): boolean {
  if (typeof test !== 'object' || test === null) return value !== undefined && isEqual(value, test);
  if (value === undefined) return test.orAbsent === true || test.set === false;
  return meetsQuestions(value, test, parameters);
}

/** True where every path of a value is what a template asks for. */
export function meetsTests(
  value: Json | undefined,
  tests: Readonly<Record<string, ValueTest>>,
  parameters: JsonObject,
): boolean {
  return Object.entries(tests).every(([path, test]) => meetsTest(valueAtPath(value, path), test, parameters));
}

function meetsQuestions(value: Json, test: ValueQuestions, parameters: JsonObject): boolean {
  if (test.set === false) return false;
  if (test.in !== undefined && !test.in.some((one) => isEqual(one, value))) return false;
  if (test.notIn?.some((one) => isEqual(one, value)) === true) return false;
  if (test.contains !== undefined && !holdsPart(value, test.contains)) return false;
  if (test.atLeast !== undefined && !isOrdered(test.atLeast, value)) return false;
  if (test.atMost !== undefined && !isOrdered(value, test.atMost)) return false;
  if (test.matches !== undefined && !matchesWhole(value, test.matches)) return false;
  if (test.parameter !== undefined && !isEqual(value, parameters[test.parameter] ?? null)) return false;
  return true;
}

function isEqual(one: Json, other: Json): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function holdsPart(value: Json, part: Json): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  return Array.isArray(value) && value.some((item) => isEqual(item, part));
}

function matchesWhole(value: Json, pattern: string): boolean {
  return typeof value === 'string' && new RegExp(`^(?:${pattern})$`, 'u').test(value);
}

/** True where both are amounts of one sort and the first is not above the second. */
function isOrdered(low: Json, high: Json): boolean {
  const [one, other] = [amountOf(low), amountOf(high)];
  return one !== undefined && other !== undefined && one.unit === other.unit && one.amount <= other.amount;
}

const perSecond: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Reads a number, a duration (ms), a rate (per second), a size (bytes) or a share (percent). */
function amountOf(value: Json): { readonly unit: string; readonly amount: number } | undefined {
  if (typeof value === 'number') return { unit: 'number', amount: value };
  if (typeof value !== 'string') return undefined;
  const durationMs = parseDuration(value);
  if (durationMs !== undefined) return { unit: 'ms', amount: durationMs };
  const [, rate, unit] = /^(\d{1,9})\/(s|m|h)$/.exec(value) ?? [];
  if (rate !== undefined) return { unit: 'rate', amount: Number(rate) / (perSecond.get(unit ?? '') ?? 1) };
  const [, size, scale] = /^(\d{1,6})(KB|MB)$/.exec(value) ?? [];
  if (size !== undefined) return { unit: 'bytes', amount: Number(size) * (scale === 'MB' ? 1_048_576 : 1_024) };
  const share = /^(\d{1,3}(?:\.\d+)?)%$/.exec(value)?.[1];
  return share === undefined ? undefined : { unit: 'percent', amount: Number(share) };
}
