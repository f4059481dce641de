import { z } from 'zod';
import type { Json, JsonObject } from '#flow/json.ts';
import { type FieldModel, modelOf, type NamedField } from './form-model.ts';

/** How the fields of one group stand to what is already filled in. */
export type Relevance = {
  /** Must be filled in, either always or because of what else is set. */
  readonly asked: ReadonlySet<string>;
  /** Would be refused beside what else is set, such as a header under a scheme that fixes it. */
  readonly barred: ReadonlySet<string>;
};

const known = new WeakMap<JsonObject, WeakMap<object, Relevance>>();

/**
 * Finds out from the schema itself which fields of a group go together: each optional field is tried with a value of
 * its own, and left out. So no form repeats what a manifest says.
 */
export function relevanceOf(schema: z.core.$ZodType, value: JsonObject): Relevance {
  const before = known.get(value)?.get(schema);
  if (before !== undefined) return before;
  const relevance = probe(schema, value);
  const bySchema = known.get(value) ?? new WeakMap<object, Relevance>();
  known.set(value, bySchema.set(schema, relevance));
  return relevance;
}

function probe(schema: z.core.$ZodType, value: JsonObject): Relevance {
  const model = modelOf(schema);
  const fields = model.shape === 'group' ? model.fields : [];
  const base = completed(fields, value);
  const asked = new Set(fields.filter((field) => field.model.isRequired).map(({ key }) => key));
  const barred = new Set<string>();
  for (const { key, model: own } of fields) {
    if (own.isRequired) continue;
    const { [key]: present, ...without } = base;
    if (isRefusedAt(schema, without, key)) asked.add(key);
    const sample = present ?? sampleOf(own);
    if (sample !== undefined && isRefusedAt(schema, { ...without, [key]: sample }, key)) barred.add(key);
  }
  // A field that is asked for is never barred: then both states are refused for a reason of another field.
  for (const key of asked) barred.delete(key);
  return { asked, barred };
}

/** What is required filled in with something, because rules across fields are only judged on whole values. */
function completed(fields: readonly NamedField[], value: JsonObject): JsonObject {
  const full: Record<string, Json> = {};
  for (const { key, model } of fields) {
    const present = value[key];
    const fits = present !== undefined && z.safeParse(model.schema, present).success;
    const filled = fits ? present : model.isRequired || present !== undefined ? sampleOf(model) : undefined;
    if (filled !== undefined) full[key] = filled;
  }
  return full;
}

function isRefusedAt(schema: z.core.$ZodType, value: JsonObject, key: string): boolean {
  const judged = z.safeParse(schema, value);
  return (
    !judged.success &&
    judged.error.issues.some(({ code, path }) => code === 'custom' && path.length === 1 && path[0] === key)
  );
}

/** A value a field takes by itself; undefined where none is known. */
export function sampleOf(model: FieldModel): Json | undefined {
  return candidatesOf(model).find((candidate) => z.safeParse(model.schema, candidate).success);
}

const texts = [
  'a',
  'id',
  '5m',
  '30s',
  '/a',
  '08:00',
  '1MB',
  '10/s',
  'a/b',
  'a.b',
  'text/plain',
  '1',
  '* * * * *',
  'Etc/UTC',
  '2027-01-31T08:00:00Z',
];

function candidatesOf(model: FieldModel): readonly Json[] {
  if (model.shape === 'group') return [sampleGroup(model)];
  if (model.shape === 'list') {
    const item = sampleOf(model.item);
    return item === undefined ? [[]] : [[item], []];
  }
  if (model.shape === 'map') return [{}];
  const { control, meta } = model;
  switch (control.kind) {
    case 'choice':
      return control.values;
    case 'choices':
      return [control.values.slice(0, 1)];
    case 'number':
      return [control.min ?? 1, 1, 200];
    case 'switch':
      return [true];
    case 'json':
      return [{}, []];
    case 'line':
      return [...(meta.examples ?? []), ...texts];
  }
}

/** Fills a group in until its own rules are content, at most as often as it has fields. */
function sampleGroup(model: FieldModel & { readonly shape: 'group' }): JsonObject {
  const value: Record<string, Json> = {};
  const fill = (key: unknown): void => {
    const field = model.fields.find((one) => one.key === key);
    const sample = field === undefined || field.key in value ? undefined : sampleOf(field.model);
    if (field !== undefined && sample !== undefined) value[field.key] = sample;
  };
  for (const field of model.fields) if (field.model.isRequired) fill(field.key);
  for (let round = 0; round < model.fields.length; round++) {
    const judged = z.safeParse(model.schema, value);
    if (judged.success) break;
    for (const { path } of judged.error.issues) fill(path[0]);
  }
  return value;
}
