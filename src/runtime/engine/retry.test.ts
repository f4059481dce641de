import { expect, test } from 'vitest';
import { permanent, timedOut, transient } from '#flow/failure.ts';
import { planNode } from '#test/rigs/plan-node.ts';
import { afterFailure, type FailedAttempt } from './retry.ts';

const retry = {
  attempts: 3,
  firstMs: 1_000,
  factor: 2,
  maxMs: 60_000,
  jitter: 'none',
  giveUpAfterMs: undefined,
} as const;

function failedAttempt(facts: Partial<FailedAttempt> = {}): FailedAttempt {
  const node = planNode('call', { kind: 'effect', effect: 'write', safety: 'keyed', retry });
  const failure = transient('http/unavailable', 'Busy.');
  return { node, attempt: 1, failure, firstAt: 0, now: 10_000, random: 0.5, keyKeptForMs: 60_000, ...facts };
}

test('a failure that may pass is tried again after a growing delay', () => {
  expect(afterFailure(failedAttempt())).toEqual({ is: 'again', at: 11_000 });
  expect(afterFailure(failedAttempt({ attempt: 2 }))).toEqual({ is: 'again', at: 12_000 });
  expect(afterFailure(failedAttempt({ attempt: 3 }))).toEqual({ is: 'over' });
});

test('a target that names a longer wait is obeyed, in whole milliseconds and never early', () => {
  const failure = transient('egress/circuit-open', 'Paused.', { retryAfterMs: 29_999.2 });

  expect(afterFailure(failedAttempt({ failure }))).toEqual({ is: 'again', at: 40_000 });
});

test('a refusal is not tried again', () => {
  expect(afterFailure(failedAttempt({ failure: permanent('http/refused', 'No.') }))).toEqual({ is: 'over' });
});

test('an unclear write is repeated only while the target remembers its key', () => {
  const failure = timedOut('effect/timeout', 'No answer.', { unknown: true });

  expect(afterFailure(failedAttempt({ failure }))).toEqual({ is: 'again', at: 11_000 });
  expect(afterFailure(failedAttempt({ failure, now: 60_001 }))).toEqual({ is: 'doubt' });
  expect(afterFailure(failedAttempt({ failure, keyKeptForMs: undefined }))).toEqual({ is: 'doubt' });
});

test('an unclear write that the author put to a person is never repeated', () => {
  const node = planNode('call', { kind: 'effect', effect: 'write', safety: 'ask', retry });
  const failure = transient('http/reset', 'Cut off.', { unknown: true });

  expect(afterFailure(failedAttempt({ node, failure }))).toEqual({ is: 'doubt' });
});
