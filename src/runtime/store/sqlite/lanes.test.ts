import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AcceptCommand, LaneRequest, StoreCommand } from '../command.ts';
import { aDeadLetter, anAccept, anAppend, commitAll, move } from './fixtures/commands.ts';
import { storeInThread } from './fixtures/directory.ts';
import { isOvertaken, laneOrderKey } from './lane-order.ts';

function inLane(id: string, lane: Partial<LaneRequest> = {}): AcceptCommand {
  return anAccept(id, { lane: { scope: 'test/orders/webhook', key: 'customer-1', onFailure: 'hold', ...lane } });
}

const closeLetter: StoreCommand = {
  kind: 'close-dead-letter',
  deadLetter: 'dl_1',
  state: 'closed',
  by: 'ada',
  at: 1,
  changes: [],
};

test('the first run holds its lane, the others wait, and each end hands it on', async () => {
  const store = storeInThread();
  const accepted = await commitAll(
    store,
    inLane('run_1'),
    inLane('run_2'),
    inLane('run_3'),
    inLane('run_4', { key: 'x' }),
  );

  const first = await store.commit(anAppend('run_1', 1, move('succeeded')));
  const second = await store.commit(anAppend('run_2', 1, move('cancelled'), { kind: 'lane-release' }));

  expect(accepted.map((outcome) => 'lane' in outcome && outcome.lane)).toEqual(['holds', 'queued', 'queued', 'holds']);
  expect([first, second]).toMatchObject([{ woken: ['run_2'] }, { woken: ['run_3'] }]);
  expect((await store.loadRun('run_3'))?.row).toMatchObject({ state: 'accepted', waitingFor: undefined });
});

test('a queued run waits for its lane and is not among the runs to drive', async () => {
  const store = storeInThread();

  await commitAll(store, inLane('run_1'), inLane('run_2'));

  expect((await store.loadRun('run_2'))?.row).toMatchObject({ state: 'waiting', waitingFor: 'lane' });
  expect((await store.openRuns(undefined, 10)).rows).toEqual([{ id: 'run_1' }]);
});

test('a failed run keeps its lane until its last dead letter is closed', async () => {
  const store = storeInThread();
  await commitAll(store, inLane('run_1'), inLane('run_2'));

  const failed = await store.commit(
    anAppend('run_1', 1, move('failed'), aDeadLetter('dl_1'), aDeadLetter('dl_2'), { kind: 'lane-release' }),
  );
  const outcomes = await commitAll(store, closeLetter, { ...closeLetter, deadLetter: 'dl_2' });

  expect(failed).toMatchObject({ woken: [] });
  expect(outcomes).toMatchObject([{ woken: [] }, { woken: ['run_2'] }]);
});

test('a failed run lets the next one go where the lane says so', async () => {
  const store = storeInThread();
  await commitAll(store, inLane('run_1', { onFailure: 'continue' }), inLane('run_2'));

  const outcome = await store.commit(anAppend('run_1', 1, move('failed')));

  expect(outcome).toMatchObject({ woken: ['run_2'] });
});

test('a replay takes the place of the failed run, and its end hands the lane on', async () => {
  const store = storeInThread();
  await commitAll(store, inLane('run_1'), inLane('run_2'), anAppend('run_1', 1, move('failed'), aDeadLetter('dl_1')));

  const replay = await store.commit(inLane('run_3', { insteadOf: 'run_1' }));
  const closed = await store.commit({ ...closeLetter, state: 'replayed' });
  const ended = await store.commit(anAppend('run_3', 1, move('succeeded')));

  expect(replay).toMatchObject({ kind: 'accepted', lane: 'holds' });
  expect([closed, ended]).toMatchObject([{ woken: [] }, { woken: ['run_2'] }]);
});

test('a cancelled run leaves the queue without waking anybody', async () => {
  const store = storeInThread();
  await commitAll(store, inLane('run_1'), inLane('run_2'), inLane('run_3'));

  const cancelled = await store.commit(anAppend('run_2', 1, move('cancelled')));
  const ended = await store.commit(anAppend('run_1', 1, move('succeeded')));

  expect([cancelled, ended]).toMatchObject([{ woken: [] }, { woken: ['run_3'] }]);
});

test('queued runs go in the order their sender gave, not in the order of arrival', async () => {
  const store = storeInThread();
  const ids = ['run_1', 'run_2', 'run_3', 'run_4'];
  const orders = ['1', '10', '9', '2'];
  await commitAll(store, ...ids.map((id, n) => inLane(id, { order: orders[n] ?? '' })));

  const woken: string[] = [];
  for (let next: string | undefined = 'run_1'; next !== undefined; ) {
    const outcome = await store.commit(anAppend(next, 1, move('succeeded')));
    next = outcome.kind === 'appended' ? outcome.woken[0] : undefined;
    if (next !== undefined) woken.push(next);
  }

  expect(woken).toEqual(['run_4', 'run_3', 'run_2']);
});

test('an event not newer than the last succeeded one ends superseded, also when it was already queued', async () => {
  const store = storeInThread();
  await commitAll(
    store,
    inLane('run_1', { order: '5' }),
    inLane('run_2', { order: '4' }),
    inLane('run_3', { order: '6' }),
  );

  const ended = await store.commit(anAppend('run_1', 1, move('succeeded')));
  const late = await store.commit(inLane('run_4', { order: '05' }));

  expect(ended).toMatchObject({ woken: ['run_3'] });
  expect(late).toEqual({ kind: 'accepted', run: 'run_4', seq: 2, lane: 'superseded' });
  expect((await store.listRuns({ state: 'superseded', limit: 9 })).rows.map(({ id }) => id)).toEqual([
    'run_4',
    'run_2',
  ]);
  expect((await store.loadRun('run_2'))?.frames.at(-1)).toContain('superseded');
  expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: 2 });
});

test('a run that gave its lane up early still overtakes older events when it succeeds', async () => {
  const store = storeInThread();
  await commitAll(store, inLane('run_1', { order: '5' }));

  const released = await store.commit(anAppend('run_1', 1, move('waiting'), { kind: 'lane-release' }));
  const [next] = await commitAll(store, inLane('run_2', { order: '4' }));
  await store.commit(anAppend('run_1', 2, move('succeeded')));
  const late = await store.commit(inLane('run_3', { order: '3' }));

  expect(released).toMatchObject({ woken: [] });
  expect([next, late]).toMatchObject([{ lane: 'holds' }, { lane: 'superseded' }]);
});

test('the order of lanes compares integers as numbers and other text by code point', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      const isBefore = isOvertaken(laneOrderKey(String(a)), laneOrderKey(String(b)));
      expect(isBefore).toBe(a <= b);
    }),
    { numRuns: 500 },
  );
  expect(isOvertaken(laneOrderKey('99999'), laneOrderKey('2026-01-01'))).toBe(true);
  expect(isOvertaken(laneOrderKey('\u{1F600}'), laneOrderKey('\uFFFD'))).toBe(false);
  expect(laneOrderKey('-0')).toBe(laneOrderKey('0'));
});
