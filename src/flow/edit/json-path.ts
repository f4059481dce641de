import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { FieldShape } from '../node-type/field.ts';
import { shapeBelow, shapeOfItems } from '../text/spelling.ts';

/** One key on the way into a value; numbers count in lists. */
export type PathKey = string | number;

/** A value put in place, or why the way does not lead there. */
export type Placed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

/**
 * Puts a value at a place inside another. Maps and lists on the way are made where nothing stands yet, as the shape
 * says; one past the end of a list adds to it.
 */
export function putAt(owner: Json | undefined, keys: readonly PathKey[], value: Json, shape: FieldShape): Placed {
  const [key, ...rest] = keys;
  if (key === undefined) return { ok: true, value };
  const start = owner ?? (shape.shape === 'list' || typeof key === 'number' ? [] : {});
  if (Array.isArray(start)) {
    const index = indexOf(key);
    if (index === undefined || index > start.length) return refuseKey(key, 'is no position in the list');
    const inner = putAt(start[index], rest, value, shapeOfItems(shape));
    return inner.ok ? { ok: true, value: start.toSpliced(index, 1, inner.value) } : inner;
  }
  if (!isJsonObject(start)) return refuseKey(key, 'stands below a value that is no map and no list');
  const name = String(key);
  const inner = putAt(ownValue(start, name), rest, value, shapeBelow(shape, name));
  return inner.ok ? { ok: true, value: withKey(start, name, inner.value) } : inner;
}

/** Takes the value at a place away; a place that is not there is left as it is. */
export function removeAt(owner: Json, keys: readonly PathKey[]): Json {
  const [key, ...rest] = keys;
  if (key === undefined) return owner;
  if (Array.isArray(owner)) {
    const index = indexOf(key);
    const inner = index === undefined ? undefined : owner[index];
    if (index === undefined || inner === undefined) return owner;
    return rest.length === 0 ? owner.toSpliced(index, 1) : owner.toSpliced(index, 1, removeAt(inner, rest));
  }
  if (!isJsonObject(owner)) return owner;
  const name = String(key);
  const inner = ownValue(owner, name);
  if (inner === undefined) return owner;
  if (rest.length > 0) return withKey(owner, name, removeAt(inner, rest));
  return Object.fromEntries(Object.entries(owner).filter(([other]) => other !== name));
}

/** The value at a place, or undefined. */
export function valueAt(owner: Json, keys: readonly PathKey[]): Json | undefined {
  let value: Json | undefined = owner;
  for (const key of keys) {
    if (Array.isArray(value)) value = value[indexOf(key) ?? -1];
    else value = isJsonObject(value) ? ownValue(value, String(key)) : undefined;
  }
  return value;
}

function ownValue(owner: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(owner, key) ? owner[key] : undefined;
}

/** Keeps the order of the keys; a new one comes last. */
function withKey(owner: JsonObject, key: string, value: Json): JsonObject {
  return { ...owner, [key]: value };
}

function indexOf(key: PathKey): number | undefined {
  const text = String(key);
  return /^(?:0|[1-9]\d{0,5})$/.test(text) ? Number(text) : undefined;
}

function refuseKey(key: PathKey, reason: string): Placed {
  return { ok: false, reason: `"${key}" ${reason}` };
}
