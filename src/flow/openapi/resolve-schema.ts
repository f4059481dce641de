import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { followReference } from './references.ts';

/** Bounds of one resolved schema: a document can describe trees without end. */
const bounds = { depth: 40, values: 5_000 };

/** Keyword that stands where a resolved schema was cut: at a repetition, with its pointer, or at a bound. */
export const cutKeyword = 'x-cut';

type Work = { readonly root: JsonObject; left: number };

/**
 * Writes a schema of a document out: local references are replaced by what they lead to, and `nullable` of 3.0 by the
 * type `null`. Recursive parts are cut at their first repetition, and everything at 40 levels or 5,000 values.
 */
export function resolveSchema(root: JsonObject, schema: JsonObject): JsonObject {
  const resolved = resolve({ root, left: bounds.values }, schema, { depth: 0, inside: [] });
  return isJsonObject(resolved) ? resolved : {};
}

type Level = { readonly depth: number; readonly inside: readonly string[] };

function resolve(work: Work, value: Json, level: Level): Json {
  work.left -= 1;
  if (Array.isArray(value)) {
    return value
      .slice(0, Math.max(0, work.left))
      .map((item) => resolve(work, item, { ...level, depth: level.depth + 1 }));
  }
  if (!isJsonObject(value)) return value;
  if (work.left < 0 || level.depth > bounds.depth) return { [cutKeyword]: true };
  if (typeof value.$ref === 'string') return resolveReference(work, value, level);
  const inner = { ...level, depth: level.depth + 1 };
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (work.left < 0) break;
    if (key !== 'nullable') entries.push([key, resolve(work, member, inner)]);
  }
  return withNull(Object.fromEntries(entries), value.nullable);
}

function resolveReference(work: Work, value: JsonObject, level: Level): Json {
  const { $ref, ...beside } = value;
  const followed = followReference(work.root, String($ref));
  if (!followed.found) return {};
  const { pointer } = followed;
  if (level.inside.includes(pointer)) return { [cutKeyword]: pointer };
  const target = resolve(work, followed.value, { depth: level.depth + 1, inside: [...level.inside, pointer] });
  if (!isJsonObject(target)) return target;
  // In 3.1 what stands beside a reference counts as well, most often a better description.
  const own = resolve(work, beside, level);
  return isJsonObject(own) ? { ...target, ...own } : target;
}

function withNull(schema: JsonObject, nullable: Json | undefined): JsonObject {
  if (nullable !== true || typeof schema.type !== 'string') return schema;
  return { ...schema, type: [schema.type, 'null'] };
}
