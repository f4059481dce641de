import { expect, test } from 'vitest';
import { flow, map, node, reserve, start } from '../../check/fixtures/build-flow.ts';
import { permanent, timedOut } from '../../failure.ts';
import type { FlowNode } from '../../flow.ts';
import type { Entry } from '../entry.ts';
import { type Script, scriptedRun } from '../fixtures/scripted-run.ts';

const refusal = permanent('odoo/refused', 'No.');
const unknown = timedOut('http/timeout', 'Late.', { unknown: true });
const ports = { completed: 'completed', compensated: 'compensated', stuck: 'stuck' };

test('a saga whose steps all go through is completed and undoes nothing', () => {
  const run = sagaRun([write('book', 'pay'), write('pay')]);

  expect(run.sent).toEqual(['trip#1/book@1', 'trip#1/pay@1', 'completed@1']);
});

test('a failed saga undoes its writes one at a time, the last intent first, and spares what was refused', () => {
  const run = sagaRun([write('book', 'pay'), write('pay', 'tell'), write('tell')], { 'trip#1/tell@1': refusal });

  expect(run.sent.slice(3)).toEqual(['trip#1/~undo_pay:2@1', 'trip#1/~undo_book:1@1', 'compensated@1']);
});

test('an undo step gets what the step received and what came of it', () => {
  const run = sagaRun([write('book', 'pay'), write('pay')], { 'trip#1/pay@1': unknown });

  expect(run.inputs.get('trip#1/~undo_book:1')).toEqual({
    input: { number: 1 },
    result: { did: 'trip#1/book' },
    outcome: 'done',
  });
  expect(run.inputs.get('trip#1/~undo_pay:2')).toEqual({ input: { did: 'trip#1/book' }, outcome: 'unknown' });
});

test('an undo step that fails leaves the saga stuck and the steps before it alone', () => {
  const answers = { 'trip#1/tell@1': refusal, 'trip#1/~undo_pay:2@1': refusal };

  const run = sagaRun([write('book', 'pay'), write('pay', 'tell'), write('tell')], answers);

  expect(run.sent.slice(3)).toEqual(['trip#1/~undo_pay:2@1', 'stuck@1']);
});

test('compensation waits for the person who settles a doubt, and undoes what happened', () => {
  const nodes = [write('book', 'shape'), map('shape', 'tell'), write('tell'), write('pay', undefined, { once: 'ask' })];
  const answers = { 'trip#1/pay@1': 'in doubt', 'trip#1/tell@1': refusal } as const;
  const [happened, never, nobodyKnows] = (['happened', 'send', 'give-up'] as const).map((resolution) => {
    const run = sagaRun(nodes, answers);
    const asked = run.asked();
    run.record({ kind: 'doubt-settled', path: 'trip#1/pay', attempt: 1, at: 9, by: 'eve', resolution, port: 'done' });
    return { asked, undone: run.sent.filter((name) => name.includes('~')), outcome: undoOutcome(run.inputs) };
  });

  expect(happened?.asked).toEqual(['doubt trip#1/pay']);
  expect(happened?.undone).toHaveLength(2);
  expect(never?.undone).toHaveLength(1);
  expect([happened?.outcome, nobodyKnows?.outcome]).toEqual(['done', 'unknown']);
});

test('past a committed pivot nothing is undone: the saga is stuck', () => {
  const pivot = reserve('pay', { pivot: true, next: 'tell' });

  const run = sagaRun([write('book', 'pay'), pivot, write('tell')], { 'trip#1/tell@1': refusal });

  expect(run.sent.slice(3)).toEqual(['stuck@1']);
});

test('a scope can be the pivot: it is behind the saga when it is done', () => {
  const again = (attempt: string) =>
    sagaRun([write('book', 'again'), pivotScope('tell'), write('tell')], { [attempt]: refusal });

  const after = again('trip#1/tell@1');
  const before = again('trip#1/again#1/pay@1');

  expect(after.sent.at(-1)).toBe('stuck@1');
  expect(before.sent.slice(-2)).toEqual(['trip#1/~undo_book:1@1', 'compensated@1']);
});

test('a pivot that was refused is not behind us, one nobody knows of is', () => {
  const nodes = [write('book', 'pay'), reserve('pay', { pivot: true })];

  const refused = sagaRun(nodes, { 'trip#1/pay@1': refusal });
  const unclear = sagaRun(nodes, { 'trip#1/pay@1': unknown });

  expect([refused.sent.at(-1), unclear.sent.at(-1)]).toEqual(['compensated@1', 'stuck@1']);
});

