import { expect, test } from 'vitest';
import { toJsonText } from '#flow/json.ts';
import type { StoreCommand } from '../command.ts';
import {
  aDeadLetter,
  anAccept,
  anAppend,
  anApproval,
  anIntent,
  audit,
  commitAll,
  json,
  move,
  NOW,
} from './fixtures/commands.ts';
import { storeInThread, storeWithThreads } from './fixtures/directory.ts';

const claim = { scope: 'test/orders/webhook', key: 'evt-1', bodyHash: 'b1', expiresAt: NOW + 1_000 };

test('an accepted run can be read with its first frame', async () => {
  const store = storeInThread();

  const outcome = await store.commit(anAccept('run_1', { run: { key: 'SO-1' } }));

  expect(outcome).toEqual({ kind: 'accepted', run: 'run_1', seq: 1, lane: 'none' });
  expect(await store.loadRun('run_1')).toEqual({
    row: {
      id: 'run_1',
      environment: 'test',
      flow: 'orders',
      version: '1.0.0',
      plan: 'plan-1',
      trigger: 'webhook',
      state: 'running',
      key: 'SO-1',
      origin: 'run_1',
      parent: undefined,
      again: false,
      startedAt: NOW,
      endedAt: undefined,
      waitingFor: undefined,
      degraded: false,
      output: undefined,
      failure: undefined,
    },
    seq: 1,
    frames: [`[{"kind":"started","at":${NOW}}]`],
  });
});

test('an event seen twice starts one run, and a different body is a duplicate all the same', async () => {
  const store = storeInThread();

  const outcomes = await commitAll(
    store,
    anAccept('run_1', { claim }),
    anAccept('run_2', { claim }),
    anAccept('run_3', { claim: { ...claim, bodyHash: 'b2' } }),
  );

  expect(outcomes).toEqual([
    { kind: 'accepted', run: 'run_1', seq: 1, lane: 'none' },
    { kind: 'duplicate', run: 'run_1', sameBody: true },
    { kind: 'duplicate', run: 'run_1', sameBody: false },
  ]);
  expect((await store.listRuns({ limit: 10 })).rows.map(({ id }) => id)).toEqual(['run_1']);
});

test('an expired claim is replaced, and a freed one lets the event in again as a run linked to the first', async () => {
  const store = storeInThread();
  await store.commit(anAccept('run_1', { claim }));

  const later = await store.commit(anAccept('run_2', { claim, run: { acceptedAt: NOW + 1_000 } }));
  const [, freed] = await commitAll(
    store,
    anAppend('run_2', 1, move('failed'), { kind: 'claim-free' }),
    anAccept('run_3', { claim, run: { acceptedAt: NOW + 1_001 } }),
  );

  expect([later.kind, freed?.kind]).toEqual(['accepted', 'accepted']);
  expect((await store.loadRun('run_2'))?.row.parent).toBeUndefined();
  expect((await store.loadRun('run_3'))?.row.parent).toBe('run_2');
});

test('how far a trigger has read is kept with the event it took in, duplicate or not, and by itself', async () => {
  const store = storeInThread();
  const cursor = (text: string) => ({ scope: 'test/orders/changed', cursor: toJsonText(text) });
  const seen: (string | undefined)[] = [await store.pollCursor('test/orders/changed')];
  for (const command of [
    anAccept('run_1', { claim, cursor: cursor('first') }),
    anAccept('run_2', { claim, cursor: cursor('second') }),
    { kind: 'poll-cursor', ...cursor('third') } as const,
  ]) {
    await store.commit(command);
    seen.push(await store.pollCursor('test/orders/changed'));
  }

  const other = await store.pollCursor('test/orders/elsewhere');

  expect(seen).toEqual([undefined, '"first"', '"second"', '"third"']);
  expect(other).toBeUndefined();
});

test('of many accepts of one event at once exactly one starts a run', async () => {
  const store = await storeWithThreads();

  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, n) => store.commit(anAccept(`run_${n}`, { claim }))),
  );

  const winners = outcomes.filter(({ kind }) => kind === 'accepted');
  const runs = new Set(outcomes.map((outcome) => ('run' in outcome ? outcome.run : '')));
  expect([winners.length, outcomes.length - winners.length, runs.size]).toEqual([1, 99, 1]);
});

test('an append is refused as stale when another writer was faster', async () => {
  const store = storeInThread();

  const outcomes = await commitAll(
    store,
    anAccept('run_1'),
    anAppend('run_1', 1),
    anAppend('run_1', 1, move('succeeded')),
    anAppend('run_9', 1),
  );

  expect(outcomes.slice(1)).toEqual([
    { kind: 'appended', seq: 2, woken: [] },
    { kind: 'stale', seq: 2 },
    { kind: 'refused', why: 'no-such-thing' },
  ]);
  expect((await store.loadRun('run_1'))?.row.state).toBe('running');
});

