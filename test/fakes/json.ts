/** Any value JSON can carry. The fakes keep their own copy: a fake that shares the product's code shares its bugs. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Keys come from callers, so look them up with `Object.hasOwn`. */
export type JsonObject = { readonly [key: string]: Json };

/** True for plain objects, false for lists, null and nothing. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for lists. `Array.isArray` alone would widen the elements to `any`. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Parses JSON text.
 *
 * @returns the value, or undefined when the text is not JSON (JSON itself has no undefined)
 */
export function parseJson(text: string): Json | undefined {
  try {
    // What JSON.parse returns is Json by the definition of the format.
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The object's own entry under this key, or undefined. */
export function entryOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
