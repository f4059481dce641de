import { expect, test } from 'vitest';
import { flow, map, node, reserve, setAside, start } from '../../check/fixtures/build-flow.ts';
import { permanent, timedOut, transient } from '../../failure.ts';
import type { FlowNode } from '../../flow.ts';
import { scriptedRun } from '../fixtures/scripted-run.ts';

const busy = transient('odoo/busy', 'Busy.');
const refusal = permanent('odoo/refused', 'No.');

test('a body that fails for a passing reason is run again as a whole, with the same input', () => {
  const run = scriptedRun(retryFlow(), { answers: { 'again#1/write@1': busy } });

  expect(run.sent).toEqual(['again#1/read@1', 'again#1/write@1', 'again#2/read@1', 'again#2/write@1']);
  expect(run.end()?.output).toBe('{"did":"again#2/write"}');
});

test('the last attempt and a failure that cannot pass both fire `exhausted` with the input', () => {
  const last = timedOut('http/timeout', 'Late.');
  const worn = scriptedRun(retryFlow('after'), { answers: { 'again#1/write@1': busy, 'again#2/write@1': last } });
  const refused = scriptedRun(retryFlow('after'), { answers: { 'again#1/write@1': refusal } });

  expect(worn.inputs.get('after')).toEqual({ number: 1 });
  expect(worn.sent.at(-1)).toBe('after@1');
  expect(refused.sent).toEqual(['again#1/read@1', 'again#1/write@1', 'after@1']);
});

test('`exhausted` without an edge is a failure like any other', () => {
  const run = scriptedRun(retryFlow(), { answers: { 'again#1/write@1': refusal } });

  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'odoo/refused' } });
});

test('a cancel between two attempts of a body begins no further one', () => {
  const run = scriptedRun(retryFlow(), { answers: { 'again#1/write@1': 'held' } });

  run.record({ kind: 'cancel', at: 9, by: 'ann', reason: 'stop' });
  run.answer('again#1/write', busy);

  expect(run.sent).toEqual(['again#1/read@1', 'again#1/write@1']);
  expect(run.end()?.state).toBe('cancelled');
});

test('a failure leaves through the first catch it fits, by kind or by code', () => {
  const byKind = scriptedRun(tryFlow(), { answers: { 'careful#1/write@1': busy } });
  const byCode = scriptedRun(tryFlow(), { answers: { 'careful#1/write@1': refusal } });

  expect(byKind.sent.at(-1)).toBe('offline@1');
  expect(byKind.end()?.degraded).toBe(true);
  expect(byCode.sent.at(-1)).toBe('refused@1');
  expect(byCode.inputs.get('refused')).toEqual({ number: 1 });
  expect(byCode.end()?.degraded).toBeUndefined();
});

test('a failure that fits no catch leaves through the error of the scope around', () => {
  const other = permanent('odoo/gone', 'Gone.');

  const run = scriptedRun(tryFlow(), { answers: { 'careful#1/write@1': other } });

  expect(run.end()).toMatchObject({ state: 'failed', failure: other });
});

test('an event set aside inside a body is a failure around it', () => {
  const body = [map('shape', 'set_aside'), setAside()];
  const catches = [{ code: 'flow/set-aside', port: 'aside' }];
  const careful = node('careful', 'try@1', { config: { catch: catches }, body, next: { aside: 'after' } });

  const run = scriptedRun(flow([start('careful'), careful, reserve('after')]));

  expect(run.sent).toEqual(['after@1']);
  expect(run.end()?.state).toBe('succeeded');
});

test('an optional step that gave up inside a body tags the run', () => {
  const careful = node('careful', 'try@1', {
    config: { catch: [{ kind: 'transient', port: 'offline' }] },
    body: [reserve('write', { importance: 'optional', fallback: 0 })],
  });

  const run = scriptedRun(flow([start('careful'), careful]), { answers: { 'careful#1/write@1': refusal } });

  expect(run.end()).toMatchObject({ state: 'succeeded', degraded: true });
});

function retryFlow(exhausted?: string) {
  const read = node('read', 'http@1', { config: { connection: 'shop', path: '/a' }, next: 'write' });
  const next = exhausted === undefined ? {} : { next: { exhausted } };
  const again = node('again', 'retry@1', { config: { attempts: 2 }, body: [read, reserve('write')], ...next });
  return flow([start('again'), again, ...(exhausted === undefined ? [] : [reserve(exhausted)])]);
}

function tryFlow() {
  const config = {
    catch: [
      { kind: 'transient', port: 'offline', degraded: true },
      { code: 'odoo/refused', port: 'refused' },
    ],
  };
  const next = { offline: 'offline', refused: 'refused' };
  const careful: FlowNode = node('careful', 'try@1', { config, body: [reserve('write')], next });
  return flow([start('careful'), careful, reserve('offline'), reserve('refused')]);
}