test('of two appends in one batch one wins and the other learns the number', async () => {
  const store = await storeWithThreads();
  await store.commit(anAccept('run_1'));

  const outcomes = await Promise.all([store.commit(anAppend('run_1', 1)), store.commit(anAppend('run_1', 1))]);

  expect(outcomes).toEqual([
    { kind: 'appended', seq: 2, woken: [] },
    { kind: 'stale', seq: 2 },
  ]);
});

test('a command that breaks fails alone, its neighbours of the same batch stand', async () => {
  const store = await storeWithThreads();
  await store.commit(anAccept('run_1'));
  const twice = store.commit(anAccept('run_1', { changes: [audit('run.accepted', 'run_1')] }));
  const neighbour = store.commit(anAccept('run_2', { changes: [audit('run.accepted', 'run_2')] }));

  const settled = await Promise.allSettled([twice, neighbour]);

  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await store.facts()).toMatchObject({ runs: { running: 2 }, audit: { entries: 1 } });
  expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: 1 });
});

test('a final state never changes', async () => {
  const store = storeInThread();
  await commitAll(store, anAccept('run_1'), anAppend('run_1', 1, move('cancelled', { endedAt: NOW })));

  const late = await store.commit(anAppend('run_1', 2, move('succeeded')));

  expect(late).toEqual({ kind: 'appended', seq: 3, woken: [] });
  expect((await store.loadRun('run_1'))?.row).toMatchObject({ state: 'cancelled', endedAt: NOW });
});

test('the end of a run keeps its output, failure and tags', async () => {
  const store = storeInThread();
  const failure = { code: 'odoo/down', kind: 'transient', title: 'Odoo is down.' } as const;

  await commitAll(
    store,
    anAccept('run_1'),
    anAppend('run_1', 1, move('succeeded', { endedAt: NOW + 5, output: json({ a: 1 }), degraded: true, key: 'K' })),
    anAccept('run_2'),
    anAppend('run_2', 1, move('failed', { endedAt: NOW + 6, failure })),
  );

  expect((await store.listRuns({ limit: 5 })).rows).toMatchObject([
    { id: 'run_2', state: 'failed', failure, output: undefined },
    { id: 'run_1', state: 'succeeded', output: '{"a":1}', degraded: true, key: 'K', endedAt: NOW + 5 },
  ]);
});

test('an approval is decided once, and only by who saw what is asked', async () => {
  const store = storeInThread();
  const decide = (over: object): StoreCommand => ({
    kind: 'decide-approval',
    approval: 'apr_1',
    expectedSeq: 1,
    frame: '[]',
    decision: 'approved',
    by: 'ada',
    at: NOW,
    shownHash: 's1',
    changes: [move('running')],
    ...over,
  });
  await store.commit(
    anAccept('run_1', { changes: [anApproval('apr_1'), move('waiting', { waitingFor: 'approval' })] }),
  );

  const outcomes = await commitAll(
    store,
    decide({ shownHash: 'other' }),
    decide({ expectedSeq: 7 }),
    decide({}),
    decide({ expectedSeq: 2, decision: 'rejected', by: 'bob' }),
    decide({ approval: 'apr_9' }),
  );

  expect(outcomes).toEqual([
    { kind: 'refused', why: 'shown-changed' },
    { kind: 'stale', seq: 1 },
    { kind: 'appended', seq: 2, woken: [] },
    { kind: 'refused', why: 'approval-closed' },
    { kind: 'refused', why: 'no-such-thing' },
  ]);
  expect(await store.loadApproval('apr_1')).toMatchObject({ state: 'approved', decidedBy: 'ada', decidedAt: NOW });
});

test('an approval that was withdrawn can no longer be decided', async () => {
  const store = storeInThread();
  await store.commit(anAccept('run_1', { changes: [anApproval('apr_1')] }));

  await store.commit(anAppend('run_1', 1, { kind: 'approval-withdraw', path: 'ask', state: 'expired', at: NOW + 9 }));

  expect(await store.loadApproval('apr_1')).toMatchObject({
    state: 'expired',
    decidedAt: NOW + 9,
    decidedBy: undefined,
  });
});

