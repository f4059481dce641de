import { expect, test } from 'vitest';
import { flow, node, reserve, start } from '../../check/fixtures/build-flow.ts';
import { permanent } from '../../failure.ts';
import type { Flow, FlowNode } from '../../flow.ts';
import type { Plan } from '../../plan/plan.ts';
import { decide } from '../decide.ts';
import type { Entry } from '../entry.ts';
import { type ScriptedRun, scriptedRun } from '../fixtures/scripted-run.ts';
import { snapshotOf } from '../snapshot.ts';
import { emptyState, fold, type State } from '../state.ts';

const refusal = permanent('odoo/refused', 'No.');
const shown = '{"code":"odoo/refused","kind":"permanent","title":"No."}';

test('pages are read one after the other, and their items are worked on before the next one is read', () => {
  const run = scriptedRun(listFlow({}), { pages: { all: [['a', 'b'], ['c']] } });

  expect(run.sent).toEqual(['all+1@1', 'all[1~a]/write@1', 'all[1~b]/write@1', 'all+2@1', 'all[2~c]/write@1']);
  expect(run.end()?.output).toBe('{"total":3,"done":3,"failedTotal":0,"failed":[]}');
});

test('a list of nothing, and a last page of nothing, end it', () => {
  const empty = scriptedRun(listFlow({}), { pages: { all: [[]] } });
  const trailing = scriptedRun(listFlow({}), { pages: { all: [['a'], []] } });

  expect(empty.end()?.output).toBe('{"total":0,"done":0,"failedTotal":0,"failed":[]}');
  expect(trailing.end()?.output).toBe('{"total":1,"done":1,"failedTotal":0,"failed":[]}');
});

test('failed items are named in the order of the list, with how many there are', () => {
  const answers = { 'all[1~b]/write@1': refusal, 'all[2~c]/write@1': refusal };
  const run = scriptedRun(listFlow({ onItemError: 'collect' }), {
    pages: {
      all: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    },
    answers,
  });

  expect(run.end()?.output).toBe(
    `{"total":4,"done":2,"failedTotal":2,"failed":[{"key":"b","failure":${shown}},{"key":"c","failure":${shown}}]}`,
  );
});

test('of very many failed items only the first thousand are named', () => {
  const names = Array.from({ length: 1_300 }, (_, index) => `i${index}`);
  const pages = [names.slice(0, 700), names.slice(700)];
  const answers = Object.fromEntries(
    pages.flatMap((keys, page) => keys.map((key) => [`all[${page + 1}~${key}]/write@1`, refusal] as const)),
  );
  const run = scriptedRun(listFlow({ onItemError: 'collect' }), { pages: { all: pages }, answers });

  const output = JSON.parse(run.end()?.output ?? '{}');
  expect([output.failedTotal, output.failed.length, output.failed.at(-1).key]).toEqual([1_300, 1_000, 'i999']);
});

test('stop reads no further page and fails with the failure of the item', () => {
  const run = scriptedRun(listFlow({}), {
    pages: { all: [['a', 'b'], ['c']] },
    answers: { 'all[1~b]/write@1': refusal },
  });

  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'odoo/refused' } });
  expect(run.sent).not.toContain('all+2@1');
});

test('a page that cannot be read fails the step, after it was tried again', () => {
  const busy = { retry: { ...refusal, kind: 'transient' as const } };
  const again = scriptedRun(listFlow({}), { pages: { all: [['a']] }, answers: { 'all+1@1': busy } });
  const never = scriptedRun(listFlow({}), { pages: { all: [['a']] }, answers: { 'all+1@1': refusal } });

  expect(again.end()?.state).toBe('succeeded');
  expect(again.sent.slice(0, 2)).toEqual(['all+1@1', 'all+1@2']);
  expect(never.end()).toMatchObject({ state: 'failed', failure: { code: 'odoo/refused' } });
});

test('inside an all-or-undo it fails before anything is read', () => {
  const inner = list('all', { onItemError: 'collect' }, [reserve('write')]);
  const run = scriptedRun(flow([start('both'), node('both', 'saga@1', { body: [inner] })]), {
    pages: { all: [['a']] },
  });

  expect(run.sent).toEqual([]);
  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'each/source-in-saga' } });
});

