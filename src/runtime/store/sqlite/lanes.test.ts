import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AcceptCommand, LaneRequest, StoreCommand } from '../command.ts';
import { aDeadLetter, anAccept, anAppend, commitAll, move } from './fixtures/commands.ts';
import { storeInThread } from './fixtures/directory.ts';
import { isBehindGap, isOvertaken, laneOrderKey } from './lane-order.ts';

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

const gapMs = 300_000;

function numbered(id: string, order: number, lane: Partial<LaneRequest> = {}): AcceptCommand {
  return inLane(id, { order: String(order), gapMs, ...lane });
}

function lookAt(run: string, at: number): StoreCommand {
  return { kind: 'look-at-lane', run, at };
}

const letGo: StoreCommand = { kind: 'unpark-lane', run: 'run_4', by: 'ada', at: 1, reason: 'the sender lost it' };

async function waitsFor(store: ReturnType<typeof storeInThread>, run: string) {
  const { row } = (await store.loadRun(run)) ?? {};
  return row === undefined ? undefined : [row.state, row.waitingFor];
}

/** Number 1 has succeeded, number 4 has come, 2 and 3 are missing. */
async function withGap() {
  const store = storeInThread();
  await commitAll(store, numbered('run_1', 1), anAppend('run_1', 1, move('succeeded')));
  const accepted = await store.commit(numbered('run_4', 4));
  const looked = await store.commit(lookAt('run_4', 0));
  const until = (looked.kind === 'done' ? looked.lookAt : undefined) ?? 0;
  return { store, accepted, until };
}

test('a run before which a number is missing waits, is told to look, and has a timer', async () => {
  const { store, accepted, until } = await withGap();

  expect(accepted).toMatchObject({ lane: 'queued', woken: ['run_4'] });
  expect(await waitsFor(store, 'run_4')).toEqual(['waiting', 'gap']);
  expect(await store.dueTimers(until, 5)).toEqual([{ run: 'run_4', path: '@lane', at: until }]);
  expect((await store.openRuns(undefined, 10)).rows).toEqual([]);
});

test('missing events that arrive in time go first, and the one that waited goes after them', async () => {
  const { store, until } = await withGap();

  const third = await store.commit(numbered('run_3', 3));
  const second = await store.commit(numbered('run_2', 2));
  const meanwhile = await waitsFor(store, 'run_4');
  const afterSecond = await store.commit(anAppend('run_2', 1, move('succeeded')));
  const afterThird = await store.commit(anAppend('run_3', 1, move('succeeded')));

  expect([third, second]).toMatchObject([{ lane: 'queued' }, { lane: 'holds' }]);
  expect(meanwhile).toEqual(['waiting', 'lane']);
  expect([afterSecond, afterThird]).toMatchObject([{ woken: ['run_3'] }, { woken: ['run_4'] }]);
  expect(await store.dueTimers(until + gapMs, 5)).toEqual([]);
});

test('when the wait is over the lane is parked: the run says so, and so does the audit trail, once', async () => {
  const { store, until } = await withGap();

  const early = await store.commit(lookAt('run_4', until - 1));
  const due = await store.commit(lookAt('run_4', until));
  const again = await store.commit(lookAt('run_4', until + 1));

  expect([early, due, again]).toEqual([
    { kind: 'done', woken: [], lookAt: until },
    { kind: 'done', woken: [], parked: true },
    { kind: 'done', woken: [] },
  ]);
  expect(await waitsFor(store, 'run_4')).toEqual(['waiting', 'parked']);
  expect(await store.dueTimers(until + gapMs, 5)).toEqual([]);
  const { rows } = await store.listAudit({ action: 'lane.parked', limit: 5 });
  expect(rows.map(({ subject, detail }) => [subject, detail])).toEqual([
    ['run_4', { lane: 'customer-1', after: '1', waits: '4' }],
  ]);
});

test('a person lets a parked lane go on, once; what was missing still comes in its place while nothing newer succeeded', async () => {
  const { store, until } = await withGap();
  await store.commit(lookAt('run_4', until));

  const outcomes = await commitAll(store, letGo, letGo, numbered('run_3', 3));
  await store.commit(anAppend('run_4', 1, move('succeeded')));

  expect(outcomes).toMatchObject([
    { kind: 'done', woken: ['run_4'] },
    { kind: 'refused', why: 'no-such-thing' },
    { kind: 'accepted', lane: 'queued' },
  ]);
  expect(await waitsFor(store, 'run_4')).toEqual(['succeeded', undefined]);
  expect(await waitsFor(store, 'run_3')).toEqual(['superseded', undefined]);
  expect((await store.listAudit({ action: 'lane.unparked', limit: 5 })).rows).toMatchObject([{ actor: 'ada' }]);
});

test('the missing event itself lets a parked lane go on', async () => {
  const { store, until } = await withGap();
  await store.commit(lookAt('run_4', until));

  const second = await store.commit(numbered('run_2', 2));
  const after = await store.commit(anAppend('run_2', 1, move('succeeded')));

  expect(second).toMatchObject({ lane: 'holds' });
  // Number 3 is still missing, and a new wait begins.
  expect(after).toMatchObject({ woken: ['run_4'] });
  expect(await waitsFor(store, 'run_4')).toEqual(['waiting', 'gap']);
});

test('a number that failed is not missing, and neither is anything where numbers only rise', async () => {
  const store = storeInThread();
  const lane = { onFailure: 'continue' } as const;
  await commitAll(store, numbered('run_1', 1, lane), anAppend('run_1', 1, move('failed')));
  const rising = { key: 'x', order: '1000' };

  const second = await store.commit(numbered('run_2', 2, lane));
  const outcomes = await commitAll(store, inLane('run_5', rising), anAppend('run_5', 1, move('succeeded')));
  const later = await store.commit(inLane('run_6', { ...rising, order: '9000' }));
  const text = await store.commit(inLane('run_7', { key: 'y', order: '2026-01-01', gapMs }));

  expect(second).toMatchObject({ lane: 'holds' });
  expect([...outcomes, later, text]).toMatchObject([{ lane: 'holds' }, {}, { lane: 'holds' }, { lane: 'holds' }]);
});

test('when the run that kept the time is cancelled, the next one in line keeps it', async () => {
  const { store, until } = await withGap();
  await store.commit(numbered('run_6', 6));

  const cancelled = await store.commit(anAppend('run_4', 1, move('cancelled'), { kind: 'lane-release' }));
  const due = await store.commit(lookAt('run_6', until));

  expect(cancelled).toMatchObject({ woken: ['run_6'] });
  expect(due).toEqual({ kind: 'done', woken: [], parked: true });
});

test('positions below zero have gaps as well', () => {
  const gaps = [
    [-5, -3],
    [-5, -4],
    [-1, 1],
    [-1, 0],
    [9, 10],
    [99, 101],
  ].map(([passed, order]) => isBehindGap(laneOrderKey(String(order)), laneOrderKey(String(passed))));

  expect(gaps).toEqual([true, false, true, false, false, true]);
});