test('timers are due in order, a run once, and go with the run', async () => {
  const store = storeInThread();
  const timer = (path: string, at: number) => ({ kind: 'timer', path, at }) as const;

  await commitAll(
    store,
    anAccept('run_1', { changes: [timer('b', NOW + 20), timer('a', NOW + 10)] }),
    anAccept('run_2', { changes: [timer('a', NOW + 15)] }),
    anAccept('run_3', { changes: [timer('a', NOW + 5)] }),
    anAppend('run_3', 1, move('cancelled')),
    anAccept('run_4', { changes: [timer('a', NOW + 1), { kind: 'timer-clear', path: 'a' }] }),
  );

  expect(await store.nextTimerAt()).toBe(NOW + 10);
  expect(await store.dueTimers(NOW + 20, 10)).toEqual([
    { run: 'run_1', path: 'a', at: NOW + 10 },
    { run: 'run_2', path: 'a', at: NOW + 15 },
  ]);
  expect(await store.dueTimers(NOW + 20, 1)).toHaveLength(1);
});

test('a dead letter is closed once, with who and why', async () => {
  const store = storeInThread();
  const close: StoreCommand = {
    kind: 'close-dead-letter',
    deadLetter: 'dl_1',
    state: 'closed',
    by: 'ada',
    at: NOW + 3,
    reason: 'done by hand',
    changes: [audit('dead-letter.closed', 'dl_1', { actor: 'ada' })],
  };
  const cause = { code: 'a/b', kind: 'permanent', title: 'No.' } as const;
  await store.commit(anAccept('run_1', { run: { key: 'K' }, changes: [aDeadLetter('dl_1', { cause, hint: 'look' })] }));

  const outcomes = await commitAll(store, close, close, { ...close, deadLetter: 'dl_2' });

  expect(outcomes).toEqual([
    { kind: 'done', woken: [] },
    { kind: 'refused', why: 'dead-letter-closed' },
    { kind: 'refused', why: 'no-such-thing' },
  ]);
  expect(await store.loadDeadLetter('dl_1')).toEqual({
    id: 'dl_1',
    run: 'run_1',
    flow: 'orders',
    key: 'K',
    path: 'send',
    node: 'send',
    owner: 'sales',
    hint: 'look',
    cause,
    at: NOW,
    state: 'closed',
    closedBy: 'ada',
    closedAt: NOW + 3,
    reason: 'done by hand',
  });
});

test('holds, deployments, secrets, ticks and refused calls are kept and audited where they change rights', async () => {
  const store = storeInThread();
  const by = { by: 'ada', at: NOW };
  const deploy = { kind: 'deploy', environment: 'live', flow: 'orders', planText: '{}', ...by } as const;
  const refused = { at: NOW, path: '/in', method: 'POST', status: 401, code: 'a/b', reason: 'No.', sizeBytes: 3 };

  const outcomes = await commitAll(
    store,
    { kind: 'hold', target: { kind: 'connection', id: 'odoo' }, reason: 'upgrade', ...by },
    { kind: 'hold', target: { kind: 'runtime' }, reason: 'stop', ...by },
    { kind: 'unhold', target: { kind: 'runtime' }, reason: 'go', ...by },
    { kind: 'unhold', target: { kind: 'runtime' }, reason: 'go', ...by },
    { ...deploy, version: '1', plan: 'p1' },
    { ...deploy, version: '2', plan: 'p2' },
    { kind: 'put-secret', name: 'key', sealed: 'x1', ...by },
    { kind: 'tick', scope: 's', tickAt: 50 },
    { kind: 'tick', scope: 's', tickAt: 40 },
    { kind: 'refused-call', ...refused },
  );

  expect(outcomes.map(({ kind }) => kind)).toEqual([...Array(3).fill('done'), 'refused', ...Array(6).fill('done')]);
  expect(await store.listHolds()).toEqual([{ target: { kind: 'connection', id: 'odoo' }, reason: 'upgrade', ...by }]);
  expect(await store.liveDeployments('live')).toEqual([{ flow: 'orders', version: '2', plan: 'p2', at: NOW }]);
  expect(await store.loadPlan('p1')).toBe('{}');
  expect(await store.listSecrets()).toEqual([{ name: 'key', sealed: 'x1', at: NOW }]);
  expect(await store.lastTick('s')).toBe(50);
  expect((await store.listRefused(10)).rows).toEqual([refused]);
  expect((await store.listAudit({ limit: 10 })).rows.map(({ action }) => action)).toEqual([
    'hold.placed',
    'hold.placed',
    'hold.lifted',
    'deployment.live',
    'deployment.live',
    'secret.stored',
  ]);
});

