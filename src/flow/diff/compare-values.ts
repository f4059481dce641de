import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../json.ts';

/** One place where two values differ. Keys lead to it on the later side; for what is gone, on the earlier one. */
export type Difference = {
  readonly keys: readonly string[];
  /** The same way in words: entries of lists go by their own name where they have one. */
  readonly labels: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  /** True where a list holds the same entries in another order. */
  readonly isOrder?: true;
};

type Place = { readonly keys: readonly string[]; readonly labels: readonly string[] };

/** Members that name an entry of a list, the most telling first. */
const naming = ['port', 'id', 'name', 'path', 'field', 'code', 'key'] as const;

/** True where two values mean the same, whatever the order of their keys. */
export function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (before === after) return true;
  if (before === undefined || after === undefined) return false;
  return canonicalJson(before) === canonicalJson(after);
}

/** Every place where two objects differ, in the order of the later one, what is gone last. Linear in their size. */
export function compareValues(before: JsonObject, after: JsonObject): readonly Difference[] {
  const found: Difference[] = [];
  compareObjects({ keys: [], labels: [] }, before, after, found);
  return found;
}

function compareAt(place: Place, before: Json | undefined, after: Json | undefined, found: Difference[]): void {
  if (isSame(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) compareObjects(place, before, after, found);
  else if (isListOfObjects(before) && isListOfObjects(after)) compareLists(place, { before, after }, found);
  else found.push({ ...place, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
}

function compareObjects(place: Place, before: JsonObject, after: JsonObject, found: Difference[]): void {
  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
  for (const key of keys) {
    const inner = { keys: [...place.keys, key], labels: [...place.labels, key] };
    compareAt(inner, memberOf(before, key), memberOf(after, key), found);
  }
}

type Lists = { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] };

function compareLists(place: Place, { before, after }: Lists, found: Difference[]): void {
  const name = naming.find((one) => isNameOf(before, one) && isNameOf(after, one));
  const nameAt = (list: readonly JsonObject[], index: number) =>
    name === undefined ? String(index) : String(list[index]?.[name]);
  const left = new Map(before.map((item, index) => [nameAt(before, index), { item, index }] as const));
  const names = new Set(after.map((_, index) => nameAt(after, index)));
  const order: number[] = [];
  for (const [index, item] of after.entries()) {
    const own = nameAt(after, index);
    const former = nameAt(before, index);
    const isRenamed = !left.has(own) && !names.has(former) && isSameBut(name, before[index], item);
    const label = isRenamed ? former : own;
    const was = left.get(label);
    if (was !== undefined) order.push(was.index);
    left.delete(label);
    const words = name === undefined ? String(index + 1) : label;
    compareAt({ keys: [...place.keys, String(index)], labels: [...place.labels, words] }, was?.item, item, found);
  }
  for (const [label, { item, index }] of left) {
    const words = name === undefined ? String(index + 1) : label;
    compareAt({ keys: [...place.keys, String(index)], labels: [...place.labels, words] }, item, undefined, found);
  }
  const isTurned = order.some((index, at) => index < (order[at - 1] ?? -1));
  if (isTurned) found.push({ ...place, before, after, isOrder: true });
}

/** True where two entries differ in the member that names them and in nothing else. */
function isSameBut(name: string | undefined, before: JsonObject | undefined, after: JsonObject): boolean {
  if (name === undefined || before === undefined) return false;
  return isSame({ ...before, [name]: null }, { ...after, [name]: null });
}

function isNameOf(list: readonly JsonObject[], name: string): boolean {
  const values = list.map((item) => memberOf(item, name));
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}

function isListOfObjects(value: Json | undefined): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

function memberOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
