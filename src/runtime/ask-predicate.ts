import type { PredicateAnswer } from '#flow/check/governance/predicates.ts';
import { fromJsonText, type JsonObject, toJsonText } from '#flow/json.ts';
import type { Sandbox } from './engine/ports.ts';

/** Evaluates a predicate of a template in the sandbox flows run in, under the limits of every expression. */
export async function askInSandbox(
  sandbox: Sandbox,
  expression: string,
  input: JsonObject,
  now: number,
): Promise<PredicateAnswer> {
  const request = { kind: 'eval', expression, input: toJsonText(input), bindings: {}, now, seed: 1 } as const;
  const result = await sandbox.evaluate(undefined, request);
  if (result.kind === 'refused') return { ok: false, why: result.failure.title };
  if (result.kind !== 'eval') throw new Error('The sandbox answered a predicate with something else.');
  return result.text === undefined ? { ok: true } : { ok: true, value: fromJsonText(result.text) };
}
