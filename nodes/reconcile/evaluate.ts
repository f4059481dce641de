import { type Failure, invalid, permanent } from '#flow/failure.ts';
import { canonicalJson, fromJsonText, isJsonObject, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Items of both sides together; more may not be through in the time one evaluation has, on a busy machine. */
const mostItems = 100_000;
/** Entries of each list of differences; together with the bounds below the result stays readable by expressions. */
const mostListed = 500;
const mostKeyUnits = 200;
const mostShownUnits = 120;

type SideName = 'left' | 'right';

const sideWords = { left: 'one side', right: 'the other side' } as const;

type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** Compares both sides; leaves by `equal` only when every item, every key and every total agrees. */
export function evaluate(step: PureStep): PureResult {
  const read = reader(step);
  const leftItems = readItems(read, 'left');
  if (!leftItems.ok) return leftItems;
  const rightItems = readItems(read, 'right');
  if (!rightItems.ok) return rightItems;
  const count = leftItems.value.length + rightItems.value.length;
  if (count > mostItems) return { ok: false, failure: tooMany(count) };
  const left = indexItems(leftItems.value, String(step.config.key), 'left');
  if (!left.ok) return left;
  const right = indexItems(rightItems.value, String(step.config.key), 'right');
  if (!right.ok) return right;
  const totals = readTotals(step, read);
  if (!totals.ok) return totals;
  const result = compareSides(left.value, right.value, totals.value, fieldsOf(step.config));
  return { ok: true, ports: [result.equal ? 'equal' : 'differences'], output: toJsonText(result) };
}

function tooMany(count: number): Failure {
  const title = `Both sides together hold ${count} items, and at most 100,000 can be compared at once. Compare them part by part, such as day by day.`;
  return permanent('reconcile/too-many-items', title, { detail: { count } });
}

// --- reading the two sides ------------------------------------------------------------------------------------

type Reader = (configPath: string) => Got<Json | undefined>;

const plainPath = /^(\[?)\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(\]?)$/;
const words: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null']);

/**
 * Reads the value of an expression. A plain path such as `erp.orders` is looked up here, because expressions read at
 * most 1 MB and lists worth reconciling are longer; what is not that simple is the isolate's.
 */
function reader(step: PureStep): Reader {
  let input: Got<Json> | undefined;
  return (configPath) => {
    const path = pathOf(textAt(step.config, configPath));
    if (path !== undefined) {
      input ??= readInput(step);
      if (!input.ok) return input;
      const found = lookUp(input.value, path.names);
      if (found.is === 'value') return { ok: true, value: found.value };
      if (found.is === 'nothing') return { ok: true, value: path.isList ? [] : undefined };
    }
    const result = step.expression(configPath);
    if (!result.ok) return result;
    return { ok: true, value: result.text === undefined ? undefined : fromJsonText(result.text) };
  };
}

function readInput(step: PureStep): Got<Json> {
  if (!holdsRoundedInteger(step.input)) return { ok: true, value: fromJsonText(step.input) };
  const title = 'The data holds a whole number beyond 2^53, which would be rounded. Ask the sender to send it as text.';
  return { ok: false, failure: invalid('reconcile/integer-too-large', title) };
}

function textAt(config: JsonObject, configPath: string): string {
  let place: Json | undefined = config;
  for (const key of configPath.split('.')) {
    // Lists take their index as a key just as objects do.
    place = (place as { readonly [key: string]: Json } | undefined)?.[key];
  }
  return String(place);
}

function pathOf(source: string): { readonly names: readonly string[]; readonly isList: boolean } | undefined {
  const [, open, path = '', close] = plainPath.exec(source.trim()) ?? [];
  const names = path.split('.');
  if (path === '' || (open === '') !== (close === '') || names.some((name) => words.has(name))) return undefined;
  return { names, isList: open === '[' };
}

type Found = { readonly is: 'value'; readonly value: Json } | { readonly is: 'nothing' } | { readonly is: 'unclear' };

/** Goes through objects only: what a path does over lists is JSONata's to say. */
function lookUp(input: Json, names: readonly string[]): Found {
  let place: Json = input;
  for (const name of names) {
    if (Array.isArray(place)) return { is: 'unclear' };
    const next: Json | undefined = isJsonObject(place) && Object.hasOwn(place, name) ? place[name] : undefined;
    if (next === undefined) return { is: 'nothing' };
    place = next;
  }
  return { is: 'value', value: place };
}

/** True when a number of the text is a whole one that a double cannot tell from its neighbours. */
function holdsRoundedInteger(text: string): boolean {
  // Long texts are told apart from long numbers only where something looks like such a number.
  if (!/(?:^|[[:,\s-])\d{16,}(?=[\],}\s]|$)/.test(text)) return false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[-\d.eE+]{16,}/g)) {
    if (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) return true;
  }
  return false;
}

