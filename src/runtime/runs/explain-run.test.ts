import { describe, expect, test } from 'vitest';
import { type Failure, type FailureKind, permanent, transient } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import { planNode } from '#test/rigs/plan-node.ts';
import type { RunState } from '../store/command.ts';
import { describeRun } from './describe-run.ts';
import { explainRun } from './explain-run.ts';
import { listAttempts } from './list-attempts.ts';
import { countEdges, endScopes, readData } from './read-data.ts';

const saga = { order: ['order', 'reserve'], starts: ['order'], sinks: ['reserve'] };
const nodes = [
  planNode('received', { kind: 'trigger', type: 'webhook', next: { out: ['all'] } }),
  planNode('all', { kind: 'scope', type: 'saga', incoming: [{ from: 'received', port: 'out' }], body: saga }),
  write('order', { name: 'Create order', scope: 'all', compensate: 'unorder', next: { done: ['reserve'] } }),
  write('reserve', { name: 'Reserve stock', scope: 'all', incoming: [{ from: 'order', port: 'done' }] }),
  write('unorder', { name: 'Cancel order', scope: 'all' }),
];

function write(id: string, more: Partial<PlanNode>): PlanNode {
  return planNode(id, { kind: 'effect', type: 'odoo', effect: 'write', ports: ['done'], ...more });
}

const plan: Plan = {
  hash: 'h',
  flow: 'f',
  version: '1.0.0',
  name: 'F',
  owner: undefined,
  onFailure: undefined,
  correlation: undefined,
  root: { order: ['received', 'all'], starts: ['received'], sinks: ['all'] },
  nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
  contracts: {},
};

const text = toJsonText({ number: 'SO-1' });
const empty = toJsonText({});
const started: Entry = {
  kind: 'started',
  at: 1,
  trigger: 'received',
  input: text,
  event: empty,
  run: empty,
  vars: empty,
  seed: 1,
};
const intent = (path: string, attempt: number, order: number, at: number): Entry => ({
  kind: 'intended',
  path,
  attempt,
  at,
  order,
  key: path,
  generation: 0,
  requestHash: 'r',
});
const ended = (
  path: string,
  attempt: number,
  at: number,
  how: Partial<Extract<Entry, { kind: 'attempted' }>>,
): Entry => ({
  kind: 'attempted',
  path,
  attempt,
  at,
  ...how,
});

const busy = transient('odoo/busy', 'Odoo is busy.');
const ordered: readonly Entry[] = [
  started,
  intent('all#1/order', 1, 1, 10),
  ended('all#1/order', 1, 20, { port: 'done', output: text }),
];
const refused: readonly Entry[] = [
  ...ordered,
  intent('all#1/reserve', 1, 2, 20),
  ended('all#1/reserve', 1, 30, { failure: busy, retryAt: 80 }),
  intent('all#1/reserve', 2, 2, 80),
  ended('all#1/reserve', 2, 95, {
    failure: { ...permanent('odoo/no-stock', 'There is 1 unit, 2 were asked for.'), node: 'reserve' },
  }),
];
const undone: readonly Entry[] = [
  ...refused,
  intent('all#1/~unorder:1', 1, 3, 96),
  ended('all#1/~unorder:1', 1, 120, { port: 'done', output: text }),
];

function explain(entries: readonly Entry[], state: RunState, failure?: Failure) {
  return explainRun({ state, failure, plan, entries, steps: describeRun(plan, entries) });
}

