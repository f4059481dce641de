import { expect, test } from 'vitest';
import { flow, map, node, reserve, start } from '../../check/fixtures/build-flow.ts';
import { permanent } from '../../failure.ts';
import type { FlowNode } from '../../flow.ts';
import { scriptedRun } from '../fixtures/scripted-run.ts';

const refusal = permanent('odoo/refused', 'No.');
const shown = '{"code":"odoo/refused","kind":"permanent","title":"No."}';

test('items run one after the other and come out in the order they came in', () => {
  const run = scriptedRun(eachFlow({}), { items: { each_line: ['b', 'a'] } });

  expect(run.sent).toEqual(['each_line[b]/write@1', 'each_line[a]/write@1']);
  expect(run.end()?.output).toBe('{"items":[{"did":"each_line[b]/write"},{"did":"each_line[a]/write"}],"failed":[]}');
});

test('at most as many items as allowed are worked on at once, and outputs keep the order', () => {
  const answers = {
    'each_line[a]/write@1': 'held',
    'each_line[b]/write@1': 'held',
    'each_line[c]/write@1': 'held',
  } as const;
  const run = scriptedRun(eachFlow({ concurrency: 2 }), { items: { each_line: ['a', 'b', 'c'] }, answers });

  const first = [...run.sent];
  run.answer('each_line[b]/write');
  const second = [...run.sent];
  run.answer('each_line[c]/write');
  run.answer('each_line[a]/write');

  expect([first.length, second.length]).toEqual([2, 3]);
  expect(run.end()?.output).toContain('each_line[a]/write"},{"did":"each_line[b]/write"},{"did":"each_line[c]/write');
});

test('collect notes failed items and goes on; dead-letter does the same', () => {
  for (const onItemError of ['collect', 'dead-letter']) {
    const run = scriptedRun(eachFlow({ onItemError }), {
      items: { each_line: ['a', 'b'] },
      answers: { 'each_line[a]/write@1': refusal },
    });

    expect(run.end()?.output).toBe(
      `{"items":[{"did":"each_line[b]/write"}],"failed":[{"key":"a","failure":${shown}}]}`,
    );
  }
});

test('stop begins no further item, awaits those under way and fails with the failure of the item', () => {
  const answers = { 'each_line[a]/write@1': 'held', 'each_line[b]/write@1': refusal } as const;
  const run = scriptedRun(eachFlow({ concurrency: 2 }), { items: { each_line: ['a', 'b', 'c'] }, answers });

  const asked = run.asked();
  run.answer('each_line[a]/write');

  expect(asked).toEqual(['resolve each_line[a]/write@1']);
  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'odoo/refused' } });
  expect(run.sent).not.toContain('each_line[c]/write@1');
});

test('a write is awaited when the item before it has recorded nothing yet', () => {
  const read = node('read', 'http@1', { config: { connection: 'shop', path: '/a' }, next: 'write' });
  const nodes = eachFlow({ concurrency: 2 }, [read, reserve('write')]);
  const run = scriptedRun(nodes, {
    items: { each_line: ['a', 'b'] },
    answers: { 'each_line[a]/read@1': 'held', 'each_line[b]/write@1': 'held' },
  });

  run.record({ kind: 'cancel', at: 9, by: 'ann', reason: 'stop' });
  const asked = run.asked();
  run.answer('each_line[b]/write');

  expect(asked).toEqual(['resolve each_line[b]/write@1']);
  expect(run.end()?.state).toBe('cancelled');
});

test('a write deep inside an item is awaited when the item itself has recorded nothing', () => {
  const inner = node('careful', 'try@1', {
    config: { catch: [{ kind: 'transient', port: 'offline' }] },
    body: [reserve('write')],
  });
  const run = scriptedRun(eachFlow({}, [inner]), {
    items: { each_line: ['a'] },
    answers: { 'each_line[a]/careful#1/write@1': 'held' },
  });

  run.record({ kind: 'cancel', at: 9, by: 'ann', reason: 'stop' });
  const asked = run.asked();
  run.answer('each_line[a]/careful#1/write');

  expect(asked).toEqual(['resolve each_line[a]/careful#1/write@1']);
  expect(run.end()?.state).toBe('cancelled');
});

test('an optional step that gave up inside an item tags the run', () => {
  const optional = reserve('write', { importance: 'optional', fallback: 0 });
  const run = scriptedRun(eachFlow({}, [optional]), {
    items: { each_line: ['a'] },
    answers: { 'each_line[a]/write@1': refusal },
  });

  expect(run.end()).toMatchObject({ output: '{"items":[0],"failed":[]}', degraded: true });
});

test('a list of nothing is done at once', () => {
  expect(scriptedRun(eachFlow({})).end()?.output).toBe('{"items":[],"failed":[]}');
});

test('items whose keys could not be computed fail the step', () => {
  const nodes = [start('each_line'), node('each_line', 'each@1', { config: { items: 'lines' }, body: [map('shape')] })];

  const run = scriptedRun(flow(nodes), { broken: { each_line: refusal } });

  expect(run.end()).toMatchObject({ state: 'failed', failure: refusal });
});

function eachFlow(
  config: { concurrency?: number; onItemError?: string },
  body: readonly FlowNode[] = [reserve('write')],
) {
  return flow([
    start('each_line'),
    node('each_line', 'each@1', { config: { items: 'lines', key: 'sku', ...config }, body }),
  ]);
}
