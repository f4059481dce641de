import { type DataClass, dataClasses } from '../contract/field-classes.ts';
import { resolveReference } from '../contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { cutKeyword } from '../openapi/resolve-schema.ts';
import type { ClassOrigins, DataShape, Origin, ValueKind } from './lineage.ts';
import { joinOrigins, makeShape, noOrigins, unionShapes, unknownShape } from './shape.ts';

/** The most values of one schema that are looked at; the rest may be anything. */
const mostValues = 4_000;

/** What a schema is read for. */
export type Declared = {
  readonly schema: JsonObject;
  /** The document local references are followed in; the schema itself where it is missing. */
  readonly root?: JsonObject | undefined;
  /** Name findings call it by; without it no field of it is ever reported as unknown. */
  readonly contract?: string | undefined;
};

/**
 * Reads the shape a JSON Schema agrees on. Origins name no node yet. An object is taken to have no fields but the
 * stated ones, unless the schema opens it (`additionalProperties`, `patternProperties`, no `properties` at all).
 */
export function declaredShape({ schema, root = schema, contract }: Declared): DataShape {
  return describe({ root, contract, left: mostValues }, schema, { path: '', above: new Set() });
}

type Reading = { readonly root: JsonObject; readonly contract: string | undefined; left: number };
type Place = { readonly path: string; readonly above: ReadonlySet<Json> };

type Draft = {
  origin: ClassOrigins;
  readonly fields: Map<string, DataShape>;
  isDeclared: boolean;
  /** True where the fields stand in a part that holds for certain, not in one of several. */
  isObject: boolean;
  isOpened: boolean;
  kinds: ReadonlySet<ValueKind> | undefined;
  isList: boolean | undefined;
};

function describe(reading: Reading, schema: Json, place: Place): DataShape {
  const draft: Draft = {
    origin: noOrigins,
    fields: new Map(),
    isDeclared: false,
    isObject: false,
    isOpened: false,
    kinds: undefined,
    isList: undefined,
  };
  absorb({ reading, draft, schema, place, isAlternative: false });
  const { origin, fields, isDeclared, isObject, isList } = draft;
  const kinds = draft.kinds ?? (isObject && isList !== true ? objectOnly : undefined);
  const canHoldFields = kinds === undefined || kinds.has('object');
  const open = canHoldFields && (draft.isOpened || !isDeclared);
  return makeShape({ origin, fields, kinds, isList, open, contract: isDeclared ? reading.contract : undefined });
}

const objectOnly: ReadonlySet<ValueKind> = new Set(['object']);

type Absorbing = {
  readonly reading: Reading;
  readonly draft: Draft;
  readonly schema: Json | undefined;
  readonly place: Place;
  /** True inside `anyOf` and its like, where a stated type is only one of several. */
  readonly isAlternative: boolean;
};

function absorb(work: Absorbing): void {
  const { reading, draft, schema, place } = work;
  if (!isJsonObject(schema)) return;
  reading.left -= 1;
  if (place.above.has(schema) || reading.left < 0 || schema[cutKeyword] !== undefined) {
    draft.isOpened = true;
    return;
  }
  const inside = { ...work, place: { ...place, above: new Set(place.above).add(schema) } };
  draft.origin = joinOrigins(draft.origin, statedClasses(schema, place.path));
  absorbReference(inside, schema);
  if (!work.isAlternative) absorbTypes(draft, schema);
  absorbParts(inside, schema);
  absorbFields(inside, schema);
  absorbRows(inside, schema);
  for (const item of listOf(schema.prefixItems)) absorb({ ...inside, schema: item, isAlternative: true });
}

/** Rows say what stands in the list; that it is one, the list itself has said. */
function absorbRows(work: Absorbing, schema: JsonObject): void {
  const { draft } = work;
  const { isList } = draft;
  const isOnlyList = schema.type === undefined || schema.type === 'array';
  absorb({ ...work, schema: schema.items, isAlternative: work.isAlternative || !isOnlyList });
  draft.isList = isList;
}

