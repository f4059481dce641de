import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ApiDocument, ApiOperation, ApiParameter } from './document.ts';
import { labelOf, shorten } from './label.ts';
import { cutKeyword, resolveSchema } from './resolve-schema.ts';

/** What a field holds, in words a mapping table shows. */
export type LabelledType =
  | 'text'
  | 'number'
  | 'whole-number'
  | 'yes-no'
  | 'date'
  | 'date-time'
  | 'group'
  | 'list'
  | 'any';

/** One row of a mapping table. */
export type LabelledField = {
  /** Field names from the outside in; lists are walked through without a mark of their own. */
  readonly keys: readonly string[];
  /** The same for people: `lines[].sku`. */
  readonly path: string;
  readonly label: string;
  readonly type: LabelledType;
  /** What a list holds. */
  readonly itemType?: LabelledType;
  /** True where the field, and every group around it, must be there. */
  readonly required: boolean;
  /** True where the field stands inside a list. */
  readonly repeats: boolean;
  readonly help?: string;
  readonly choices?: readonly Json[];
  readonly example?: Json;
  /** Data class under `x-class`, where the schema names one. */
  readonly dataClass?: string;
};

/** The most rows one schema gives. */
export const mostFields = 500;

const deepestField = 8;

/**
 * Lists the fields of a resolved schema for a mapping table, groups before their members, in the order of the schema.
 * Parts of `allOf` are joined; fields of alternatives (`oneOf`, `anyOf`) are listed as not required. At most 500 rows
 * and 8 levels; what is deeper stays part of its group.
 */
export function schemaFields(schema: JsonObject): readonly LabelledField[] {
  const fields: LabelledField[] = [];
  addMembers(fields, contentOf(schema), { keys: [], path: '', required: true, repeats: isListSchema(schema) });
  return fields;
}

/** Everything an operation takes and gives, in the words of a form: what the dialog and the mapping table show. */
export type OperationFields = {
  readonly parameters: readonly LabelledField[];
  readonly request: readonly LabelledField[];
  readonly response: readonly LabelledField[];
};

/** Lists the labelled fields of one operation. Follows references of the document, within bounds. */
export function operationFields(document: ApiDocument, operation: ApiOperation): OperationFields {
  const { source } = document;
  const fieldsIn = (schema: JsonObject | undefined) =>
    schema === undefined ? [] : schemaFields(resolveSchema(source, schema));
  return {
    parameters: operation.parameters.map((parameter) => parameterField(source, parameter)),
    request: fieldsIn(operation.requestSchema),
    response: fieldsIn(operation.responseSchema),
  };
}

function parameterField(source: JsonObject, parameter: ApiParameter): LabelledField {
  const { key, label, help, required } = parameter;
  const field = describe(resolveSchema(source, parameter.schema), { keys: [key], path: key, required, repeats: false });
  return { ...field, label, ...(help === undefined ? {} : { help }) };
}

type Place = Pick<LabelledField, 'keys' | 'path' | 'required' | 'repeats'>;

function addMembers(fields: LabelledField[], schema: JsonObject, above: Place): void {
  if (above.keys.length >= deepestField) return;
  for (const { name, member, required } of membersOf(schema, 0)) {
    if (fields.length >= mostFields) return;
    const keys = [...above.keys, name];
    if (fields.some((known) => isSame(known.keys, keys))) continue;
    const path = above.path === '' ? name : `${above.path}.${name}`;
    const place = { keys, path, required: above.required && required, repeats: above.repeats };
    const field = describe(member, place);
    fields.push(field);
    const isList = field.type === 'list';
    const inside = { ...place, path: isList ? `${path}[]` : path, repeats: above.repeats || isList };
    addMembers(fields, contentOf(member), inside);
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

type Member = { readonly name: string; readonly member: JsonObject; readonly required: boolean };

/** Members of a schema and of the schemas that describe the same value. */
function* membersOf(schema: JsonObject, depth: number): Generator<Member> {
  if (depth > deepestField) return;
  const required: readonly Json[] = Array.isArray(schema.required) ? schema.required : [];
  if (isJsonObject(schema.properties)) {
    for (const [name, member] of Object.entries(schema.properties)) {
      if (isJsonObject(member)) yield { name, member, required: required.includes(name) };
    }
  }
  for (const part of partsOf(schema.allOf)) {
    for (const found of membersOf(part, depth + 1)) {
      yield { ...found, required: found.required || required.includes(found.name) };
    }
  }
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    for (const part of partsOf(schema[keyword])) {
      for (const found of membersOf(part, depth + 1)) yield { ...found, required: false };
    }
  }
}

function partsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** What holds the members: the items of a list, through lists of lists; else the schema itself. */
function contentOf(schema: JsonObject): JsonObject {
  let here = schema;
  for (let depth = 0; depth < deepestField && isListSchema(here) && isJsonObject(here.items); depth += 1)
    here = here.items;
  return here;
}

function isListSchema(schema: JsonObject): boolean {
  return typesOf(schema).includes('array') || isJsonObject(schema.items);
}

function describe(schema: JsonObject, place: Place): LabelledField {
  const name = place.keys.at(-1) ?? '';
  const { title, description, 'x-class': dataClass } = schema;
  const choices = choicesOf(schema);
  const example = exampleOf(schema);
  const type = typeOf(schema);
  return {
    ...place,
    label: typeof title === 'string' && title !== '' ? shorten(title, 80) : labelOf(name),
    type,
    ...(type === 'list' && isJsonObject(schema.items) ? { itemType: typeOf(schema.items) } : {}),
    ...(typeof description === 'string' && description !== '' ? { help: shorten(description, 300) } : {}),
    ...(choices === undefined ? {} : { choices }),
    ...(example === undefined ? {} : { example }),
    ...(typeof dataClass === 'string' ? { dataClass } : {}),
  };
}

function choicesOf(schema: JsonObject): readonly Json[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum.slice(0, 200) : undefined;
}

/** Only short, single values are shown. */
function exampleOf(schema: JsonObject): Json | undefined {
  const [first] = Array.isArray(schema.examples) ? schema.examples : [];
  const example = schema.example ?? first ?? schema.default;
  if (typeof example === 'string') return shorten(example, 80);
  return typeof example === 'number' || typeof example === 'boolean' ? example : undefined;
}

function typesOf(schema: JsonObject): readonly string[] {
  const stated: readonly Json[] = Array.isArray(schema.type) ? schema.type : [schema.type ?? null];
  return stated.filter((type) => typeof type === 'string');
}

function typeOf(schema: JsonObject): LabelledType {
  const [type] = typesOf(schema).filter((name) => name !== 'null');
  switch (type) {
    case 'string':
      if (schema.format === 'date') return 'date';
      return schema.format === 'date-time' ? 'date-time' : 'text';
    case 'integer':
      return 'whole-number';
    case 'number':
      return 'number';
    case 'boolean':
      return 'yes-no';
    case 'array':
      return 'list';
    case 'object':
      return 'group';
  }
  if (isListSchema(schema)) return 'list';
  const isGroup = isJsonObject(schema.properties) || typeof schema[cutKeyword] === 'string';
  return isGroup || partsOf(schema.allOf).some((part) => typeOf(part) === 'group') ? 'group' : 'any';
}