describe('why a run failed', () => {
  test('names the step, what happened and how often it was tried', () => {
    const cause = explain(refused, 'failed');

    expect(cause).toMatchObject({
      sentence: '"Reserve stock" failed after 2 tries: There is 1 unit, 2 were asked for.',
      path: 'all#1/reserve',
      step: 'Reserve stock',
      attempts: 2,
      undone: [],
      kept: ['Create order'],
    });
  });

  test('says what was undone and is no longer kept', () => {
    const cause = explain(undone, 'failed');

    expect(cause).toMatchObject({ path: 'all#1/reserve', undone: ['Create order'], kept: [] });
  });

  test.each<FailureKind>(['transient', 'permanent', 'validation', 'policy', 'timeout', 'cancelled'])(
    'is told for a failure of kind %s, even of no step',
    (kind) => {
      const cause = explain([started], 'failed', { code: 'run/lost', kind, title: 'It was lost.' });

      expect(cause).toMatchObject({ sentence: 'The run failed: It was lost.', path: undefined, kept: [] });
    },
  );

  test('is told for a write in doubt, whatever the state of the run', () => {
    const doubt = [...ordered.slice(0, 2), ended('all#1/order', 1, 20, { failure: busy, doubt: true })];

    const cause = explain(doubt, 'waiting');

    expect(cause?.sentence).toBe('Nobody knows whether "Create order" happened: Odoo is busy.');
  });

  test('names the person who cancelled, and is not asked of runs that went well', () => {
    const cancelled = explain([started, { kind: 'cancel', at: 3, by: 'olga', reason: 'a mistake' }], 'cancelled');
    const abandoned = explain([{ kind: 'cancel', at: 3, by: 'olga', reason: 'stuck', abandon: true }], 'cancelled');
    const well = explain(ordered, 'succeeded');

    expect(cancelled?.sentence).toBe('olga cancelled the run: a mistake');
    expect(abandoned?.sentence).toBe('olga abandoned the run: stuck');
    expect(well).toBeUndefined();
  });
});

describe('attempts', () => {
  test('stand in order with their beginning, end and planned repetition', () => {
    const attempts = listAttempts(plan, refused, describeRun(plan, refused)).get('all#1/reserve');

    expect(attempts).toMatchObject([
      { number: 1, startedAt: 20, endedAt: 30, failure: { code: 'odoo/busy' }, retryAt: 80 },
      { number: 2, startedAt: 80, endedAt: 95, failure: { code: 'odoo/no-stock' }, retryAt: undefined },
    ]);
  });

  test('of a step that keeps no intent begin when it could, or when it was planned to', () => {
    const reads = [
      ...ordered,
      ended('all#1/reserve', 1, 50, { failure: busy, retryAt: 70 }),
      ended('all#1/reserve', 2, 75, { port: 'done', output: text }),
    ];

    const attempts = listAttempts(plan, reads, describeRun(plan, reads)).get('all#1/reserve');

    expect(attempts?.map(({ startedAt, endedAt }) => [startedAt, endedAt])).toEqual([
      [20, 50],
      [70, 75],
    ]);
  });

  test('under way have no end', () => {
    const entries = ordered.slice(0, 2);

    expect(listAttempts(undefined, entries, []).get('all#1/order')).toMatchObject([
      { startedAt: 10, endedAt: undefined },
    ]);
  });
});

test('steps are told with what they received, and edges with how often they delivered', () => {
  const data = readData(plan, undone);

  const inputs = [...data].map(([path, { input }]) => [path, input]);
  const edges = countEdges(plan, data);

  expect(inputs).toEqual([
    ['received', text],
    ['all', text],
    ['all#1/order', text],
    ['all#1/reserve', text],
  ]);
  expect(edges).toEqual([
    { from: 'received', port: 'out', to: 'all', count: 1 },
    { from: 'order', port: 'done', to: 'reserve', count: 1 },
  ]);
});

test('a scope is done when what is inside is, although the journal keeps no entry of it', () => {
  const whole: readonly Entry[] = [
    ...ordered,
    { kind: 'opened', path: 'all', at: 5 },
    intent('all#1/reserve', 1, 2, 20),
    ended('all#1/reserve', 1, 40, { port: 'done', output: text }),
    { kind: 'scope-closed', frame: 'all#1', at: 40, status: 'done', output: text },
    { kind: 'finished', at: 41, state: 'succeeded' },
  ];

  const told = (entries: readonly Entry[]) =>
    endScopes(plan, describeRun(plan, entries), readData(plan, entries)).find(({ path }) => path === 'all');

  expect(told(whole)).toMatchObject({ state: 'done', ports: ['completed'], startedAt: 5, endedAt: 40 });
  expect(told([...ordered, { kind: 'opened', path: 'all', at: 5 }])).toMatchObject({ state: 'running' });
});
