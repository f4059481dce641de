import { expect, test } from 'vitest';
import { triedFlowOf, triedStepOf } from './fixtures/tried.ts';
import { overlayOf } from './overlay-of.ts';

test('a simulated step says so, a pinned one counts as done, and a step nobody reached has no mark', () => {
  const tried = triedFlowOf({
    steps: [
      triedStepOf({ node: 'order_received' }),
      triedStepOf({ node: 'create_order', simulated: true }),
      triedStepOf({ node: 'map_order', simulated: true, pinned: true }),
    ],
  });

  const { steps } = overlayOf(tried);

  expect(Object.fromEntries([...steps].map(([node, { status }]) => [node, status]))).toEqual({
    order_received: 'done',
    create_order: 'simulated',
    map_order: 'done',
  });
});

test('of several items of one step the failed one is shown, with the most attempts and all the time', () => {
  const attempt = { number: 1, startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, failure: null };
  const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:02.000Z' };
  const tried = triedFlowOf({
    steps: [
      triedStepOf({ node: 'send', path: 'each.0.send', ...times, attempts: [attempt] }),
      triedStepOf({ node: 'send', path: 'each.1.send', ...times, state: 'failed', attempts: [attempt, attempt] }),
    ],
  });

  const { steps } = overlayOf(tried);

  expect(steps.get('send')).toEqual({ status: 'failed', attempts: 2, durationMs: 4_000 });
});

test('only edges that something went along are marked', () => {
  const tried = triedFlowOf({
    edges: [
      { from: 'a', port: 'out', to: 'b', count: 2 },
      { from: 'a', port: 'error', to: 'c', count: 0 },
    ],
  });

  const { edges } = overlayOf(tried);

  expect([...edges]).toEqual([['a:out:b', { count: 2 }]]);
});
