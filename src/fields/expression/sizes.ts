import { isJsonObject, type Json } from '#flow/json.ts';

/** A sample whose lists all have a certain length. */
export type SizedSample = { readonly rows: 0 | 1 | 2; readonly input: Json };

/**
 * The same sample with no, one and two rows in each of its lists, because JSONata gives a list of one bare and a
 * mapping that works for two rows may be wrong for one.
 *
 * @returns empty where the sample holds no list
 */
export function sizedSamples(sample: Json): readonly SizedSample[] {
  if (!holdsList(sample, 0)) return [];
  return ([0, 1, 2] as const).map((rows) => ({ rows, input: resize(sample, rows) }));
}

const deepest = 12;

function holdsList(value: Json, depth: number): boolean {
  if (Array.isArray(value)) return true;
  return depth < deepest && isJsonObject(value) && Object.values(value).some((member) => holdsList(member, depth + 1));
}

function resize(value: Json, rows: number): Json {
  if (Array.isArray(value)) {
    const first: Json | undefined = value[0];
    // A list without rows says nothing about what a row looks like.
    if (first === undefined) return [];
    const full = Array.from({ length: rows }, (_, index): Json => value[index] ?? first);
    return full.map((row) => resize(row, rows));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resize(member, rows)]));
}
