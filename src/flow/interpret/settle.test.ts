import { expect, test } from 'vitest';
import { branch, flow, map, node, reserve, setAside, start } from '../check/fixtures/build-flow.ts';
import { invalid, permanent } from '../failure.ts';
import { toJsonText } from '../json.ts';
import { scriptedRun } from './fixtures/scripted-run.ts';

const refusal = permanent('odoo/refused', 'No.');

test('a branch delivers the ports it fires, the others die, and the ways join again', () => {
  const run = scriptedRun(
    flow([
      start('choose'),
      branch('choose', { yes: 'left', no: 'right' }),
      map('left', 'last'),
      map('right', 'last'),
      map('last'),
    ]),
  );

  expect(run.journal.flatMap((entry) => (entry.kind === 'settled' ? [entry.path] : []))).toEqual([
    'choose',
    'right',
    'last',
  ]);
  expect(run.end()).toMatchObject({ state: 'succeeded', output: '{"by":"last"}' });
});

test('a node all of whose edges are dead is skipped, and so is everything behind it', () => {
  const run = scriptedRun(
    flow([start('choose'), branch('choose', { yes: 'left' }), map('left', 'deeper'), reserve('deeper')]),
  );

  expect(run.sent).toEqual([]);
  expect(run.end()).toMatchObject({ state: 'succeeded', output: 'null' });
});

test('a merge waits until every edge has settled and takes those that delivered', () => {
  const ways = { yes: ['left', 'right'], no: 'other' };
  const run = scriptedRun(
    flow([
      start('choose'),
      branch('choose', ways),
      reserve('left', { next: 'join' }),
      reserve('right', { next: 'join' }),
      map('other', 'join'),
      node('join', 'merge@1'),
    ]),
    { ports: { choose: ['yes'] }, answers: { 'left@1': 'held', 'right@1': 'held' } },
  );

  run.answer('right');
  const before = run.end();
  run.answer('left');

  expect(before).toBeUndefined();
  expect(run.end()?.output).toBe('["left","right"]');
});

test('an end starts at its first delivered edge and closes the run, while other edges are open', () => {
  const run = scriptedRun(
    flow([
      start({ out: ['slow', 'quick'] }),
      reserve('slow', { next: 'set_aside' }),
      reserve('quick', { next: 'set_aside' }),
      setAside(),
    ]),
    { answers: { 'slow@1': 'held', 'quick@1': 'held' } },
  );

  run.answer('quick');
  const askedWhileOpen = run.asked();
  run.answer('slow');

  expect(askedWhileOpen).toEqual(['resolve slow@1']);
  expect(run.end()).toMatchObject({ state: 'failed' });
});

test('nothing begins beside an end that was reached or a failure that escapes', () => {
  const withEnd = scriptedRun(flow([start({ out: ['set_aside', 'write'] }), setAside(), reserve('write')]));
  const withFailure = scriptedRun(flow([start({ out: ['broken', 'write'] }), map('broken'), reserve('write')]), {
    broken: { broken: refusal },
  });

  expect([withEnd.sent, withFailure.sent]).toEqual([[], []]);
});

test('a failure that has happened closes the frame before an end that could be reached', () => {
  const end = node('set_aside', 'dead-letter@1', { config: { owner: 'sales', hint: 'See {{ number }}.' } });

  const run = scriptedRun(flow([start({ out: ['set_aside', 'broken'] }), map('broken'), end]), {
    broken: { broken: refusal },
  });

  expect(run.end()).toMatchObject({ state: 'failed', failure: refusal });
});

test('a wired error port takes the input of the step that failed, also of an optional one', () => {
  const parts = { importance: 'optional', fallback: 'instead', next: { done: 'good', error: 'bad' } } as const;
  const run = scriptedRun(
    flow([start('write'), reserve('write', parts), reserve('good'), reserve('bad')]),
    { answers: { 'write@1': refusal } },
    { number: 7 },
  );

  expect(run.sent).toEqual(['write@1', 'bad@1']);
  expect(run.inputs.get('bad')).toEqual({ number: 7 });
  expect(run.end()?.degraded).toBeUndefined();
});

