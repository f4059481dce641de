import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { joinPath } from '../text/path.ts';
import { mergeOrder } from './merge-order.ts';

/** What a person decided about a conflict; `both` only where it can keep both. */
export type MergeChoice = 'ours' | 'theirs' | 'both';

/** One value as three sides have it; absent where a side has none. */
export type Three<T = Json | undefined> = { readonly base: T; readonly ours: T; readonly theirs: T };

/** A place both sides changed in different ways; ours was kept. */
export type ValueConflict = Three & { readonly path: string; readonly canKeepBoth: boolean };

/** A merge of values under way: what was decided before, and what comes to light. */
export type ValueMerge = {
  /** Choices by the path of the conflict they settle. */
  readonly choices: ReadonlyMap<string, MergeChoice>;
  readonly conflicts: ValueConflict[];
  /** Places where the result follows theirs because we left them alone. */
  readonly taken: { readonly path: string; readonly before: Json | undefined; readonly after: Json | undefined }[];
  /** Brings two changes of one text together where that is safe; undefined where it is not. */
  readonly mergeTexts?: (texts: Three<string>) => string | undefined;
};

/** Begins a merge. */
export function startMerge(
  choices: ReadonlyMap<string, MergeChoice> = new Map(),
  mergeTexts?: NonNullable<ValueMerge['mergeTexts']>,
): ValueMerge {
  return { choices, conflicts: [], taken: [], ...(mergeTexts === undefined ? {} : { mergeTexts }) };
}

/**
 * Compares three values: what one side left alone follows the other, and where both changed the same thing ours stays
 * and is named. Maps are compared key by key, lists of named items item by item; any other value is one thing.
 */
export function mergeValue(merge: ValueMerge, path: string, three: Three): Json | undefined {
  const { base, ours, theirs } = three;
  if (isSame(theirs, base) || isSame(ours, theirs)) return ours;
  if (isJsonObject(base) && isJsonObject(ours) && isJsonObject(theirs)) {
    return mergeObject(merge, path, { base, ours, theirs });
  }
  if (isSame(ours, base)) {
    merge.taken.push({ path, before: ours, after: theirs });
    return theirs;
  }
  const list = mergeLists(merge, path, three);
  return list ?? mergeTexts(merge, three) ?? settle(merge, path, three);
}

/** Merges maps key by key. */
export function mergeObject(merge: ValueMerge, path: string, { base, ours, theirs }: Three<JsonObject>): JsonObject {
  const order = mergeOrder({ base: Object.keys(base), ours: Object.keys(ours), theirs: Object.keys(theirs) });
  const merged = order.flatMap((key): readonly [string, Json][] => {
    const value = mergeValue(merge, pathBelow(path, key), {
      base: ownValue(base, key),
      ours: ownValue(ours, key),
      theirs: ownValue(theirs, key),
    });
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(merged);
}

/** The path of a key; that of a key of the whole is the key alone. */
export function pathBelow(path: string, key: string): string {
  return path === '' ? key : joinPath(path, key);
}

/** What an object itself holds under a key; keys come from users. */
export function ownValue(owner: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(owner, key) ? owner[key] : undefined;
}

/** True for equal values; the order of keys says nothing, so it is no difference. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

/** Members that name an item of a list, the surest first. */
const namingKeys = ['id', 'key', 'name', 'port'] as const;

/** The member by which every item of some lists can be told from its neighbours; undefined where there is none. */
export function namingKeyOf(lists: readonly (readonly Json[])[]): string | undefined {
  if (lists.every((list) => list.length === 0)) return undefined;
  return namingKeys.find((key) =>
    lists.every((list) => {
      const names = list.map((item) => (isJsonObject(item) ? ownValue(item, key) : undefined));
      return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
    }),
  );
}

/** The key of a named item; the sign before it keeps names that are numbers in the order of the list. */
export function keyOfItem(item: Json, namingKey: string): string {
  return `=${isJsonObject(item) ? String(item[namingKey]) : ''}`;
}

function byName(list: readonly Json[], namingKey: string): JsonObject {
  return Object.fromEntries(list.map((item) => [keyOfItem(item, namingKey), item]));
}

function mergeLists(merge: ValueMerge, path: string, { base = [], ours, theirs }: Three): Json | undefined {
  if (!Array.isArray(base) || !Array.isArray(ours) || !Array.isArray(theirs)) return undefined;
  const key = namingKeyOf([base, ours, theirs]);
  if (key === undefined) return grewAtBothEnds(base, ours, theirs) ? joinLists({ base, ours, theirs }) : undefined;
  const sides = { base: byName(base, key), ours: byName(ours, key), theirs: byName(theirs, key) };
  return Object.values(mergeObject(merge, path, sides));
}

/** Lists of records, such as approvals, that both sides only added to: there is nothing to choose. */
function grewAtBothEnds(base: readonly Json[], ours: readonly Json[], theirs: readonly Json[]): boolean {
  return [ours, theirs].every(
    (side) => side.every((item) => isJsonObject(item)) && base.every((item, index) => isSame(item, side[index])),
  );
}

function mergeTexts(merge: ValueMerge, { base, ours, theirs }: Three): string | undefined {
  if (typeof base !== 'string' || typeof ours !== 'string' || typeof theirs !== 'string') return undefined;
  return merge.mergeTexts?.({ base, ours, theirs });
}

function settle(merge: ValueMerge, path: string, three: Three): Json | undefined {
  const choice = merge.choices.get(path);
  const canKeepBoth = canHoldBoth(three);
  if (choice === 'theirs') return three.theirs;
  if (choice === 'both' && canKeepBoth) return keepBoth(merge, path, three);
  if (choice !== 'ours') merge.conflicts.push({ path, ...three, canKeepBoth });
  return three.ours;
}

function canHoldBoth({ ours, theirs }: Three): boolean {
  if (ours === undefined || theirs === undefined) return true;
  return (Array.isArray(ours) && Array.isArray(theirs)) || (isJsonObject(ours) && isJsonObject(theirs));
}

/** The side that still has it where the other removed it; else everything of both. */
function keepBoth(merge: ValueMerge, path: string, { base, ours, theirs }: Three): Json | undefined {
  if (ours === undefined || theirs === undefined) return ours ?? theirs;
  if (isJsonObject(ours) && isJsonObject(theirs)) {
    return mergeObject(merge, path, { base: isJsonObject(base) ? base : {}, ours, theirs });
  }
  return joinLists({ base, ours, theirs });
}

/** Ours, and behind it what theirs has and we neither have nor removed. */
export function joinLists({ base, ours, theirs }: Three): readonly Json[] {
  const [before, mine, other] = [base, ours, theirs].map(listOf);
  const has = (list: readonly Json[] | undefined, item: Json) => list?.some((one) => isSame(one, item)) === true;
  return [...(mine ?? []), ...(other ?? []).filter((item) => !has(mine, item) && !has(before, item))];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
