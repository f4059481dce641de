import type { Failure } from '#flow/failure.ts';
import type { PlanNode, PlanRetry } from '#flow/plan/plan.ts';

/** What a failed attempt leads to. */
export type NextStep =
  | { readonly is: 'again'; readonly at: number }
  | { readonly is: 'doubt' }
  | { readonly is: 'over' };

/** The circumstances of a failed attempt. */
export type FailedAttempt = {
  readonly node: PlanNode;
  readonly attempt: number;
  readonly failure: Failure;
  /** When the first attempt began, epoch milliseconds. */
  readonly firstAt: number;
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
  /** How long the target remembers keys; undefined where it does not say. */
  readonly keyKeptForMs: number | undefined;
};

/**
 * Decides what follows a failed attempt. Only failures that may pass are repeated, and a write whose outcome is
 * unknown only where repeating cannot do it twice; everything else unknown is put to a person.
 */
export function afterFailure(failed: FailedAttempt): NextStep {
  const { node, attempt, failure, firstAt, now } = failed;
  const mayHaveHappened = node.effect === 'write' && failure.unknown === true;
  if (mayHaveHappened && !isSafeToRepeat(failed)) return { is: 'doubt' };
  const mayPass = failure.kind === 'transient' || (failure.kind === 'timeout' && isSafeToRepeat(failed));
  if (!mayPass || attempt >= node.retry.attempts) return { is: 'over' };
  // Whole milliseconds, and never early: targets and monotonic clocks speak in fractions, recorded times do not.
  const at = Math.ceil(now + Math.max(backoff(node.retry, attempt, failed.random), failure.retryAfterMs ?? 0));
  const giveUpAt =
    node.retry.giveUpAfterMs === undefined ? Number.POSITIVE_INFINITY : firstAt + node.retry.giveUpAfterMs;
  return at > giveUpAt ? { is: 'over' } : { is: 'again', at };
}

/** True when sending the write once more cannot make it happen twice. */
export function isSafeToRepeat({
  node,
  firstAt,
  now,
  keyKeptForMs,
}: Pick<FailedAttempt, 'node' | 'firstAt' | 'now' | 'keyKeptForMs'>): boolean {
  if (node.effect !== 'write' || node.safety === 'natural-key' || node.safety === 'read') return true;
  if (node.safety === 'ask') return false;
  return keyKeptForMs !== undefined && now - firstAt <= keyKeptForMs;
}

/** Exponential delay in milliseconds before the attempt after `attempt`; full jitter spreads it over [0, delay). */
export function backoff(retry: PlanRetry, attempt: number, random: number): number {
  const delayMs = Math.min(retry.maxMs, retry.firstMs * retry.factor ** (attempt - 1));
  return Math.round(retry.jitter === 'full' ? delayMs * random : delayMs);
}
