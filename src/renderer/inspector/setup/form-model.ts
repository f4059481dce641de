import { z } from 'zod';
import { type FieldMeta, fieldMeta, innerSchema } from '#flow/node-type/field.ts';

type Schema = z.core.$ZodType;

/** How a single value is typed in. */
export type Control =
  | { readonly kind: 'line' }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly isWhole: boolean }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  /** Several of a few. */
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'json' };

/** What a form needs to know about one place of a config, apart from where it is. */
export type FieldModel = {
  readonly meta: Partial<FieldMeta>;
  /** False where nothing may stand there. */
  readonly isRequired: boolean;
  readonly schema: Schema;
} & (
  | { readonly shape: 'value'; readonly control: Control }
  | { readonly shape: 'group'; readonly fields: readonly NamedField[] }
  | { readonly shape: 'list'; readonly item: FieldModel }
  | { readonly shape: 'map'; readonly value: FieldModel }
);

/** A field of a group. */
export type NamedField = { readonly key: string; readonly model: FieldModel };

const known = new WeakMap<Schema, FieldModel>();

/** Reads a zod schema as a form; once for each schema. */
export function modelOf(schema: Schema): FieldModel {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const model = readModel(schema);
  known.set(schema, model);
  return model;
}

/** The fields of a config schema. */
export function fieldsOf(schema: z.ZodObject): readonly NamedField[] {
  const model = modelOf(schema);
  return model.shape === 'group' ? model.fields : [];
}

function readModel(schema: Schema): FieldModel {
  const meta = fieldMeta(schema);
  const bare = unwrap(schema);
  const base = { meta, isRequired: !isOptional(schema), schema: bare };
  if (meta.computed && bare instanceof z.ZodUnion) {
    // The literal stands first; the other form is `{ $: expression }`, which the form offers by a toggle.
    const [literal] = bare._zod.def.options;
    return { ...base, shape: 'value', control: literal === undefined ? { kind: 'json' } : controlOf(unwrap(literal)) };
  }
  if (bare instanceof z.ZodObject) {
    const fields = Object.entries(bare.shape as Record<string, Schema>);
    return { ...base, shape: 'group', fields: fields.map(([key, inner]) => ({ key, model: modelOf(inner) })) };
  }
  if (bare instanceof z.ZodArray) return readList(base, bare);
  if (bare instanceof z.ZodRecord) {
    const value = modelOf(bare._zod.def.valueType);
    // Free JSON has no fields a form could offer.
    if (isFreeJson(value)) return { ...base, shape: 'value', control: { kind: 'json' } };
    return { ...base, shape: 'map', value };
  }
  return { ...base, shape: 'value', control: controlOf(bare) };
}

function readList(base: Pick<FieldModel, 'meta' | 'isRequired' | 'schema'>, schema: z.ZodArray): FieldModel {
  const item = modelOf(schema._zod.def.element);
  if (isFreeJson(item)) return { ...base, shape: 'value', control: { kind: 'json' } };
  if (item.shape === 'value' && item.control.kind === 'choice') {
    return { ...base, shape: 'value', control: { kind: 'choices', values: item.control.values } };
  }
  return { ...base, shape: 'list', item };
}

function isFreeJson(model: FieldModel): boolean {
  return model.shape === 'value' && model.control.kind === 'json' && model.meta.field === undefined;
}

function controlOf(schema: Schema): Control {
  if (schema instanceof z.ZodEnum) return { kind: 'choice', values: schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' };
  if (schema instanceof z.ZodNumber) return numberControl(schema);
  if (schema instanceof z.ZodString) return { kind: 'line' };
  // A literal that may be text, number or truth is typed as text.
  if (schema instanceof z.ZodUnion && schema._zod.def.options.some((option) => unwrap(option) instanceof z.ZodString))
    return { kind: 'line' };
  return { kind: 'json' };
}

function numberControl({ minValue, maxValue, format }: z.ZodNumber): Control {
  const isBound = (value: number | null): value is number =>
    value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  return {
    kind: 'number',
    isWhole: format === 'safeint' || format === 'int32' || format === 'uint32',
    ...(isBound(minValue) ? { min: minValue } : {}),
    ...(isBound(maxValue) ? { max: maxValue } : {}),
  };
}

function unwrap(schema: Schema): Schema {
  const inner = innerSchema(schema);
  return inner === undefined ? schema : unwrap(inner);
}

function isOptional(schema: Schema): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return true;
  const inner = innerSchema(schema);
  return inner === undefined ? false : isOptional(inner);
}
