/** Any value JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; keys come from users, so look them up with `Object.hasOwn`, never by `in`. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * JSON already serialised. The engine carries payloads in this form and parses them only where it must look
 * inside, because serialising the same order five times a run is the largest avoidable cost on the hot path.
 */
export type JsonText = string & { readonly __brand: 'JsonText' };

/** Serialises a value; the one place where a string becomes `JsonText` by construction. */
export function toJsonText(value: Json): JsonText {
  // The brand only records that the text came out of a serialiser.
  return JSON.stringify(value) as JsonText;
}

/** Parses text that a serialiser of ours wrote. */
export function fromJsonText(text: JsonText): Json {
  // Our own serialiser wrote the text, so its parse is JSON by construction.
  return JSON.parse(text) as Json;
}

/** True for plain objects, false for lists and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Canonical JSON: keys sorted at every depth, so that equal values have equal text and equal hashes. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
}
