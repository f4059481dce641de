import { type DataClass, dataClasses } from '../contract/field-classes.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { ClassOrigins, DataShape, Origin, ValueKind } from './lineage.ts';

/** Levels of fields a shape keeps apart; what is deeper is folded into one value that may hold anything. */
const deepest = 24;

/** Fields one level keeps apart. */
const mostFields = 400;

const mostOrigins = 8;

/** No classes at all. */
export const noOrigins: ClassOrigins = new Map();

/** What a shape is made of; everything may be left out. */
export type ShapeParts = {
  readonly origin?: ClassOrigins | undefined;
  readonly fields?: ReadonlyMap<string, DataShape> | undefined;
  readonly open?: boolean | undefined;
  readonly kinds?: ReadonlySet<ValueKind> | undefined;
  readonly isList?: boolean | undefined;
  readonly contract?: string | undefined;
};

const noFields: ReadonlyMap<string, DataShape> = new Map();

/** Makes a shape; beyond 24 levels or 400 fields it becomes one open value with every class that was inside. */
export function makeShape(parts: ShapeParts): DataShape {
  const { origin = noOrigins, fields = noFields, open = false, kinds, isList, contract } = parts;
  let carried = origin;
  let depth = 0;
  for (const field of fields.values()) {
    carried = joinOrigins(carried, field.carried);
    depth = Math.max(depth, field.depth);
  }
  const list = isList === undefined ? {} : { isList };
  if (depth >= deepest || fields.size > mostFields) {
    const folded = { origin: carried, carried, fields: noFields, open: true, depth: 1 };
    return { classes: classesOf(carried), ...folded, ...list };
  }
  return {
    classes: classesOf(origin),
    origin,
    carried,
    fields,
    open,
    depth: depth + 1,
    ...list,
    ...(kinds === undefined ? {} : { kinds }),
    ...(contract === undefined ? {} : { contract }),
  };
}

/** There are only 32 sets of classes, and every shape has one. */
const classSets: readonly ReadonlySet<DataClass>[] = Array.from(
  { length: 2 ** dataClasses.length },
  (_, bits) => new Set(dataClasses.filter((_name, index) => (bits & (1 << index)) !== 0)),
);

function classesOf(origin: ClassOrigins): ReadonlySet<DataClass> {
  let bits = 0;
  for (const name of origin.keys()) bits |= 1 << dataClasses.indexOf(name);
  return classSets[bits] ?? new Set(origin.keys());
}

/** Nothing is known of it, and no class either. */
export const unknownShape: DataShape = makeShape({ open: true });

/** A value that is not there. */
export const nothing: DataShape = makeShape({ kinds: new Set() });

/** A value nobody looked into that may hold all of these classes anywhere. */
export function opaque(origin: ClassOrigins): DataShape {
  return origin.size === 0 ? unknownShape : makeShape({ origin, open: true });
}

const kindSets: Readonly<Record<ValueKind, ReadonlySet<ValueKind>>> = {
  object: new Set(['object']),
  text: new Set(['text']),
  number: new Set(['number']),
  'yes-no': new Set(['yes-no']),
  null: new Set(['null']),
};

/** One value of a kind, with the classes of what it was computed from. */
export function single(kind: ValueKind, origin: ClassOrigins = noOrigins): DataShape {
  return makeShape({ origin, kinds: kindSets[kind], isList: false });
}

/** An object with these fields and no others. */
export function objectShape(fields: ReadonlyMap<string, DataShape>, parts: ShapeParts = {}): DataShape {
  return makeShape({ kinds: kindSets.object, isList: false, ...parts, fields });
}

/** The shape of a value that stands in the flow. */
export function literalShape(value: Json): DataShape {
  if (Array.isArray(value)) return asList(value.map(literalShape).reduce(unionShapes, nothing), true);
  if (isJsonObject(value)) {
    return objectShape(new Map(Object.entries(value).map(([name, field]) => [name, literalShape(field)] as const)));
  }
  if (value === null) return single('null');
  return single(typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'yes-no');
}