/** A side by key; an item whose key was there before is only counted. */
type Side = {
  readonly items: readonly Json[];
  readonly byKey: ReadonlyMap<string, Json>;
  readonly repeated: ReadonlyMap<string, number>;
};

function readItems(read: Reader, side: SideName): Got<readonly Json[]> {
  const given = read(side);
  if (!given.ok) return given;
  const value = given.value ?? null;
  if (value === null) {
    const title = `The expression for ${sideWords[side]} gave nothing. Check its first path, or wrap it in [ ] where nothing means an empty list.`;
    return { ok: false, failure: invalid('reconcile/no-list', title, { detail: { side } }) };
  }
  // A path over a list of one gives the bare item.
  return { ok: true, value: Array.isArray(value) ? value : [value] };
}

function indexItems(items: readonly Json[], path: string, side: SideName): Got<Side> {
  const keyOf = fieldReader(path);
  const byKey = new Map<string, Json>();
  const repeated = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const given = keyOf(item);
    const key = typeof given === 'number' ? String(given) : given;
    if (typeof key !== 'string' || key === '' || key.length > mostKeyUnits) {
      const title = `Item ${index + 1} of ${sideWords[side]} has no key: "${path}" must hold text of 1 to ${mostKeyUnits} characters or a number.`;
      return { ok: false, failure: invalid('reconcile/key-missing', title, { detail: { side, item: index + 1 } }) };
    }
    if (!byKey.has(key)) byKey.set(key, item);
    else repeated.set(key, (repeated.get(key) ?? 1) + 1);
  }
  return { ok: true, value: { items, byKey, repeated } };
}

/** A name with dots is a field of that very name first, and a path through objects otherwise; `$` is the item. */
function fieldReader(path: string): (item: Json) => Json | undefined {
  const own = path.replace(/^\$\.(?=.)/, '');
  if (own === '$') return (item) => item;
  const names = own.split('.');
  return (item) => {
    if (isJsonObject(item) && Object.hasOwn(item, own)) return item[own];
    const found = lookUp(item, names);
    return found.is === 'value' ? found.value : undefined;
  };
}

type Total = { readonly name: string; readonly left: number; readonly right: number; readonly equal: boolean };

function readTotals(step: PureStep, read: Reader): Got<readonly Total[]> {
  const totals: Total[] = [];
  for (const [index, total] of listOf(step.config.totals).entries()) {
    const left = readNumber(read, `totals.${index}.left`, total);
    if (!left.ok) return left;
    const right = readNumber(read, `totals.${index}.right`, total);
    if (!right.ok) return right;
    const equal = isNear(left.value, right.value, toleranceOf(total));
    totals.push({ name: String(total.name), left: left.value, right: right.value, equal });
  }
  return { ok: true, value: totals };
}

function readNumber(read: Reader, configPath: string, total: JsonObject): Got<number> {
  const given = read(configPath);
  if (!given.ok) return given;
  if (typeof given.value === 'number') return { ok: true, value: given.value };
  const side = configPath.endsWith('left') ? 'left' : 'right';
  const title = `The total "${String(total.name)}" gave no number on ${sideWords[side]}. Check its paths, and convert text with $number.`;
  const detail = { total: String(total.name), side };
  return { ok: false, failure: invalid('reconcile/no-number', title, { detail }) };
}

// --- comparing ------------------------------------------------------------------------------------------------

type Field = {
  readonly name: string;
  readonly left: (item: Json) => Json | undefined;
  readonly right: (item: Json) => Json | undefined;
  readonly tolerance: number;
};