test('writes of items and inner scopes are undone as well, and no write is undone twice', () => {
  const inner = saga('hotel', [write('room', 'breakfast'), write('breakfast')], { compensated: 'tell' });
  const run = sagaRun([inner, write('tell')], { 'trip#1/hotel#1/breakfast@1': refusal, 'trip#1/tell@1': refusal });

  expect(run.sent.filter((name) => name.includes('~'))).toEqual(['trip#1/hotel#1/~undo_room:1@1']);
  expect(run.sent.at(-1)).toBe('compensated@1');
});

test('an inner saga that completed is undone by the one around it', () => {
  const inner = saga('hotel', [write('room')], { completed: 'tell' });
  const run = sagaRun([inner, write('tell')], { 'trip#1/tell@1': refusal });

  expect(run.sent.filter((name) => name.includes('~'))).toEqual(['trip#1/~undo_room:1@1']);
});

test('`compensated` without an edge is a failure like any other', () => {
  const run = scriptedRun(flow([start('trip'), saga('trip', [write('book', 'pay'), write('pay')])]), {
    answers: { 'trip#1/pay@1': refusal },
  });

  expect(run.end()).toMatchObject({ state: 'failed', failure: { code: 'odoo/refused' } });
});

test('a cancel undoes an open saga, and an abandoned run does not', () => {
  const [cancelled, abandoned] = [{}, { abandon: true as const }].map((how) => {
    const run = sagaRun([write('book', 'pay'), write('pay')], { 'trip#1/pay@1': 'held' });
    run.record({ ...cancel, ...how });
    run.answer('trip#1/pay', refusal);
    return run;
  });

  expect(cancelled?.sent.slice(2)).toEqual(['trip#1/~undo_book:1@1']);
  expect(cancelled?.closed('trip#1')).toMatchObject({ status: 'cancelled', saga: 'compensated' });
  expect(abandoned?.sent.slice(2)).toEqual([]);
  expect(abandoned?.closed('trip#1')).toMatchObject({ status: 'cancelled', saga: 'stuck' });
  expect([cancelled?.end()?.state, abandoned?.end()?.state]).toEqual(['cancelled', 'cancelled']);
});

test('an undo step in flight is awaited when the run is abandoned, and none begins after it', () => {
  const answers = { 'trip#1/tell@1': refusal, 'trip#1/~undo_pay:2@1': 'held' } as const;
  const run = sagaRun([write('book', 'pay'), write('pay', 'tell'), write('tell')], answers);

  run.record({ ...cancel, abandon: true });
  const asked = run.asked();
  run.answer('trip#1/~undo_pay:2');

  expect(asked).toEqual(['resolve trip#1/~undo_pay:2@1']);
  expect(run.sent.filter((name) => name.includes('~'))).toEqual(['trip#1/~undo_pay:2@1']);
  expect(run.end()?.state).toBe('cancelled');
});

test('a saga in which nothing has begun has nothing to say when the run closes', () => {
  const nodes = [start({ out: ['trip', 'broken'] }), saga('trip', [write('book')]), map('broken')];

  const run = scriptedRun(flow(nodes), { broken: { broken: refusal } });

  expect(run.closed('trip#1')).toBeUndefined();
  expect(run.end()?.state).toBe('failed');
});

const cancel: Entry & { kind: 'cancel' } = { kind: 'cancel', at: 9, by: 'ann', reason: 'stop' };

function sagaRun(body: readonly FlowNode[], answers: NonNullable<Script['answers']> = {}) {
  const after = Object.values(ports).map((id) => reserve(id));
  return scriptedRun(flow([start('trip'), saga('trip', body, ports), ...after]), { answers });
}

/** A saga around writes, with an undo node for each that names one. */
function saga(id: string, body: readonly FlowNode[], next?: Readonly<Record<string, string>>): FlowNode {
  const undo = body.flatMap(({ compensate }) => (compensate === undefined ? [] : [reserve(compensate)]));
  return node(id, 'saga@1', { body, compensations: undo, ...(next === undefined ? {} : { next }) });
}

function write(id: string, next?: string, parts: Partial<FlowNode> = {}): FlowNode {
  const { next: _next, config: _config, ...facts } = parts;
  return reserve(id, { compensate: `undo_${id}`, ...facts, ...(next === undefined ? {} : { next }) });
}

function pivotScope(next: string): FlowNode {
  return node('again', 'retry@1', { config: { attempts: 1 }, body: [reserve('pay')], pivot: true, next });
}

function undoOutcome(inputs: ReadonlyMap<string, unknown>): unknown {
  const [input] = [...inputs].filter(([path]) => path.includes('~undo_pay')).map(([, value]) => value);
  return typeof input === 'object' && input !== null && 'outcome' in input ? input.outcome : undefined;
}