/** The same rows, as a list, as one value, or as who knows. */
export function asList(shape: DataShape, isList: boolean | undefined): DataShape {
  if (shape.isList === isList) return shape;
  const { isList: _, ...rest } = shape;
  return isList === undefined ? rest : { ...rest, isList };
}

/** One row of a list; a single value is its own row. */
export function rowOf(shape: DataShape): DataShape {
  return shape.isList === true ? asList(shape, undefined) : shape;
}

/** True where a field that is not among its fields is certainly no part of it. */
export function isClosedObject(shape: DataShape): boolean {
  if (shape.open || shape.kinds?.has('object') !== true) return false;
  return [...shape.kinds].every((kind) => kind === 'object' || kind === 'null');
}

/** Reads a field; the classes of the whole hold for it as well. */
export function readField(shape: DataShape, name: string): DataShape {
  const field = shape.fields.get(name);
  if (field === undefined) return opaque(shape.origin);
  const isList = shape.isList === false ? field.isList : undefined;
  return asList(inherit(field, shape.origin), isList);
}

/** Any one field: all of them together. */
export function anyField(shape: DataShape): DataShape {
  const all = [...shape.fields.values()].reduce(unionShapes, nothing);
  const any = makeShape({ ...all, isList: undefined, contract: undefined, open: all.open || shape.open });
  return inherit(any, shape.origin);
}

/** The same value with further classes. */
export function inherit(shape: DataShape, origin: ClassOrigins): DataShape {
  const joined = joinOrigins(shape.origin, origin);
  return joined === shape.origin ? shape : makeShape({ ...shape, origin: joined });
}

/** The same object with one field set. */
export function withField(shape: DataShape, name: string, field: DataShape): DataShape {
  return makeShape({ ...shape, fields: new Map(shape.fields).set(name, field) });
}

/** Both sets of classes; the first map itself where the second adds nothing. */
export function joinOrigins(one: ClassOrigins, other: ClassOrigins): ClassOrigins {
  if (one === other || other.size === 0) return one;
  if (one.size === 0) return other;
  let joined: Map<DataClass, readonly Origin[]> | undefined;
  for (const [name, origins] of other) {
    const known = one.get(name);
    const places = known === undefined ? origins : joinPlaces(known, origins);
    if (places === known) continue;
    joined ??= new Map(one);
    joined.set(name, places);
  }
  return joined ?? one;
}

function joinPlaces(known: readonly Origin[], origins: readonly Origin[]): readonly Origin[] {
  if (known === origins || known.length >= mostOrigins) return known;
  const added = origins.filter((origin) => !known.some((seen) => isSame(seen, origin)));
  return added.length === 0 ? known : [...known, ...added].slice(0, mostOrigins);
}

function isSame(one: Origin, other: Origin): boolean {
  return one === other || (one.node === other.node && one.field === other.field);
}

/** Only the classes that say little: what is left of a value that was counted, tested or masked. */
export function lowered(origin: ClassOrigins): ClassOrigins {
  const mild = [...origin].filter(([name]) => name === 'public' || name === 'internal');
  return mild.length === origin.size ? origin : new Map(mild);
}

/** Only large unions are remembered, where the same parts are met again and again; the others are made faster anew. */
const unions = new WeakMap<DataShape, WeakMap<DataShape, DataShape>>();

function isLarge(shape: DataShape): boolean {
  return shape.depth > 5 || shape.fields.size > 12;
}

/** One or the other: what either may hold; the first itself where the second adds nothing. */
export function unionShapes(one: DataShape, other: DataShape): DataShape {
  if (one === other || isNothing(other)) return one;
  if (isNothing(one)) return other;
  if (!isLarge(one) || !isLarge(other)) return makeUnion(one, other);
  const known = unions.get(one)?.get(other);
  if (known !== undefined) return known;
  const made = makeUnion(one, other);
  const beside = unions.get(one) ?? new WeakMap<DataShape, DataShape>();
  unions.set(one, beside.set(other, made));
  return made;
}

