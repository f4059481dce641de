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
};

/** The key under which the ledger of effects knows this effect, whatever its generation. */
export function effectKey(identity: EffectIdentity, hash: Hash): string {
  const { node, flow, origin, path, businessKey } = identity;
  const target = [text(node.config.connection), text(node.config.operation ?? node.config.method ?? node.type)];
  const which =
    businessKey === undefined ? ['origin', origin, flow, node.firstId, ...itemKeys(path)] : ['key', businessKey];
  return hash(JSON.stringify([...target, ...which, undoPart(path)]));
}

/** What the target is sent: the ledger's key for the first generation, and a new one after a definite refusal. */
export function idempotencyKey(key: string, generation: number, hash: Hash): string {
  return generation === 1 ? key : hash(`${key}:${generation}`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An undo step is an effect of its own, once per write it undoes. */
function undoPart(path: string): string {
  return /~[^/]*$/.exec(path)?.[0] ?? '';
}
