import { z } from 'zod';
import { type FieldMeta, fieldMeta, innerSchema } from '#flow/node-type/field.ts';
import { code } from './markdown.ts';

/** One key of a config or a file, as a row of a table. */
export type FieldRow = {
  /** Path from the top: `auth.scheme`, `cases[].when`, `headers.<name>`. */
  readonly path: string;
  readonly required: boolean;
  /** What the value is, in words. */
  readonly value: string;
  readonly meta: Partial<FieldMeta>;
};

/** Lists the keys of a schema in its order, nested ones below their owner. */
export function listFields(schema: z.core.$ZodType, before = ''): readonly FieldRow[] {
  if (!(schema instanceof z.ZodObject)) return [];
  // The values of an object's shape are schemas by construction.
  const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
  return Object.entries(shape).flatMap(([key, value]) => rowsOf(`${before}${key}`, value));
}

function rowsOf(path: string, schema: z.core.$ZodType): readonly FieldRow[] {
  const bare = unwrap(schema);
  const row = { path, required: !isOptional(schema), value: describeValue(schema), meta: fieldMeta(schema) };
  if (bare instanceof z.ZodObject) return [row, ...listFields(bare, `${path}.`)];
  if (bare instanceof z.ZodArray) return [row, ...listFields(unwrap(bare._zod.def.element), `${path}[].`)];
  if (bare instanceof z.ZodRecord) return [row, ...belowRecord(path, bare)];
  return [row];
}

/** The values of a map with free keys, where more than their type is to be said. */
function belowRecord(path: string, record: z.ZodRecord): readonly FieldRow[] {
  const value = record._zod.def.valueType;
  const meta = fieldMeta(value);
  if (meta.field === undefined) return listFields(unwrap(value), `${path}.<name>.`);
  return [{ path: `${path}.<name>`, required: false, value: describeValue(value), meta }];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerSchema(schema);
  return inner === undefined ? schema : unwrap(inner);
}

function isOptional(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
}

const kindWords: Partial<Record<NonNullable<FieldMeta['field']>, string>> = {
  expression: 'expression',
  script: 'JavaScript',
  duration: 'duration',
  connection: 'id of a connection',
  secret: 'name of a secret',
  contract: 'name of a contract',
  node: 'id of a node',
  port: 'name of an outcome',
};

/** What a value may be, in words. */
export function describeValue(schema: z.core.$ZodType): string {
  const meta = fieldMeta(schema);
  const said = meta.field === undefined ? undefined : kindWords[meta.field];
  const words = said ?? (meta.field === 'text' ? `text with {{ }}, ${escaping(meta)}` : describePlain(unwrap(schema)));
  return meta.computed === true ? `${words}, or computed` : words;
}

function escaping({ escaping: how }: Partial<FieldMeta>): string {
  return how === undefined || how === 'plain' ? 'inserted as it is' : `made safe for ${placeNames[how]}`;
}

const placeNames = { html: 'HTML', 'url-part': 'a part of an address', header: 'a header' } as const;

function describePlain(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodObject) return 'map';
  if (schema instanceof z.ZodRecord) return 'map with names of your own';
  if (schema instanceof z.ZodArray) return `list of: ${describeValue(schema._zod.def.element)}`;
  if (schema instanceof z.ZodUnion) {
    const options = schema._zod.def.options.filter((option) => !isComputedValue(option));
    return [...new Set(options.map((option) => describeValue(option)))].join(' or ');
  }
  return describeScalar(schema);
}

/** The second half of a computed value, which the words name apart. */
function isComputedValue(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).join() === '$';
}

function describeScalar(schema: z.core.$ZodType): string {
  const said = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  if (Array.isArray(said.enum)) return said.enum.map((value) => code(String(value))).join(', ');
  if (said.const !== undefined) return code(JSON.stringify(said.const));
  switch (said.type) {
    case 'integer':
      return `whole number${range(said.minimum, said.maximum)}`;
    case 'number':
      return `number${range(said.minimum, said.maximum)}`;
    case 'string':
      return said.format === 'uri' ? 'address' : 'text';
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'JSON Schema, or another map';
    default:
      return 'any value';
  }
}

function range(least: number | undefined, most: number | undefined): string {
  const isBounded = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  const isFounded = least !== undefined && least > Number.MIN_SAFE_INTEGER;
  if (isFounded && isBounded) return `, ${least} to ${most}`;
  if (isFounded) return `, ${least} or more`;
  return isBounded ? `, up to ${most}` : '';
}
