import { expect, test } from 'vitest';
import { triedFlowOf, triedStepOf } from '../test-run/fixtures/tried.ts';
import { alongEdge, countAlong, printDuration, timesOf } from './subject.ts';

const tried = triedFlowOf({
  steps: [
    triedStepOf({ node: 'send', path: 'each.0.send', state: 'skipped', ports: [] }),
    triedStepOf({ node: 'send', path: 'each.1.send', ports: ['done'], output: 1 }),
    triedStepOf({ node: 'send', path: 'each.2.send', ports: ['error'], output: 2 }),
    triedStepOf({ node: 'send', path: 'each.3.send', ports: ['done'], output: 3 }),
  ],
  edges: [{ from: 'send', port: 'done', to: 'log', count: 2 }],
});

test('the times a step was reached come before those it was not', () => {
  expect(timesOf(tried, 'send').map(({ path }) => path)).toEqual([
    'each.1.send',
    'each.2.send',
    'each.3.send',
    'each.0.send',
  ]);
});

test('along an edge went what its step handed on when it took that outcome', () => {
  expect(alongEdge(tried, { from: 'send', port: 'done', to: 'log' })).toEqual({ value: [1, 3], has: true });
  expect(alongEdge(tried, { from: 'send', port: 'error', to: 'log' })).toEqual({ value: 2, has: true });
  expect(alongEdge(tried, { from: 'send', port: 'other', to: 'log' }).has).toBe(false);
  expect(countAlong(tried, { from: 'send', port: 'done', to: 'log' })).toBe(2);
});

test('durations are printed in the unit people think in', () => {
  expect([400, 1_500, 90_000, 28_800_000].map((ms) => printDuration(ms, 'en'))).toEqual([
    '0.4 sec',
    '1.5 sec',
    '1.5 min',
    '8 hr',
  ]);
});
