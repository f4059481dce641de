import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { dataClasses } from '../field-classes.ts';
import { resolveReference } from '../schema-at.ts';

/** A schema with its reference followed and its `allOf` merged, as far as that is certain. */
export type FlatSchema = {
  readonly schema: JsonObject;
  /** The references followed to get here; a schema that meets one of its own again is recursive. */
  readonly followed: readonly string[];
};

/** References followed one after the other before giving up; more is a loop or a joke. */
const longestChain = 20;

/**
 * Follows `$ref` and merges `allOf`, so that two ways to say one thing compare as equal. What cannot be merged with
 * certainty stays in `allOf`, where it is compared as a whole.
 */
export function flatten(root: JsonObject, given: Json | undefined): FlatSchema {
  const followed: string[] = [];
  let schema = asSchema(given);
  while (typeof schema.$ref === 'string' && followed.length < longestChain && !followed.includes(schema.$ref)) {
    const { $ref, ...beside } = schema;
    const target = resolveReference(root, $ref);
    if (target === undefined) break;
    followed.push($ref);
    schema = Object.keys(beside).length === 0 ? asSchema(target) : mergeInto(asSchema(target), beside);
  }
  return { schema: withPlainNull(mergeAll(root, schema, followed)), followed };
}

/** `true` accepts everything and `false` nothing; both have an object that says the same. */
function asSchema(given: Json | undefined): JsonObject {
  if (isJsonObject(given)) return given;
  return given === false ? { not: {} } : {};
}

function mergeAll(root: JsonObject, schema: JsonObject, followed: string[]): JsonObject {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return schema;
  let merged: JsonObject = own;
  const left: Json[] = [];
  for (const part of allOf) {
    const reference = isJsonObject(part) && typeof part.$ref === 'string' ? part.$ref : undefined;
    if (reference !== undefined && (followed.includes(reference) || followed.length >= longestChain)) left.push(part);
    else {
      const flat = flatten(root, part);
      followed.push(...flat.followed);
      merged = mergeInto(merged, flat.schema);
    }
  }
  const kept = Array.isArray(merged.allOf) ? [...merged.allOf, ...left] : left;
  if (kept.length === 0) return merged;
  return { ...merged, allOf: kept };
}

/** Keywords of which the larger, or the smaller, holds when both sides name one. */
const stricter: ReadonlyMap<string, (one: number, other: number) => number> = new Map([
  ['minimum', Math.max],
  ['exclusiveMinimum', Math.max],
  ['minLength', Math.max],
  ['minItems', Math.max],
  ['minProperties', Math.max],
  ['maximum', Math.min],
  ['exclusiveMaximum', Math.min],
  ['maxLength', Math.min],
  ['maxItems', Math.min],
  ['maxProperties', Math.min],
]);

/** Words of the outer schema win: they are about this place. */
const wordKeys: ReadonlySet<string> = new Set(['title', 'description', '$comment', 'examples', 'default']);

function mergeInto(base: JsonObject, part: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  const left: Record<string, Json> = {};
  for (const [key, value] of Object.entries(part)) {
    const held = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (held === undefined || wordKeys.has(key)) merged[key] = value;
    else {
      const both = mergeKeyword(key, held, value);
      if (both === undefined) left[key] = value;
      else merged[key] = both;
    }
  }
  if (Object.keys(left).length === 0) return merged;
  return { ...merged, allOf: [...(Array.isArray(merged.allOf) ? merged.allOf : []), left] };
}

/** One value that says what both say; undefined where there is none for certain. */
function mergeKeyword(key: string, one: Json, other: Json): Json | undefined {
  if (canonicalJson(one) === canonicalJson(other)) return one;
  const choose = stricter.get(key);
  if (choose !== undefined)
    return typeof one === 'number' && typeof other === 'number' ? choose(one, other) : undefined;
  if (key === 'required' && Array.isArray(one) && Array.isArray(other)) return [...new Set([...one, ...other])];
  if (key === 'allOf' && Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (key === 'x-class') return rankOf(one) >= rankOf(other) ? one : other;
  if (key === 'properties' && isJsonObject(one) && isJsonObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return Object.fromEntries(
      [...names].map((name) => {
        const [left, right] = [ownOf(one, name), ownOf(other, name)];
        return [name, left === undefined ? (right ?? {}) : right === undefined ? left : { allOf: [left, right] }];
      }),
    );
  }
  return undefined;
}

/** A value of an object that people wrote; inherited members are none of theirs. */
export function ownOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Place of a class in the list from mild to strict; -1 where none is stated. */
export function rankOf(value: Json | undefined): number {
  const names: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return Math.max(-1, ...names.map(rankIn));
}

function rankIn(name: Json): number {
  const known: readonly Json[] = dataClasses;
  return known.indexOf(name);
}

/** `anyOf: [X, { type: null }]` is how many tools write "X or nothing"; here it reads as the list of types it is. */
function withPlainNull(schema: JsonObject): JsonObject {
  for (const key of ['anyOf', 'oneOf'] as const) {
    const branches = schema[key];
    if (!Array.isArray(branches)) continue;
    if (branches.length !== 2 || schema.type !== undefined) continue;
    const [other, ...more] = branches.filter((branch) => !isNullOnly(branch));
    if (more.length > 0 || !isJsonObject(other) || typeof other.type !== 'string') continue;
    // A list of choices would shut null out again.
    if (other.enum !== undefined || other.const !== undefined || other.$ref !== undefined) continue;
    const { [key]: _, ...rest } = schema;
    const merged = mergeInto(rest, other);
    if (merged.allOf === undefined) return { ...merged, type: [other.type, 'null'] };
  }
  return schema;
}

function isNullOnly(branch: Json): boolean {
  return isJsonObject(branch) && branch.type === 'null' && Object.keys(branch).length === 1;
}
