import type { ClassOrigins, DataShape, ValueKind } from './lineage.ts';
import { asList, joinOrigins, lowered, makeShape, noOrigins, nothing, opaque, single, unionShapes } from './shape.ts';

/** What an expression works with: a value, and what happens when it is called, where it is a function. */
export type Value = { readonly shape: DataShape; readonly call?: (values: readonly Value[]) => DataShape };

/** A value that is no function. */
export function plainValue(shape: DataShape): Value {
  return { shape };
}

const kindsGiven: ReadonlyMap<string, ValueKind> = new Map(
  Object.entries({
    text:
      'string substring substringBefore substringAfter lowercase uppercase trim pad replace join formatNumber formatBase ' +
      'formatInteger base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl fromMillis type now',
    number:
      'sum max min average number floor ceil round abs sqrt power parseInteger toMillis count length millis random',
    'yes-no': 'boolean not exists contains',
  }).flatMap(([kind, names]) => names.split(' ').map((name) => [name, toKind(kind)] as const)),
);

function toKind(name: string): ValueKind {
  return name === 'text' || name === 'number' ? name : 'yes-no';
}

/** What these tell of a value is that it is there, or how much of it. */
const telling: ReadonlySet<string> = new Set(['count', 'length', 'exists', 'boolean', 'not']);

const withoutClass: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'type']);

const sameRows: ReadonlySet<string> = new Set(['sort', 'reverse', 'distinct', 'shuffle', 'filter', 'single', 'sift']);

const others = 'append merge map each reduce lookup keys spread zip split match error assert eval clone';

/** Least arguments of functions that take what they stand behind as the first, as in `name.$substring(0, 3)`. */
const leastArguments: ReadonlyMap<string, number> = new Map(
  Object.entries({ substring: 2, substringBefore: 2, substringAfter: 2, match: 2, contains: 2, replace: 3 }).concat(
    Object.entries({ split: 2, pad: 2, formatNumber: 2, power: 2, lookup: 2, sift: 2, each: 2 }),
  ),
);

const takesText: ReadonlySet<string> = new Set(['substring', 'pad']);

/** True for the functions of JSONata. */
export function isKnownFunction(name: string): boolean {
  return kindsGiven.has(name) || sameRows.has(name) || others.split(' ').includes(name);
}

/**
 * What a function of JSONata gives.
 *
 * @param here what the call stands behind, which is the first argument where one is missing
 */
export function callKnown(name: string, given: readonly Value[], here: DataShape): DataShape {
  const values = withContext(name, given, here);
  const classes = values.reduce<ClassOrigins>((all, { shape }) => joinOrigins(all, shape.carried), noOrigins);
  const kind = kindsGiven.get(name);
  if (kind !== undefined) {
    if (withoutClass.has(name)) return single(kind);
    return single(kind, telling.has(name) ? lowered(classes) : classes);
  }
  if (sameRows.has(name)) return callOnRows(name, values);
  return callOther(name, values, classes);
}

function withContext(name: string, given: readonly Value[], here: DataShape): readonly Value[] {
  const isShort = given.length < (leastArguments.get(name) ?? 1);
  const isAstray = takesText.has(name) && given[0]?.shape.kinds?.has('number') === true;
  const needsNone = name === 'now' || name === 'millis' || name === 'random';
  return (isShort && !needsNone) || isAstray ? [plainValue(here), ...given] : given;
}

function callOnRows(name: string, [first, second]: readonly Value[]): DataShape {
  const rows = first?.shape ?? nothing;
  const row = plainValue(asList(rows, undefined));
  // The function decides which rows stay; it is walked for what it reads.
  second?.call?.(name === 'sort' ? [row, row] : [row]);
  const isList = name === 'single' || name === 'sift' ? false : undefined;
  return name === 'sift' ? makeShape({ ...rows, open: true, contract: undefined, isList }) : asList(rows, isList);
}

function callOther(name: string, [first, second, third]: readonly Value[], classes: ClassOrigins): DataShape {
  const rows = first?.shape ?? nothing;
  switch (name) {
    case 'append':
      return asList(unionShapes(rows, second?.shape ?? nothing), undefined);
    case 'merge':
      return asList(rows, false);
    case 'clone':
      return rows;
    case 'map':
    case 'each':
      return callOnEach(name, { rows, call: second?.call }, classes);
    case 'reduce':
      return reduceRows(rows, { call: second?.call, start: third?.shape }, classes);
    case 'split':
    case 'keys':
      return makeShape({ origin: classes, kinds: new Set(['text']) });
    case 'error':
    case 'assert':
      return nothing;
    default:
      return opaque(classes);
  }
}

type OnEach = { readonly rows: DataShape; readonly call: Value['call'] };

function callOnEach(name: string, { rows, call }: OnEach, classes: ClassOrigins): DataShape {
  if (call === undefined) return opaque(classes);
  const fields = [...rows.fields.values()].reduce(unionShapes, nothing);
  const each = name === 'map' ? asList(rows, undefined) : rows.open ? opaque(rows.carried) : fields;
  const key = single(name === 'map' ? 'number' : 'text', name === 'map' ? noOrigins : rows.origin);
  return asList(call([plainValue(each), plainValue(key), plainValue(rows)]), undefined);
}

function reduceRows(
  rows: DataShape,
  { call, start = nothing }: { readonly call: Value['call']; readonly start: DataShape | undefined },
  classes: ClassOrigins,
): DataShape {
  if (call === undefined) return opaque(classes);
  const row = asList(rows, undefined);
  const once = call([plainValue(unionShapes(start, row)), plainValue(row)]);
  const twice = call([plainValue(unionShapes(start, once)), plainValue(row)]);
  const all = unionShapes(unionShapes(once, twice), start);
  return makeShape({ ...all, open: true, contract: undefined, isList: undefined, kinds: undefined });
}