test('doubts, answers and milestones are written once under their keys', async () => {
  const store = storeInThread();
  const doubt = { kind: 'doubt', path: 'send', at: NOW, title: 'Sent?' } as const;
  const answer = { kind: 'answer', contentType: 'text/plain' } as const;
  const milestone = { kind: 'milestone', name: 'paid', at: NOW } as const;

  await commitAll(
    store,
    anAccept('run_1', { changes: [{ ...doubt, open: true }, { ...answer, status: 200, body: 'one' }, milestone] }),
    anAppend('run_1', 1, { ...doubt, open: true }, { ...answer, status: 500, body: 'two' }, milestone),
  );
  const open = await store.listDoubts(5);
  await store.commit(anAppend('run_1', 2, { ...doubt, open: false }));

  expect(open.rows).toEqual([{ run: 'run_1', flow: 'orders', path: 'send', title: 'Sent?', openedAt: NOW }]);
  expect((await store.listDoubts(5)).rows).toEqual([]);
  expect(await store.loadAnswer('run_1')).toEqual({ status: 200, contentType: 'text/plain', body: 'one' });
});

test('a write that took effect is not sent again, under the same generation', async () => {
  const store = storeInThread();
  const done = { key: 'k', generation: 1, outcome: 'done', port: 'created', result: json({ id: 7 }), at: NOW } as const;
  await commitAll(
    store,
    anAccept('run_1', { changes: [anIntent('k')] }),
    anAppend('run_1', 1, { kind: 'outcome', effect: done }),
    anAccept('run_2'),
  );

  const again = await store.commit(anAppend('run_2', 1, anIntent('k', { requestHash: 'h2' })));
  const forced = await store.commit(anAppend('run_2', 1, anIntent('k', { generation: 2 })));

  expect(again).toEqual({ kind: 'effect-done', key: 'k', requestHash: 'h1', port: 'created', result: '{"id":7}' });
  expect(forced.kind).toBe('appended');
  expect((await store.loadRun('run_2'))?.seq).toBe(2);
});

test('an open intent of another run is reported or taken over, and a settled write stays settled', async () => {
  const store = storeInThread();
  await commitAll(store, anAccept('run_1', { changes: [anIntent('k')] }), anAccept('run_2'));

  const reported = await store.commit(anAppend('run_2', 1, anIntent('k'), audit('effect.sent', 'run_2')));
  const own = await store.commit(anAppend('run_1', 1, anIntent('k', { attempt: 2 })));
  const taken = await store.commit(anAppend('run_2', 1, anIntent('k', { ifOpen: 'take-over' })));
  await commitAll(
    store,
    anAppend('run_2', 2, { kind: 'outcome', effect: { key: 'k', generation: 1, outcome: 'done', at: NOW } }),
    anAppend('run_2', 3, { kind: 'outcome', effect: { key: 'k', generation: 1, outcome: 'unknown', at: NOW } }),
  );

  expect(reported).toEqual({ kind: 'effect-open', key: 'k', run: 'run_1', at: NOW });
  expect([own.kind, taken.kind]).toEqual(['appended', 'appended']);
  expect(await store.findEffect('k')).toMatchObject({ run: 'run_2', outcome: 'done', generation: 1 });
  expect((await store.facts()).audit.entries).toBe(0);
});

test('a refused write may be intended again', async () => {
  const store = storeInThread();
  const refused = { key: 'k', generation: 1, outcome: 'refused', at: NOW } as const;
  await commitAll(
    store,
    anAccept('run_1', { changes: [anIntent('k')] }),
    anAppend('run_1', 1, { kind: 'outcome', effect: refused }),
    anAccept('run_2'),
  );

  const outcome = await store.commit(anAppend('run_2', 1, anIntent('k')));

  expect(outcome.kind).toBe('appended');
  expect(await store.findEffect('k')).toMatchObject({ run: 'run_2', outcome: 'open' });
});

test('a replay closes its dead letter with its own beginning, and begins once', async () => {
  const store = storeInThread();
  const closes = { deadLetter: 'dl_1', by: 'ann', at: NOW, reason: 'mended' };
  const letter = { kind: 'run', state: 'failed', endedAt: NOW } as const;
  await commitAll(store, anAccept('run_1'), anAppend('run_1', 1, aDeadLetter('dl_1'), letter));

  const first = await store.commit(anAccept('run_2', { closes }));
  const second = await store.commit(anAccept('run_3', { closes }));

  expect([first.kind, second]).toEqual(['accepted', { kind: 'refused', why: 'dead-letter-closed' }]);
  expect(await store.loadDeadLetter('dl_1')).toMatchObject({ state: 'replayed', closedBy: 'ann', reason: 'mended' });
  expect(await store.loadRun('run_3')).toBeUndefined();
});
