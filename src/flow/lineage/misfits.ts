import { resolveReference } from '../contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { DataShape, ValueKind } from './lineage.ts';
import { asList, isClosedObject } from './shape.ts';

/** One field that certainly does not fit. */
export type FieldMisfit = { readonly field: string; readonly reason: string };

/** What something takes, and the document its references are followed in. */
export type Taken = {
  readonly schema: JsonObject;
  readonly root: JsonObject;
  /** True where an id may stand for an object, inside it or in its place, and any single value for text: Odoo's way. */
  readonly takesIds?: boolean;
};

const deepest = 12;

/**
 * Compares what arrives with what is taken, field by field. Only what is certain counts: a required field of an object
 * all of whose fields are known, a type none of the possible ones fits. Alternatives (`anyOf` and its like) are
 * not judged.
 */
export function findMisfits(shape: DataShape, taken: Taken): readonly FieldMisfit[] {
  const found: FieldMisfit[] = [];
  judge({ taken, shape, schema: taken.schema, field: '', depth: 0, found });
  return found;
}

type Judging = {
  readonly taken: Taken;
  readonly shape: DataShape;
  readonly schema: JsonObject;
  readonly field: string;
  readonly depth: number;
  readonly found: FieldMisfit[];
};

function judge(here: Judging): void {
  const { schema, taken, field, depth, found } = here;
  if (depth > deepest) return;
  const isPlain = schema.$ref === undefined && schema.allOf === undefined;
  const parts = isPlain ? [schema] : partsOf(schema, taken.root, 0);
  for (const part of parts) {
    const reason = wrongType(here, part);
    if (reason === undefined) continue;
    found.push({ field, reason });
    return;
  }
  for (const part of parts) {
    judgeFields(here, part);
    // Rows and list are one shape; whether a row is a list again is not known.
    const row = asList(here.shape, undefined);
    if (isJsonObject(part.items)) judge({ taken, shape: row, schema: part.items, field, depth: depth + 1, found });
  }
}

/** The schema and those that describe the same value for certain. */
function partsOf(schema: JsonObject, root: JsonObject, hops: number): readonly JsonObject[] {
  if (hops > deepest) return [];
  const target = typeof schema.$ref === 'string' ? resolveReference(root, schema.$ref) : undefined;
  const further: readonly Json[] = [...(Array.isArray(schema.allOf) ? schema.allOf : []), target ?? null];
  return [schema, ...further.filter(isJsonObject).flatMap((part) => partsOf(part, root, hops + 1))];
}

function judgeFields({ taken, shape, field, depth, found }: Judging, { required, properties }: JsonObject): void {
  const below = (name: string) => (field === '' ? name : `${field}.${name}`);
  if (Array.isArray(required) && isClosedObject(shape) && !isNamedById(shape, taken)) {
    for (const name of required) {
      if (typeof name !== 'string' || shape.fields.has(name)) continue;
      found.push({ field: below(name), reason: `"${below(name)}" is required and never there` });
    }
  }
  if (!isJsonObject(properties)) return;
  for (const [name, inner] of shape.fields) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isJsonObject(schema)) judge({ taken, shape: inner, schema, field: below(name), depth: depth + 1, found });
  }
}

function isNamedById(shape: DataShape, { takesIds }: Taken): boolean {
  return takesIds === true && [...shape.fields.keys()].some((name) => /^id$|Id$/.test(name));
}

const kindOfType: ReadonlyMap<Json, ValueKind> = new Map<Json, ValueKind>([
  ['string', 'text'],
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'yes-no'],
  ['object', 'object'],
  ['null', 'null'],
]);

const words: Readonly<Record<ValueKind, string>> = {
  object: 'an object',
  text: 'text',
  number: 'a number',
  'yes-no': 'true or false',
  null: 'empty (null)',
};

function wrongType({ shape, field, taken }: Judging, { type, nullable }: JsonObject): string | undefined {
  if (type === undefined || (typeof type === 'string' && fits(shape, type))) return undefined;
  const types: readonly Json[] = Array.isArray(type) ? type : [type];
  const kinds = types.flatMap((name) => kindOfType.get(name) ?? []);
  const what = field === '' ? 'the value' : `"${field}"`;
  const [wanted] = kinds;
  if (types.includes('array')) {
    // A list of one that came out bare is the business of another rule.
    const isWrong = types.length === 1 && shape.isList === false && shape.kinds !== undefined && shape.kinds.size > 0;
    return isWrong && nullable !== true ? `${what} must be a list and is one value` : undefined;
  }
  if (wanted === undefined || kinds.length !== types.length) return undefined;
  if (shape.isList === true) return `${what} must be ${words[wanted]} and is a list`;
  const came = [...(shape.kinds ?? [])].filter((kind) => kind !== 'null');
  const [first] = came;
  if (taken.takesIds === true && (wanted === 'text' || (wanted === 'object' && came.includes('number'))))
    return undefined;
  if (first === undefined || came.some((kind) => kinds.includes(kind))) return undefined;
  return `${what} must be ${words[wanted]} and is ${words[first]}`;
}

/** What most fields do. */
function fits({ kinds, isList }: DataShape, type: string): boolean {
  if (type === 'array') return isList !== false;
  const kind = kindOfType.get(type);
  return kind !== undefined && isList !== true && (kinds === undefined || kinds.has(kind));
}
