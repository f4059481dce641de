import { describe, expect, test } from 'vitest';
import { transient } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { toJsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { planNode } from '#test/rigs/plan-node.ts';
import { describeRun, type RunStep } from './describe-run.ts';

const nodes = [
  planNode('received', { kind: 'trigger', type: 'webhook' }),
  planNode('by_hand', { kind: 'trigger', type: 'manual' }),
  planNode('above_limit', { type: 'branch', incoming: [{ from: 'received', port: 'out' }] }),
  planNode('ask', { kind: 'wait', type: 'approval', incoming: [{ from: 'above_limit', port: 'large' }] }),
  planNode('each_line', {
    kind: 'scope',
    type: 'each',
    incoming: [{ from: 'above_limit', port: 'small' }],
    body: { order: ['reserve', 'note'], starts: ['reserve'], sinks: ['note'] },
  }),
  planNode('reserve', { kind: 'effect', type: 'odoo', scope: 'each_line' }),
  planNode('note', { scope: 'each_line', incoming: [{ from: 'reserve', port: 'done' }] }),
];

const plan: Plan = {
  hash: 'h',
  flow: 'f',
  version: '1.0.0',
  name: 'F',
  owner: undefined,
  onFailure: undefined,
  correlation: undefined,
  root: {
    order: ['received', 'by_hand', 'above_limit', 'ask', 'each_line'],
    starts: ['received', 'by_hand'],
    sinks: ['ask', 'each_line'],
  },
  nodes: Object.fromEntries(nodes.map((each) => [each.id, each])),
  contracts: {},
};

const text = toJsonText('x');

const started: Entry = {
  kind: 'started',
  at: 1,
  trigger: 'received',
  input: text,
  event: text,
  run: text,
  vars: text,
  seed: 1,
};

const small: Entry = { kind: 'settled', path: 'above_limit', at: 2, ports: ['small'] };
const opened: Entry = { kind: 'opened', path: 'each_line', at: 3, items: [{ key: 'a', input: text }] };
const path = 'each_line[a]/reserve';
const intended = (attempt: number, at: number): Entry => ({
  kind: 'intended',
  path,
  attempt,
  at,
  order: attempt,
  key: 'k',
  generation: 0,
  requestHash: 'r',
});

const brief = (steps: readonly RunStep[]): readonly string[] => steps.map((step) => `${step.path}: ${step.state}`);

function stepOf(entries: readonly Entry[]): RunStep | undefined {
  return describeRun(plan, entries).find((step) => step.path === path);
}

describe('the steps of a run', () => {
  test('begin with the trigger; its siblings and what lies behind dead edges are skipped', () => {
    const steps = describeRun(plan, [started, small]);

    expect(brief(steps)).toEqual(['received: done', 'above_limit: done', 'by_hand: skipped', 'ask: skipped']);
    expect(steps[0]).toEqual({
      path: 'received',
      node: 'received',
      name: 'received',
      type: 'webhook@1',
      state: 'done',
      attempts: 0,
      ports: ['out'],
      output: text,
      failure: undefined,
      startedAt: 1,
      endedAt: 1,
      nextAttemptAt: undefined,
    });
  });

  test('inside an item carry the item in their path and are skipped by themselves', () => {
    const failed: Entry = { kind: 'attempted', path, attempt: 1, at: 5, failure: transient('odoo/busy', 'Busy.') };

    const steps = describeRun(plan, [started, small, opened, intended(1, 4), failed]);

    expect(brief(steps)).toContain('each_line: running');
    expect(brief(steps)).toContain('each_line[a]/reserve: failed');
    expect(brief(steps)).toContain('each_line[a]/note: skipped');
  });

  test('count attempts and tell when the next one is due', () => {
    const failure = transient('odoo/busy', 'Busy.');
    const waits: readonly Entry[] = [
      intended(1, 4),
      { kind: 'attempted', path, attempt: 1, at: 5, failure, retryAt: 9 },
    ];

    const waiting = stepOf(waits);
    const running = stepOf([...waits, intended(2, 9)]);
    const done = stepOf([
      ...waits,
      intended(2, 9),
      { kind: 'attempted', path, attempt: 2, at: 10, port: 'done', output: text },
    ]);

    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, failure, nextAttemptAt: 9, endedAt: undefined });
    expect(running).toMatchObject({ state: 'running', attempts: 2, nextAttemptAt: undefined });
    expect(done).toMatchObject({
      state: 'done',
      attempts: 2,
      ports: ['done'],
      output: text,
      failure: undefined,
      startedAt: 4,
      endedAt: 10,
    });
  });

  test('stay in doubt until a person settles it, one way or the other', () => {
    const failure = transient('odoo/cut-off', 'Cut off.');
    const unclear: readonly Entry[] = [
      intended(1, 4),
      { kind: 'attempted', path, attempt: 1, at: 5, failure, doubt: true },
    ];
    const settled = (resolution: 'happened' | 'send' | 'give-up'): Entry => ({
      kind: 'doubt-settled',
      path,
      attempt: 1,
      at: 8,
      by: 'olga',
      resolution,
      ...(resolution === 'happened' ? { port: 'done', output: text } : {}),
    });

    const states = [
      stepOf(unclear),
      stepOf([...unclear, settled('happened')]),
      stepOf([...unclear, settled('send')]),
      stepOf([...unclear, settled('give-up')]),
    ];

    expect(states.map((step) => step?.state)).toEqual(['in doubt', 'done', 'running', 'failed']);
    expect(states[1]).toMatchObject({ ports: ['done'], output: text });
    expect(states[3]).toMatchObject({ failure });
  });

  test('wait until somebody or the clock decides', () => {
    const large: Entry = { kind: 'settled', path: 'above_limit', at: 2, ports: ['large'] };
    const waiting: Entry = { kind: 'waiting', path: 'ask', at: 3, dueAt: 99, duePort: 'expired' };
    const decided: Entry = { kind: 'wait-settled', path: 'ask', at: 7, port: 'approved', by: 'olga', learned: text };
    const askOf = (entries: readonly Entry[]): RunStep | undefined =>
      describeRun(plan, entries).find((step) => step.path === 'ask');

    expect(askOf([started, large, waiting])).toMatchObject({ state: 'waiting', startedAt: 3, nextAttemptAt: 99 });
    expect(askOf([started, large, waiting, decided])).toMatchObject({
      state: 'done',
      ports: ['approved'],
      output: text,
      endedAt: 7,
    });
  });

  test('that were under way when the run ended are cancelled, and those it never reached skipped', () => {
    const finished: Entry = { kind: 'finished', at: 20, state: 'cancelled' };

    const steps = describeRun(plan, [started, { kind: 'prepared', path: 'above_limit', config: text }, finished]);

    expect(brief(steps)).toEqual([
      'received: done',
      'above_limit: cancelled',
      'by_hand: skipped',
      'ask: skipped',
      'each_line: skipped',
    ]);
  });

  test('are told without a plan as well, and undo steps under the node they run', () => {
    const undo: Entry = { kind: 'settled', path: 'all_or_undo#1/~release:3', at: 4, ports: ['out'] };

    const [, step] = describeRun(undefined, [started, undo]);

    expect(step).toMatchObject({ path: 'all_or_undo#1/~release:3', node: 'release', type: undefined, state: 'done' });
  });
});
