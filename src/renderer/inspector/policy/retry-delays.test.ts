import { expect, test } from 'vitest';
import { plannedTries } from './retry-delays.ts';

test('pauses grow by their factor up to the longest', () => {
  const tries = plannedTries({ attempts: 5, first: '2s', factor: 3, max: '10s' });

  expect(tries.map(({ pauseMs }) => pauseMs)).toEqual([0, 2_000, 6_000, 10_000, 10_000]);
  expect(tries.at(-1)).toEqual({ number: 5, pauseMs: 10_000, afterMs: 28_000 });
});

test('without a policy there is one try', () => {
  expect(plannedTries(undefined)).toEqual([{ number: 1, pauseMs: 0, afterMs: 0 }]);
});

test('giving up after a while ends the tries early', () => {
  expect(plannedTries({ attempts: 10, first: '1m', factor: 1, giveUpAfter: '150s' })).toHaveLength(3);
});