test('the error port of a merge takes everything that arrived, by source', () => {
  const run = scriptedRun(
    flow([
      start({ out: ['left', 'right'] }),
      map('left', 'join'),
      map('right', 'join'),
      node('join', 'merge@1', { next: { error: 'bad' } }),
      reserve('bad'),
    ]),
    { broken: { join: refusal } },
  );

  expect(run.inputs.get('bad')).toEqual({ left: { by: 'left' }, right: { by: 'right' } });
});

test('an optional step goes on with its fallback and tags the run', () => {
  const run = scriptedRun(
    flow([start('write'), reserve('write', { importance: 'optional', fallback: 0, next: 'after' }), reserve('after')]),
    { answers: { 'write@1': refusal } },
  );

  expect(run.inputs.get('after')).toBe(0);
  expect(run.end()).toMatchObject({ state: 'succeeded', degraded: true });
});

test('a fallback stands where the result would: under `into` beside what came in', () => {
  const parts = { importance: 'optional', fallback: 0, into: 'stock', next: 'after' } as const;
  const run = scriptedRun(
    flow([start('write'), reserve('write', parts), reserve('after')]),
    { answers: { 'write@1': refusal } },
    { number: 7 },
  );

  expect(run.inputs.get('after')).toEqual({ number: 7, stock: 0 });
});

test('a failure without a wired error port ends the run as failed', () => {
  const run = scriptedRun(flow([start('clean'), map('clean', 'write'), reserve('write')]), {
    broken: { clean: invalid('map/no-result', 'Nothing.') },
  });

  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'map/no-result' } });
});

test('the output is that of the only delivered sink, or an object by sink id', () => {
  const one = scriptedRun(
    flow([start('choose'), branch('choose', { yes: 'left', no: 'right' }), map('left'), map('right')]),
  );
  const two = scriptedRun(flow([start({ out: ['left', 'right'] }), map('left'), map('right')]));

  expect(one.end()?.output).toBe('{"by":"right"}');
  expect(two.end()?.output).toBe('{"left":{"by":"left"},"right":{"by":"right"}}');
});

test('the output of a run that answered its caller is the answer, whatever came after', () => {
  const run = scriptedRun(flow([start('answer'), node('answer', 'respond@1', { next: 'after' }), map('after')]));

  expect(run.end()?.output).toBe('{"number":1}');
});

test('only the trigger that fired delivers', () => {
  const two = flow([start('left'), node('other', 'manual@1', { next: 'right' }), reserve('left'), reserve('right')]);

  expect(scriptedRun(two).sent).toEqual(['left@1']);
});

test('the place of a node in the file means nothing to the order of a merge', () => {
  const nodes = [start({ out: ['left', 'right'] }), map('right', 'join'), map('left', 'join'), node('join', 'merge@1')];

  const outputs = [nodes, nodes.toReversed()].map((order) => scriptedRun(flow(order)).end()?.output);

  expect(outputs).toEqual(['["left","right"]', '["left","right"]']);
});

test('of several ways a wait ends, the first that is recorded counts', () => {
  const run = scriptedRun(
    flow([start('ask'), approval('ask', { approved: 'good', expired: 'bad' }), reserve('good'), reserve('bad')]),
  );

  run.record({ kind: 'wait-settled', path: 'ask', at: 5, port: 'expired', by: 'timer' });
  run.record({ kind: 'wait-settled', path: 'ask', at: 4, port: 'approved', by: 'ann', learned: toJsonText({}) });

  expect(run.sent).toEqual(['bad@1']);
});

function approval(id: string, next?: Readonly<Record<string, string>>) {
  return node(id, 'approval@1', { config: { group: 'managers', title: 'Agree' }, ...(next ? { next } : {}) });
}