function statedClasses(schema: JsonObject, field: string): ClassOrigins {
  const stated = schema['x-class'];
  if (stated === undefined) return noOrigins;
  const named: readonly Json[] = Array.isArray(stated) ? stated : [stated];
  const origins: readonly Origin[] = [{ node: '', field }];
  const known: readonly DataClass[] = dataClasses.filter((name) => named.includes(name));
  return new Map(known.map((name) => [name, origins] as const));
}

function absorbReference(work: Absorbing, schema: JsonObject): void {
  if (typeof schema.$ref !== 'string') return;
  const target = resolveReference(work.reading.root, schema.$ref);
  if (isJsonObject(target)) absorb({ ...work, schema: target });
  else work.draft.isOpened = true;
}

const kindOfType: ReadonlyMap<Json, ValueKind> = new Map<Json, ValueKind>([
  ['string', 'text'],
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'yes-no'],
  ['object', 'object'],
  ['null', 'null'],
]);

function absorbTypes(draft: Draft, schema: JsonObject): void {
  const { type } = schema;
  if (type === undefined) {
    if (isJsonObject(schema.items)) draft.isList ??= true;
    return;
  }
  const types: readonly Json[] = Array.isArray(type) ? type : [type];
  // A list is described by its rows, whose kinds come with `items`.
  if (types.includes('array')) draft.isList ??= types.length === 1 ? true : undefined;
  else {
    draft.isList ??= false;
    const kinds = types.flatMap((name) => kindOfType.get(name) ?? []);
    if (kinds.length === types.length) draft.kinds ??= new Set(kinds);
  }
}

function absorbParts(work: Absorbing, schema: JsonObject): void {
  for (const part of listOf(schema.allOf)) absorb({ ...work, schema: part });
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    for (const part of listOf(schema[keyword])) {
      if (isFree(part)) work.draft.isOpened = true;
      absorb({ ...work, schema: part, isAlternative: true });
    }
  }
  for (const keyword of ['if', 'then', 'else'] as const) {
    absorb({ ...work, schema: schema[keyword], isAlternative: true });
  }
  if (isJsonObject(schema.dependentSchemas)) {
    for (const part of Object.values(schema.dependentSchemas)) absorb({ ...work, schema: part, isAlternative: true });
  }
}

/** An alternative that lets any object in. */
function isFree(part: Json): boolean {
  if (part === true) return true;
  if (!isJsonObject(part)) return false;
  const types: readonly Json[] = Array.isArray(part.type) ? part.type : [part.type ?? null];
  return types.includes('object') && part.properties === undefined && part.$ref === undefined;
}

function absorbFields({ reading, draft, place, isAlternative }: Absorbing, schema: JsonObject): void {
  const below = (name: string): Place => ({ ...place, path: place.path === '' ? name : `${place.path}.${name}` });
  if (isJsonObject(schema.properties)) {
    draft.isDeclared = true;
    draft.isObject ||= !isAlternative;
    for (const [name, member] of Object.entries(schema.properties)) {
      const field = isJsonObject(member) ? describe(reading, member, below(name)) : unknownShape;
      const twin = draft.fields.get(name);
      draft.fields.set(name, twin === undefined ? field : unionShapes(twin, field));
    }
  }
  const free = [schema.additionalProperties, schema.unevaluatedProperties];
  if (isJsonObject(schema.patternProperties)) free.push(...Object.values(schema.patternProperties));
  for (const member of free) {
    if (member === undefined) continue;
    if (member === false) draft.isDeclared = true;
    else draft.isOpened = true;
    // Fields without a name of their own are told apart by nobody, so their classes hold for the whole.
    if (isJsonObject(member)) draft.origin = joinOrigins(draft.origin, describe(reading, member, below('*')).carried);
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
