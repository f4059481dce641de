import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { resolveReference } from './schema-at.ts';

/** How sensitive a field is, as `x-class` in a contract says it. */
export type DataClass = 'public' | 'internal' | 'personal' | 'financial' | 'regulated';

/** All data classes, mildest first. */
export const dataClasses: readonly DataClass[] = ['public', 'internal', 'personal', 'financial', 'regulated'];

/** Keywords whose schemas describe the same value as the one they stand in. */
const sameValue = ['allOf', 'anyOf', 'oneOf'] as const;
const sameValueSingle = ['if', 'then', 'else'] as const;

/**
 * Reads the data classes of a contract's fields.
 *
 * @returns classes by path: field names joined by dots, lists walked through without a mark (`lines.note`),
 *   `*` for fields without a name of their own, the empty path for the whole value
 */
export function fieldClasses(schema: JsonObject): ReadonlyMap<string, readonly DataClass[]> {
  const found = new Map<string, readonly DataClass[]>();
  collect({ root: schema, found }, schema, '', new Set());
  return found;
}

type Collection = { readonly root: JsonObject; readonly found: Map<string, readonly DataClass[]> };

/** `above` holds the schemas being walked, so that a recursive contract is walked once. */
function collect(into: Collection, schema: Json | undefined, path: string, above: ReadonlySet<Json>): void {
  if (!isJsonObject(schema) || above.has(schema)) return;
  const inside = new Set(above).add(schema);
  note(into, schema, path);
  if (typeof schema.$ref === 'string') collect(into, resolveReference(into.root, schema.$ref), path, inside);
  for (const keyword of sameValue) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) for (const part of parts) collect(into, part, path, inside);
  }
  for (const keyword of sameValueSingle) collect(into, schema[keyword], path, inside);
  collectRows(into, schema, path, inside);
  collectFields(into, schema, path, inside);
}

function collectRows(into: Collection, schema: JsonObject, path: string, inside: ReadonlySet<Json>): void {
  collect(into, schema.items, path, inside);
  if (Array.isArray(schema.prefixItems)) for (const item of schema.prefixItems) collect(into, item, path, inside);
}

function collectFields(into: Collection, schema: JsonObject, path: string, inside: ReadonlySet<Json>): void {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (isJsonObject(schema.properties)) {
    for (const [name, field] of Object.entries(schema.properties)) collect(into, field, below(name), inside);
  }
  if (isJsonObject(schema.patternProperties)) {
    for (const field of Object.values(schema.patternProperties)) collect(into, field, below('*'), inside);
  }
  collect(into, schema.additionalProperties, below('*'), inside);
}

function note(into: Collection, schema: JsonObject, path: string): void {
  const stated = schema['x-class'];
  const named: readonly Json[] = Array.isArray(stated) ? stated : [stated ?? null];
  const classes = dataClasses.filter((name) => named.includes(name) || into.found.get(path)?.includes(name));
  if (classes.length > 0) into.found.set(path, classes);
}
