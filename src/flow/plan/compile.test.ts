import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { flow, map, reserve, start } from '../check/fixtures/build-flow.ts';
import type { Flow } from '../flow.ts';
import { compilePlan } from './compile.ts';

function attemptsIn(header: Partial<Flow>): Readonly<Record<string, number>> {
  const one = flow(
    [start('shape'), map('shape', 'call'), reserve('call'), reserve('own', { retry: { attempts: 2 } })],
    header,
  );
  const plan = compilePlan(one, { catalogue: nodeCatalogue, contracts: new Map(), sha256: (text) => text });
  return Object.fromEntries(Object.values(plan.nodes).map(({ id, retry }) => [id, retry.attempts]));
}

test('what the header says of retries holds for steps that call a system and say nothing themselves', () => {
  expect(attemptsIn({ defaults: { retry: { attempts: 5, first: '2s' } } })).toEqual({
    start: 1,
    shape: 1,
    call: 5,
    own: 2,
  });
});

test('without a policy a step is attempted once', () => {
  expect(attemptsIn({})).toEqual({ start: 1, shape: 1, call: 1, own: 2 });
});