/** The fields to compare; none means whole items. */
function fieldsOf(config: JsonObject): readonly Field[] {
  return listOf(config.compare).map((field) => ({
    name: String(field.name),
    left: fieldReader(String(field.left ?? field.name)),
    right: fieldReader(String(field.right ?? field.name)),
    tolerance: toleranceOf(field),
  }));
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function toleranceOf({ tolerance }: JsonObject): number {
  return typeof tolerance === 'number' ? tolerance : 0;
}

type Difference = { readonly key: string; readonly field: string; readonly left?: Json; readonly right?: Json };

function compareSides(left: Side, right: Side, totals: readonly Total[], fields: readonly Field[]) {
  const repeated = [...repeatedIn(left, 'left'), ...repeatedIn(right, 'right')];
  const onlyLeft: string[] = [];
  const different: Difference[] = [];
  let differences = 0;
  let differing = 0;
  for (const [key, item] of left.byKey) {
    const other = right.byKey.get(key);
    if (other === undefined) {
      onlyLeft.push(key);
      continue;
    }
    const found = fields.length === 0 ? wholeItems(key, item, other) : byFields(key, item, other, fields);
    if (found.length === 0) continue;
    differing += 1;
    differences += found.length;
    if (different.length < mostListed) different.push(...found.slice(0, mostListed - different.length));
  }
  const both = left.byKey.size - onlyLeft.length;
  const onlyRight = both === right.byKey.size ? [] : [...right.byKey.keys()].filter((key) => !left.byKey.has(key));
  const isEqual = differing + onlyLeft.length + onlyRight.length + repeated.length === 0;
  return {
    equal: isEqual && totals.every((total) => total.equal),
    counts: {
      left: left.items.length,
      right: right.items.length,
      both,
      onlyLeft: onlyLeft.length,
      onlyRight: onlyRight.length,
      different: differing,
      repeated: repeated.length,
    },
    sums: fields.flatMap((field) => sumsOf(field, left, right)),
    onlyLeft: onlyLeft.slice(0, mostListed),
    onlyRight: onlyRight.slice(0, mostListed),
    different,
    repeated: repeated.slice(0, mostListed),
    totals,
    notListed: {
      onlyLeft: Math.max(0, onlyLeft.length - mostListed),
      onlyRight: Math.max(0, onlyRight.length - mostListed),
      different: differences - different.length,
      repeated: Math.max(0, repeated.length - mostListed),
    },
  };
}

function repeatedIn({ repeated }: Side, side: SideName) {
  return [...repeated].map(([key, count]) => ({ key, side, count }));
}

/** Named fields: one that is missing and one that is null are both empty. */
function byFields(key: string, one: Json, other: Json, fields: readonly Field[]): readonly Difference[] {
  return fields.flatMap(({ name, left, right, tolerance }) => {
    const a = left(one) ?? null;
    const b = right(other) ?? null;
    return isSame(a, b, tolerance) ? [] : [{ key, field: name, left: shown(a), right: shown(b) }];
  });
}

/** Whole items: by field where both are objects, so that a person sees which one it is. */
function wholeItems(key: string, one: Json, other: Json): readonly Difference[] {
  if (isSame(one, other, 0)) return [];
  if (!isJsonObject(one) || !isJsonObject(other)) return [{ key, field: '$', left: shown(one), right: shown(other) }];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => {
    const a = Object.hasOwn(one, name) ? one[name] : undefined;
    const b = Object.hasOwn(other, name) ? other[name] : undefined;
    if (a !== undefined && b !== undefined && isSame(a, b, 0)) return [];
    const field = cut(name);
    return [{ key, field, ...(a !== undefined && { left: shown(a) }), ...(b !== undefined && { right: shown(b) }) }];
  });
}

/** Member by member, whatever their order; printing both would cost more than everything else together. */
function isSame(a: Json, b: Json, tolerance: number): boolean {
  if (a === b) return true;
  if (typeof a === 'number' && typeof b === 'number') return isNear(a, b, tolerance);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((one, at) => isSame(one, b[at] ?? null, 0));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isSame(a[name] ?? null, b[name] ?? null, 0));
}

/** 0.31 and 0.30 lie a little more than 0.01 apart in binary; that little is no difference. */
function isNear(a: number, b: number, tolerance: number): boolean {
  if (tolerance === 0) return a === b;
  return Math.abs(a - b) <= tolerance + Number.EPSILON * 4 * Math.max(Math.abs(a), Math.abs(b));
}

/** Whole objects would make the result as large as the data, so they show as a piece of their text. */
function shown(value: Json): Json {
  if (typeof value === 'string') return cut(value);
  return typeof value === 'object' && value !== null ? cut(canonicalJson(value)) : value;
}

function cut(text: string): string {
  return text.length > mostShownUnits ? `${text.slice(0, mostShownUnits - 1).toWellFormed()}…` : text;
}

/** Sums of a field over all items, where it holds nothing but numbers on both sides. */
function sumsOf({ name, left, right }: Field, one: Side, other: Side) {
  const a = sum(one.items.map(left));
  const b = sum(other.items.map(right));
  return a === undefined || b === undefined ? [] : [{ name, left: a, right: b }];
}

/** Carries along what each addition loses, so that the order of the items does not show in the sum. */
function sum(values: readonly (Json | undefined)[]): number | undefined {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') return undefined;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total + lost) ? total + lost : undefined;
}
