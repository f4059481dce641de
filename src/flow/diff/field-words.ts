import { z } from 'zod';
import { type FieldMeta, fieldMeta, innerSchema } from '../node-type/field.ts';

/** What a config schema says on the way to a field: a title for each key, and the facts of the last. */
export type FieldFacts = { readonly titles: readonly string[]; readonly meta: Partial<FieldMeta> };

/**
 * Words for a place of a config, from the schema of its node type.
 *
 * @param labels the same way in words; entries of lists and maps keep theirs
 */
export function factsAt(
  schema: z.core.$ZodType | undefined,
  keys: readonly string[],
  labels: readonly string[],
): FieldFacts {
  const titles: string[] = [];
  let here = schema;
  let meta: Partial<FieldMeta> = {};
  for (const [index, key] of keys.entries()) {
    const step: Step = here === undefined ? unknownStep : stepInto(here, key);
    here = step.schema;
    meta = here === undefined ? {} : fieldMeta(here);
    const label = labels[index] ?? key;
    titles.push(step.isNamed ? (meta.title ?? sayKey(label)) : label);
  }
  return { titles, meta };
}

/** A key without a title, as words: `maxReplays` becomes `Max replays`. */
export function sayKey(key: string): string {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `isNamed` is false where authors chose the key themselves. */
type Step = { readonly schema: z.core.$ZodType | undefined; readonly isNamed: boolean };

const unknownStep: Step = { schema: undefined, isNamed: true };

function stepInto(schema: z.core.$ZodType, key: string): Step {
  const inner = innerSchema(schema);
  if (inner !== undefined) return stepInto(inner, key);
  if (schema instanceof z.ZodObject) {
    // The shape of an object schema is a record of schemas by key.
    const shape = schema.shape as Record<string, z.core.$ZodType>;
    return { schema: Object.hasOwn(shape, key) ? shape[key] : undefined, isNamed: true };
  }
  if (schema instanceof z.ZodRecord) return { schema: schema._zod.def.valueType, isNamed: false };
  if (schema instanceof z.ZodArray) return { schema: schema._zod.def.element, isNamed: false };
  if (!(schema instanceof z.ZodUnion)) return unknownStep;
  const steps = schema._zod.def.options.map((option) => stepInto(option, key));
  return steps.find((step) => step.schema !== undefined) ?? unknownStep;
}
