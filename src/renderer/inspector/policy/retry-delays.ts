import { parseDuration } from '#flow/duration.ts';
import type { RetryPolicy } from '#flow/flow.ts';

/** One try of a step: how long after the one before, and after the first. Milliseconds. */
export type PlannedTry = { readonly number: number; readonly pauseMs: number; readonly afterMs: number };

const usualFirstMs = 1_000;
const usualFactor = 2;
const usualMaxMs = 300_000;

/**
 * When each try begins at the latest: with spread, a pause may be anything up to the one given here. The time the
 * tries themselves take is not counted.
 */
export function plannedTries(policy: RetryPolicy | undefined): readonly PlannedTry[] {
  const attempts = policy?.attempts ?? 1;
  const firstMs = parseDuration(policy?.first ?? '') ?? usualFirstMs;
  const factor = policy?.factor ?? usualFactor;
  const maxMs = parseDuration(policy?.max ?? '') ?? usualMaxMs;
  const endMs = parseDuration(policy?.giveUpAfter ?? '') ?? Number.POSITIVE_INFINITY;
  const tries: PlannedTry[] = [{ number: 1, pauseMs: 0, afterMs: 0 }];
  for (let number = 2; number <= attempts; number++) {
    const pauseMs = Math.min(maxMs, firstMs * factor ** (number - 2));
    const afterMs = (tries.at(-1)?.afterMs ?? 0) + pauseMs;
    if (afterMs > endMs) break;
    tries.push({ number, pauseMs, afterMs });
  }
  return tries;
}
