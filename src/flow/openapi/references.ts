import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Longest chain of references that lead to references. */
const longestChain = 20;

/** Where a local reference leads: a value, or why it leads nowhere. */
export type Followed =
  | { readonly found: true; readonly value: Json; readonly pointer: string }
  | { readonly found: false; readonly why: 'external' | 'missing' | 'circle' };

/** Follows a reference, and the references it leads to, inside one document. */
export function followReference(root: JsonObject, reference: string): Followed {
  let pointer = reference;
  for (let hops = 0; hops < longestChain; hops += 1) {
    if (!pointer.startsWith('#')) return { found: false, why: 'external' };
    const value = valueAt(root, pointer);
    if (value === undefined) return { found: false, why: 'missing' };
    if (!isJsonObject(value) || typeof value.$ref !== 'string') return { found: true, value, pointer };
    pointer = value.$ref;
  }
  return { found: false, why: 'circle' };
}

/** The object at a place that may hold a reference instead; undefined where there is none. */
export function objectAt(root: JsonObject, value: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  if (typeof value.$ref !== 'string') return value;
  const followed = followReference(root, value.$ref);
  return followed.found && isJsonObject(followed.value) ? followed.value : undefined;
}

/** A member of an object by its own key; undefined for lists, texts and what stands in a prototype. */
export function memberOf(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function valueAt(root: JsonObject, pointer: string): Json | undefined {
  if (pointer === '#') return root;
  if (!pointer.startsWith('#/')) return undefined;
  let current: Json | undefined = root;
  for (const part of pointer.slice(2).split('/')) {
    const key = decodePart(part);
    if (key === undefined) return undefined;
    current = Array.isArray(current) ? itemOf(current, key) : memberOf(current, key);
  }
  return current;
}

function itemOf(list: readonly Json[], key: string): Json | undefined {
  return /^\d{1,7}$/.test(key) ? list[Number(key)] : undefined;
}

/** Pointers in addresses escape twice: `%7B` for a brace, `~1` for a slash. */
function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