function makeUnion(one: DataShape, other: DataShape): DataShape {
  const fields = unionFields(one.fields, other.fields);
  const origin = joinOrigins(one.origin, other.origin);
  const kinds = unionKinds(one.kinds, other.kinds);
  const open = one.open || other.open;
  const isList = one.isList === other.isList ? one.isList : undefined;
  const contract = one.contract === other.contract ? one.contract : undefined;
  const isSameData = fields === one.fields && origin === one.origin && kinds === one.kinds;
  const isSameForm = open === one.open && isList === one.isList && contract === one.contract;
  return isSameData && isSameForm ? one : makeShape({ origin, fields, open, kinds, isList, contract });
}

type Fields = ReadonlyMap<string, DataShape>;

function unionFields(one: Fields, other: Fields): Fields {
  if (one === other || other.size === 0) return one;
  if (one.size === 0) return other;
  let joined: Map<string, DataShape> | undefined;
  for (const [name, field] of other) {
    const twin = one.get(name);
    const either = twin === undefined ? field : unionShapes(twin, field);
    if (either === twin) continue;
    joined ??= new Map(one);
    joined.set(name, either);
  }
  return joined ?? one;
}

function unionKinds(one: DataShape['kinds'], other: DataShape['kinds']): DataShape['kinds'] {
  if (one === other || one === undefined || other === undefined) return one === other ? one : undefined;
  return [...other].every((kind) => one.has(kind)) ? one : new Set([...one, ...other]);
}

function isNothing(shape: DataShape): boolean {
  return shape.kinds?.size === 0 && shape.fields.size === 0 && shape.origin.size === 0 && !shape.open;
}

/**
 * What arrives, seen as the agreed shape says it. No class of what arrives is lost; a class that only the contract
 * states begins at `node`.
 */
export function narrowShape(declared: DataShape, arriving: DataShape, node: string): DataShape {
  const origin = narrowOrigin(declared, arriving, node);
  const fields = new Map(arriving.fields);
  let isChanged = origin !== arriving.origin || arriving.contract !== declared.contract;
  isChanged ||= arriving.open !== declared.open || arriving.kinds !== declared.kinds;
  for (const [name, field] of declared.fields) {
    const narrowed = narrowShape(field, readField(arriving, name), node);
    if (narrowed === fields.get(name)) continue;
    fields.set(name, narrowed);
    isChanged = true;
  }
  const { open, contract } = declared;
  const kinds = declared.kinds ?? arriving.kinds;
  const isList = declared.isList ?? arriving.isList;
  return isChanged ? makeShape({ origin, fields, open, contract, kinds, isList }) : asList(arriving, isList);
}

function narrowOrigin(declared: DataShape, arriving: DataShape, node: string): ClassOrigins {
  let origin = arriving.origin;
  for (const [name, places] of declared.origin) {
    const came = arriving.carried.get(name) ?? places.map(({ field }) => ({ node, field }));
    origin = joinOrigins(origin, new Map([[name, came]]));
  }
  return origin;
}

/** What `redact` leaves: dropped fields are gone, masked ones and tokens keep no class above internal. */
export function redactField(shape: DataShape, path: readonly string[], isDropped: boolean): DataShape {
  const [name, ...rest] = path;
  const field = name === undefined ? undefined : shape.fields.get(name);
  if (name === undefined || field === undefined) return shape;
  const fields = new Map(shape.fields);
  if (rest.length > 0) return makeShape({ ...shape, fields: fields.set(name, redactField(field, rest, isDropped)) });
  const origin = lowered(field.carried);
  const masked = makeShape({ origin, kinds: kindSets.text, isList: field.isList });
  if (!isDropped) return makeShape({ ...shape, fields: fields.set(name, masked) });
  fields.delete(name);
  // Whoever reads the field now must not be told that the contract never had it.
  return makeShape({ ...shape, fields, contract: undefined });
}
