import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * Follows a validator's keyword location, which walks through references, to the keyword's value in the schema.
 *
 * @param location such as `#/properties/customer/$ref/required`; the location of `then` and `else` counts as well
 * @returns undefined where the location leaves the schema or its own file
 */
export function schemaAt(schema: JsonObject, location: string): Json | undefined {
  let current: Json | undefined = schema;
  for (const part of location.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next: Json | undefined = childOf(current, name);
    current = name === '$ref' && typeof next === 'string' ? resolveReference(schema, next) : next;
  }
  return current;
}

/** The part of a schema that a local reference (`#/$defs/address`) names; undefined for any other reference. */
export function resolveReference(schema: JsonObject, reference: string): Json | undefined {
  if (reference === '#') return schema;
  if (!reference.startsWith('#/')) return undefined;
  let current: Json | undefined = schema;
  for (const part of reference.split('/').slice(1)) {
    current = childOf(current, decodePart(part));
  }
  return current;
}

function decodePart(part: string): string {
  return part.replaceAll('%25', '%').replaceAll('~1', '/').replaceAll('~0', '~');
}

function childOf(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(name)];
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
