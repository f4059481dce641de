import { z } from 'zod';
import type { Flow } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Result } from '../problem.ts';

/** What the words of an undo entry need: names, types, counts. */
export type EditParams = Readonly<Record<string, string | number>>;

/** One sort of edit. One sort is one file; `edit.ts` lists them. */
export type EditKind<Arguments> = {
  /** What its arguments must look like when they come from a file, a recording or a quick fix. */
  readonly arguments: z.ZodType<Arguments>;
  /** Carries it out; what may not be done is refused with a sentence for the person who tried. */
  readonly apply: (flow: Flow, given: Arguments, catalogue: NodeCatalogue) => Result<Flow>;
  /** What the words of its undo entry need, read from the flow before the edit. */
  readonly describe: (given: Arguments, flow: Flow) => EditParams;
};

/** The id of a step; whether the flow has it is found out when the edit is carried out. */
export const stepId = z.string().min(1).max(128);

/** Ids of one or more steps. */
export const stepIds = z.array(stepId).min(1).readonly();

/** The name of an outcome. */
export const portName = z.string().min(1).max(128);

/** A name for people. */
export const stepName = z.string().min(1).max(200);

/** A list of steps inside a scope. */
export const containerSchema = z.strictObject({ scope: stepId, list: z.enum(['body', 'compensations']) });

/** Levels a value may have; the reader of files takes 60 in all, and scopes need some of them. */
const deepest = 20;

/** Any JSON a flow file can hold: no key JavaScript gives a meaning of its own, and not nested beyond 20 levels. */
export const jsonValue = z.custom<Json>((value) => isHoldable(value, deepest), {
  message: 'is no JSON a flow file can hold',
});

/** A map of such values. */
export const jsonMap = z.custom<JsonObject>((value) => isJsonObject(value) && isHoldable(value, deepest), {
  message: 'is no map a flow file can hold',
});

function isHoldable(value: unknown, levels: number): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isHoldable(item, levels - 1));
  if (!isJsonObject(value)) return false;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isHoldable(inner, levels - 1));
}
