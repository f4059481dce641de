import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toJsonText } from '#flow/json.ts';
import { until } from '#test/rigs/until.ts';
import { type ListRuntime, startListRuntime } from '../large-list/list-runtime.ts';
import { type ListSource, startListSource } from '../large-list/list-source.ts';

const workspace = new URL('./workspace/', import.meta.url).pathname;

let directory: string;
let target: ListSource;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'penstock-gaps-'));
  target = await startListSource(0, 1);
});
afterEach(async () => {
  await target[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test('a missing number is waited for, and the events go out in their order when it comes in time', async () => {
  await using runtime = await begin();

  await send(runtime, 1);
  await sentSoFar(1);
  const third = await send(runtime, 3);
  const meanwhile = await rowOf(runtime, third);
  await send(runtime, 2);
  await sentSoFar(3);

  expect([meanwhile?.state, meanwhile?.waitingFor]).toEqual(['waiting', 'gap']);
  expect([...target.taken.keys()]).toEqual([1, 2, 3]);
});

test('a number that does not come parks the lane, and a person lets it go on', async () => {
  await using runtime = await begin();
  await send(runtime, 1);
  const third = await send(runtime, 3);

  await waitsFor(runtime, third, 'parked');
  const parked = await runtime.store.listAudit({ action: 'lane.parked', limit: 5 });
  const outcome = await runtime.engine.unparkLane({ run: third, by: 'ada', reason: 'the sender lost it' });
  const again = await runtime.engine.unparkLane({ run: third, by: 'ada', reason: 'once more' });
  await ended(runtime, third);

  expect(parked.rows.map(({ subject }) => subject)).toEqual([third]);
  expect([outcome, again]).toMatchObject([{ kind: 'done' }, { kind: 'refused', code: 'lane/not-parked' }]);
  expect([...target.taken.keys()]).toEqual([1, 3]);
});

test('the missing event lets a parked lane go on by itself', async () => {
  await using runtime = await begin();
  await send(runtime, 1);
  const third = await send(runtime, 3);
  await waitsFor(runtime, third, 'parked');

  await send(runtime, 2);
  await ended(runtime, third);

  expect([...target.taken.keys()]).toEqual([1, 2, 3]);
});

test('a lane whose wait ended while nothing ran is parked at the next start, and nothing of it was sent', async () => {
  const first = await begin();
  await send(first, 1);
  const third = await send(first, 3);
  await waitsFor(first, third, 'gap');
  await first[Symbol.asyncDispose]();
  const waited = Date.now() + 450;
  await until('the end of the wait', () => (Date.now() > waited ? true : undefined));

  await using second = await begin();
  await waitsFor(second, third, 'parked');

  expect([...target.taken.keys()]).toEqual([1]);
});

test('a signal to a run that stands in line does not move it', async () => {
  await using runtime = await begin();
  await send(runtime, 1);
  const third = await send(runtime, 3);
  await waitsFor(runtime, third, 'gap');

  const signal = { run: third, path: 'send_item', resolution: 'send', by: 'ada', reason: 'x' } as const;
  const outcome = await runtime.engine.settleDoubt(signal);
  await waitsFor(runtime, third, 'parked');

  expect(outcome).toMatchObject({ kind: 'refused', code: 'doubt/none' });
  expect([...target.taken.keys()]).toEqual([1]);
});

test('a cancelled run leaves its place, and the lane waits before the next one', async () => {
  await using runtime = await begin();
  await send(runtime, 1);
  const third = await send(runtime, 3);
  const fifth = await send(runtime, 5);
  await waitsFor(runtime, third, 'parked');

  await runtime.engine.cancelRun(third, 'ada', 'not wanted');
  await waitsFor(runtime, fifth, 'parked');

  expect((await rowOf(runtime, third))?.state).toBe('cancelled');
  expect([...target.taken.keys()]).toEqual([1]);
});

function begin(): Promise<ListRuntime> {
  return startListRuntime({ directory, workspace, shop: target.url, sendEvery: 1, synchronous: 'off' });
}

/** Takes an event in; gives its run. */
async function send(runtime: ListRuntime, number: number): Promise<string> {
  const body = toJsonText({ id: number, customer: 'c1', number });
  const accepted = await runtime.engine.acceptEvent({
    flow: 'numbered',
    triggerNode: 'received',
    event: { body, headers: {}, query: {} },
    receivedAt: Date.now(),
    bodyHash: String(number).padStart(64, '0'),
    actor: 'sender:received',
  });
  if (accepted.kind !== 'accepted') throw new Error(`The event was not taken in: ${JSON.stringify(accepted)}`);
  return accepted.run;
}

async function rowOf(runtime: ListRuntime, run: string) {
  return (await runtime.store.loadRun(run))?.row;
}

async function waitsFor(runtime: ListRuntime, run: string, what: string): Promise<void> {
  await until(`the run to wait for "${what}"`, async () =>
    (await rowOf(runtime, run))?.waitingFor === what ? true : undefined,
  );
}

async function ended(runtime: ListRuntime, run: string): Promise<void> {
  await until('the end of the run', async () => (await rowOf(runtime, run))?.endedAt);
}

async function sentSoFar(count: number): Promise<void> {
  await until(`${count} items`, () => (target.taken.size >= count ? true : undefined));
}
