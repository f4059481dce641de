import { itemKeys } from '#flow/interpret/path.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { Hash } from './ports.ts';

/** What makes an effect the same effect: across attempts, resumes, replays and renames. */
export type EffectIdentity = {
  readonly node: PlanNode;
  readonly flow: string;
  /** First run of the chain of replays. */
  readonly origin: string;
  readonly path: string;
  /** Value of the node's own `key:` expression. */
  readonly businessKey: string | undefined;
  /** For an undo step: first id and item keys of the step whose write it undoes. */
  readonly undoes: readonly string[] | undefined;
};

/** The key under which the ledger of effects knows this effect, whatever its generation. */
export function effectKey(identity: EffectIdentity, hash: Hash): string {
  const { node, flow, origin, path, businessKey, undoes } = identity;
  const target = [text(node.config.connection), text(node.config.operation ?? node.config.method ?? node.type)];
  const which =
    businessKey === undefined ? ['origin', origin, flow, node.firstId, ...itemKeys(path)] : ['key', businessKey];
  // An undo step is an effect of its own, once per step it undoes; its place among the intents may differ in a replay.
  return hash(JSON.stringify([...target, ...which, ...(undoes ?? [''])]));
}

/** What the target is sent: the ledger's key for the first generation, and a new one after a definite refusal. */
export function idempotencyKey(key: string, generation: number, hash: Hash): string {
  return generation === 1 ? key : hash(`${key}:${generation}`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
