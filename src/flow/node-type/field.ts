import { z } from 'zod';
import { parseDuration } from '../duration.ts';

// No code is generated at run time, in the host or in a page (architecture.md §6).
z.config({ jitless: true });

/** What a config value is, beyond its JSON type; decides printing, evaluation and the form control. */
export type FieldKind =
  | 'plain'
  | 'expression'
  | 'text'
  | 'duration'
  | 'connection'
  | 'secret'
  | 'contract'
  | 'node'
  | 'port'
  | 'script';

/** How a `{{ }}` inside a text field is made safe for the place it goes to. */
export type Escaping = 'plain' | 'html' | 'url-part' | 'header';

/** What a form and a page of help say about a field. */
export type FieldWords = {
  readonly title: string;
  readonly help?: string;
  readonly unit?: string;
  readonly examples?: readonly string[];
};

/** The facts `meta` carries on every field made here. */
export type FieldMeta = FieldWords & {
  readonly field: FieldKind;
  readonly escaping?: Escaping;
  /** True where a block map `{ $: expression }` may stand instead of the literal. */
  readonly computed?: boolean;
};

/** A value taken literally. */
export function plain<T extends z.ZodType>(schema: T, words: FieldWords): T {
  return schema.meta({ ...words, field: 'plain' } satisfies FieldMeta);
}

/** JSONata, evaluated in the sandbox over the node's input. */
export function expression(words: FieldWords): z.ZodString {
  return z
    .string()
    .min(1)
    .max(100_000)
    .meta({ ...words, field: 'expression' } satisfies FieldMeta);
}

/** JavaScript, run in the sandbox. */
export function script(words: FieldWords): z.ZodString {
  return z
    .string()
    .min(1)
    .max(100_000)
    .meta({ ...words, field: 'script' } satisfies FieldMeta);
}

/** Text that may hold `{{ JSONata }}`; every inserted value is escaped for the place it goes to. */
export function text(escaping: Escaping, words: FieldWords): z.ZodString {
  return z
    .string()
    .max(10_000)
    .meta({ ...words, field: 'text', escaping } satisfies FieldMeta);
}

/** A duration such as `30s`, `5m`, `24h`. */
export function duration(words: FieldWords): z.ZodString {
  return z
    .string()
    .refine(
      (value) => parseDuration(value) !== undefined,
      'is no duration; write a number and a unit: 250ms, 30s, 5m, 24h, 30d',
    )
    .meta({ ...words, field: 'duration' } satisfies FieldMeta);
}

/** The name of something the workspace declares. */
export function reference(
  field: 'connection' | 'secret' | 'contract' | 'node' | 'port',
  words: FieldWords,
): z.ZodString {
  return z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,127}$/, 'is no name; use letters, digits, dots, hyphens and underscores')
    .meta({ ...words, field } satisfies FieldMeta);
}

const computedValue = z.strictObject({
  $: z
    .string()
    .min(1)
    .max(100_000)
    .meta({ title: 'Expression', field: 'expression' } satisfies FieldMeta),
});

/** A literal, or a block map with the one key `$` and an expression that yields it. */
export function computed<T extends z.ZodType>(
  literal: T,
  words: FieldWords,
): z.ZodUnion<readonly [T, typeof computedValue]> {
  return z.union([literal, computedValue]).meta({ ...words, field: 'plain', computed: true } satisfies FieldMeta);
}

/** Reads the facts of a field through `optional` and `default` wrappers. */
export function fieldMeta(schema: z.core.$ZodType): Partial<FieldMeta> {
  const own = z.globalRegistry.get(schema);
  // Only the functions of this module write `field`, so the shape is known.
  if (own !== undefined) return own as Partial<FieldMeta>;
  const inner = innerSchema(schema);
  return inner === undefined ? {} : fieldMeta(inner);
}

/** The schema inside an `optional`, `default`, `nullable` or `readonly` wrapper, or undefined. */
export function innerSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  ) {
    return schema._zod.def.innerType;
  }
  return undefined;
}

/** What stands at a place of a config: a mapping with known keys, free keys, a list, or a value. */
export type FieldShape =
  | { readonly shape: 'object'; readonly keys: ReadonlyMap<string, FieldShape> }
  | { readonly shape: 'map'; readonly value: FieldShape }
  | { readonly shape: 'list'; readonly item: FieldShape }
  | { readonly shape: 'value'; readonly meta: Partial<FieldMeta> };

const anyValue: FieldShape = { shape: 'value', meta: {} };

/** Derives, once per manifest, what the printer, the planner and the forms need to know about a config. */
export function shapeOf(schema: z.core.$ZodType): FieldShape {
  const inner = innerSchema(schema);
  if (inner !== undefined) return shapeOf(inner);
  if (schema instanceof z.ZodObject) {
    const keys = Object.entries(schema.shape as Record<string, z.core.$ZodType>).map(
      ([key, value]) => [key, shapeOf(value)] as const,
    );
    return { shape: 'object', keys: new Map(keys) };
  }
  if (schema instanceof z.ZodRecord) return { shape: 'map', value: shapeOf(schema._zod.def.valueType) };
  if (schema instanceof z.ZodArray) return { shape: 'list', item: shapeOf(schema._zod.def.element) };
  return fieldMeta(schema).field === undefined ? anyValue : { shape: 'value', meta: fieldMeta(schema) };
}