test('an optional step that gave up on a page that is folded still tags the run', () => {
  const optional = reserve('write', { importance: 'optional', fallback: 0 });
  const run = scriptedRun(listFlow({}, [optional]), {
    pages: { all: [['a'], ['b']] },
    answers: { 'all[1~a]/write@1': refusal },
  });

  expect(run.end()).toMatchObject({ state: 'succeeded', degraded: true });
});

test('what is held in memory is a page, whatever the length of the list', () => {
  const pages = Array.from({ length: 20 }, (_, page) =>
    Array.from({ length: 10 }, (_, item) => `i${page * 10 + item}`),
  );
  const run = scriptedRun(listFlow({ concurrency: 3 }), { pages: { all: pages } });
  const most = { frames: 0, entries: 0 };
  const state = emptyState();
  for (const entry of run.journal) {
    fold(run.plan, state, entry);
    most.frames = Math.max(most.frames, state.frames.size);
    most.entries = Math.max(most.entries, snapshotOf(state).length);
  }

  expect(JSON.parse(run.end()?.output ?? '{}')).toMatchObject({ total: 200 });
  // The root and the ten items of a page; of each open item a config, an intent and an outcome.
  expect(most.frames).toBe(11);
  expect(most.entries).toBeLessThan(40);
});

test('every order of the same entries gives the same commands, also when a fold comes before what it stands for', () => {
  const { plan, journal } = nested();

  for (let cut = 1; cut <= journal.length; cut += 1) {
    const entries = journal.slice(0, cut);
    const asked = commandsOf(plan, entries);

    expect(commandsOf(plan, [...entries].reverse())).toEqual(asked);
    expect(commandsOf(plan, shuffled(entries, cut))).toEqual(asked);
  }
});

test('a snapshot stands for every entry before it', () => {
  const { plan, journal } = nested();

  for (let cut = 1; cut <= journal.length; cut += 1) {
    const before = journal.slice(0, cut);
    const compact = snapshotOf(stateOf(plan, before));

    expect(commandsOf(plan, compact)).toEqual(commandsOf(plan, before));
    expect(commandsOf(plan, [...compact, ...journal.slice(cut)])).toEqual(commandsOf(plan, journal));
    expect(commandsOf(plan, [...before, ...compact])).toEqual(commandsOf(plan, before));
  }
});

/** A list beside another step, whose items are an all-or-undo, a short list, and one item that fails. */
function nested(): ScriptedRun {
  const careful = node('careful', 'saga@1', {
    body: [reserve('first', { compensate: 'undo' })],
    compensations: [reserve('undo')],
    next: 'lines',
  });
  const lines = node('lines', 'each@1', { config: { items: 'lines', key: 'sku' }, body: [reserve('line')] });
  const nodes = [
    start('all'),
    reserve('beside'),
    list('all', { concurrency: 2, onItemError: 'collect' }, [careful, lines]),
  ];
  return scriptedRun(flow(nodes), {
    pages: { all: [['a', 'b', 'c'], ['d', 'e'], ['f']] },
    items: Object.fromEntries(['1~a', '1~b', '2~d'].map((item) => [`all[${item}]/lines`, ['x', 'y']])),
    answers: { 'all[1~c]/careful#1/first@1': refusal, 'all[2~d]/lines[x]/line@1': refusal, 'beside@1': 'held' },
  });
}

function stateOf(plan: Plan, entries: readonly Entry[]): State {
  const state = emptyState();
  for (const entry of entries) fold(plan, state, entry);
  return state;
}

function commandsOf(plan: Plan, entries: readonly Entry[]): readonly string[] {
  return decide(plan, stateOf(plan, entries))
    .map((command) => JSON.stringify(command, (name, value) => (name === 'node' ? value.id : value)))
    .sort();
}

/** Another order for every seed, and the same for the same one. */
function shuffled(entries: readonly Entry[], seed: number): readonly Entry[] {
  const rank = (index: number) => Math.imul(index + 1, 2_654_435_761 ^ (seed * 97)) >>> 0;
  return entries
    .map((entry, index) => ({ entry, rank: rank(index) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

function list(id: string, config: { concurrency?: number; onItemError?: string }, body: readonly FlowNode[]): FlowNode {
  const source = { connection: 'odoo-main', model: 'res.partner', fields: ['name'] };
  return node(id, 'each@1', { config: { source, key: 'id', ...config }, body });
}

function listFlow(
  config: { concurrency?: number; onItemError?: string },
  body: readonly FlowNode[] = [reserve('write')],
): Flow {
  return flow([start('all'), list('all', config, body)]);
}
