import { expect, test } from 'vitest';
import { flow, map, node, reserve, start } from '../check/fixtures/build-flow.ts';
import { permanent, transient } from '../failure.ts';
import type { Entry } from './entry.ts';
import { scriptedRun } from './fixtures/scripted-run.ts';

const refusal = permanent('odoo/refused', 'No.');
const cancel: Entry = { kind: 'cancel', at: 9, by: 'ann', reason: 'stop' };

test('a cancel awaits what is in flight, withdraws what waits and begins nothing', () => {
  const run = scriptedRun(
    flow([start({ out: ['write', 'ask'] }), reserve('write', { next: 'after' }), approval('ask'), reserve('after')]),
    { answers: { 'write@1': 'held' } },
  );

  run.record(cancel);
  const asked = run.asked();
  run.answer('write');

  expect(asked).toEqual(['resolve write@1']);
  expect(run.sent).toEqual(['write@1']);
  expect(run.end()).toMatchObject({ state: 'cancelled' });
});

test('a cancelled run writes its closing before its end', () => {
  const run = scriptedRun(flow([start('ask'), approval('ask')]));

  run.record(cancel);

  expect(run.journal.slice(-2).map(({ kind }) => kind)).toEqual(['closing', 'finished']);
});

test('a run that closes because it failed stays failed when it is cancelled as well', () => {
  const run = scriptedRun(flow([start({ out: ['write', 'broken'] }), reserve('write'), map('broken')]), {
    broken: { broken: refusal },
    answers: { 'write@1': 'held' },
  });

  const askedBefore = run.asked();
  run.record(cancel);

  expect(askedBefore).toEqual([]);
  expect(run.end()).toMatchObject({ state: 'failed', failure: refusal });
});

test('a closing frame tries nothing again', () => {
  const run = scriptedRun(
    flow([start({ out: ['write', 'other'] }), reserve('write', { retry: { attempts: 3 } }), reserve('other')]),
    { answers: { 'write@1': { retry: transient('odoo/busy', 'Busy.') }, 'write@2': 'held', 'other@1': 'held' } },
  );

  run.answer('other', refusal);
  run.record({
    kind: 'attempted',
    path: 'write',
    attempt: 2,
    at: 9,
    failure: transient('odoo/busy', 'Busy.'),
    retryAt: 10,
  });

  expect(run.sent.toSorted()).toEqual(['other@1', 'write@1', 'write@2']);
  expect(run.end()).toMatchObject({ state: 'failed', failure: refusal });
});

test('a closing run waits until a person has said whether a write happened', () => {
  const run = scriptedRun(flow([start('write'), reserve('write', { once: 'ask' })]), {
    answers: { 'write@1': 'in doubt' },
  });

  run.record(cancel);
  const asked = run.asked();
  run.record({ kind: 'doubt-settled', path: 'write', attempt: 1, at: 9, by: 'eve', resolution: 'send' });

  expect(asked).toEqual(['doubt write']);
  expect(run.sent).toEqual(['write@1']);
  expect(run.end()).toMatchObject({ state: 'cancelled' });
});

test('a doubt that is settled with "it happened" goes on with the result, one given up fails', () => {
  const doubtful = flow([start('write'), reserve('write', { once: 'ask', next: 'after' }), reserve('after')]);
  const [happened, sent, givenUp] = (['happened', 'send', 'give-up'] as const).map((resolution) => {
    const run = scriptedRun(doubtful, { answers: { 'write@1': 'in doubt' } });
    run.record({ kind: 'doubt-settled', path: 'write', attempt: 1, at: 9, by: 'eve', resolution, port: 'done' });
    return run;
  });

  expect(happened?.sent).toEqual(['write@1', 'after@1']);
  expect(sent?.sent).toEqual(['write@1', 'write@2', 'after@1']);
  expect(givenUp?.end()).toMatchObject({ state: 'failed', failure: { code: 'effect/given-up' } });
});

test('a finished run asks for nothing, and late entries change nothing', () => {
  const run = scriptedRun(flow([start('ask'), approval('ask')]));
  run.record(cancel);
  const end = run.end();

  run.record({ kind: 'wait-settled', path: 'ask', at: 10, port: 'approved', by: 'bob' });

  expect(run.asked()).toEqual([]);
  expect(run.end()).toBe(end);
});

test('the answer of a read that comes after its item was closed changes nothing', () => {
  const read = node('read', 'http@1', { config: { connection: 'shop', path: '/a' } });
  const each = node('each_line', 'each@1', {
    config: { items: 'lines', key: 'sku', onItemError: 'collect' },
    body: [read, map('broken')],
  });
  const run = scriptedRun(flow([start('each_line'), each]), {
    items: { each_line: ['a'] },
    broken: { 'each_line[a]/broken': refusal },
    answers: { 'each_line[a]/read@1': 'held' },
  });
  const end = run.end();

  run.record({ kind: 'attempted', path: 'each_line[a]/read', attempt: 1, at: 9, port: 'done' });

  expect(end?.output).toBe(
    '{"items":[],"failed":[{"key":"a","failure":{"code":"odoo/refused","kind":"permanent","title":"No."}}]}',
  );
  expect(run.state().frames.get('each_line[a]')?.steps.size).toBe(0);
});

function approval(id: string) {
  return node(id, 'approval@1', { config: { group: 'managers', title: 'Agree' } });
}
