import { expect, test } from 'vitest';
import { permanent } from '#flow/failure.ts';
import { type DeadLetterScans, startDeadLetterScans } from '#runtime/schedule/dead-letter-scan.ts';
import { type EngineGround, flowText, openGround, ProcessEnds, sha256 } from './fixtures/engine-ground.ts';

const orders = flowText(
  'orders',
  `    next: create
  create:
    type: http@1
    config:
      connection: shop
      method: POST
      path: /orders
      body: number
    into: created
    next: confirm
  confirm:
    type: http@1
    config:
      connection: shop
      method: POST
      path: /confirm
`,
);

const repairTrigger = `      owner: operations
      flows: [orders]
      codes: [http/refused]
      rate: 1/s
      maxReplays: 2
`;

const repair = flowText(
  'repair',
  `    next: try_again
  try_again:
    type: replay@1
    config:
      event: 'event ~> |$|{"country": "AT"}|'
      reason: The country was missing.
    next:
      replayed: done
      parked: done
  done:
    type: milestone@1
    config:
      milestone: repaired
      businessKey: deadLetter.id
`,
  'dead-letter-trigger@1',
  repairTrigger,
);

const failing = flowText(
  'failing',
  `    next: refuse
  refuse:
    type: fail@1
    config:
      code: http/refused
      message: This repairs nothing.
`,
  'dead-letter-trigger@1',
  repairTrigger.replace('      flows: [orders]\n', ''),
);

/** Confirms only what names a country, and not more often than the test says. */
const confirming = (isUp: () => boolean = () => true) => ({
  effect: (node: string, { input }: { readonly input: unknown }) =>
    node === 'confirm' && !(isUp() && JSON.stringify(input).includes('country'))
      ? { ok: false as const, failure: permanent('http/refused', 'No country.') }
      : { ok: true as const, port: 'done', result: input as { readonly country?: string } },
});

async function watch(ground: EngineGround): Promise<DeadLetterScans> {
  return await startDeadLetterScans({
    engine: ground.engine(),
    store: ground.store,
    clock: ground.time.clock,
    log: {
      info: () => undefined,
      warn: (event) => void ground.logged.push(event),
      error: (event, facts) => void ground.logged.push(`${event} ${JSON.stringify(facts)}`),
    },
    environment: 'test',
    plans: [...ground.plans.values()],
    hash: sha256,
  });
}

const runsOf = async ({ store }: EngineGround, flow: string) =>
  [...(await store.listRuns({ flow, limit: 100 })).rows].reverse();

test('what is set aside starts one run, which replays it repaired under the first keys', async () => {
  await using ground = await openGround({ flows: [orders, repair], ...confirming() });
  const scans = await watch(ground);

  await ground.send('orders', { number: 'S-1' });
  await ground.pass(30_000);
  await scans.stop();

  const [failed, replayed] = await runsOf(ground, 'orders');
  const repairs = await runsOf(ground, 'repair');
  const [letter] = (await ground.store.listDeadLetters({ limit: 10 })).rows;
  expect(repairs).toMatchObject([{ state: 'succeeded', key: letter?.id }]);
  expect(letter).toMatchObject({
    state: 'replayed',
    closedBy: `flow:repair/${repairs[0]?.id}`,
    reason: 'The country was missing.',
  });
  expect(replayed).toMatchObject({ state: 'succeeded', parent: failed?.id, origin: failed?.id });
  expect(ground.calls.filter(({ node }) => node === 'create')).toHaveLength(1);
  expect(await ground.steps(repairs[0]?.id ?? '')).toMatchObject({
    try_again: { port: 'replayed', learned: { deadLetter: letter?.id, run: replayed?.id } },
  });
});

test('a write that happened is not made again by a replay as it came', async () => {
  let isUp = false;
  const asItCame = repair.replace(`      event: 'event ~> |$|{"country": "AT"}|'\n`, '');
  await using ground = await openGround({ flows: [orders, asItCame], ...confirming(() => isUp) });
  const scans = await watch(ground);

  await ground.send('orders', { number: 'S-1', country: 'AT' });
  await ground.pass(0);
  isUp = true;
  await ground.pass(30_000);
  await scans.stop();

  expect(await runsOf(ground, 'orders')).toMatchObject([
    { state: 'failed' },
    { state: 'failed' },
    { state: 'succeeded' },
  ]);
  expect(ground.calls.filter(({ node }) => node === 'create')).toHaveLength(1);
});

test('an event that fails again and again is repaired as often as allowed and then left for a person', async () => {
  await using ground = await openGround({ flows: [orders, repair], ...confirming(() => false) });
  const scans = await watch(ground);

  await ground.send('orders', { number: 'S-1' });
  await ground.pass(120_000);
  await scans.stop();

  const letters = (await ground.store.listDeadLetters({ limit: 10 })).rows.filter(({ flow }) => flow === 'orders');
  expect(await runsOf(ground, 'orders')).toHaveLength(3);
  expect(letters.map(({ state }) => state)).toEqual(['open', 'replayed', 'replayed']);
  expect(ground.logged.filter((event) => event === 'repair.left-for-a-person')).toHaveLength(1);
});

test('what a repairing run sets aside starts nothing, not even another repair', async () => {
  await using ground = await openGround({
    flows: [orders, failing, failing.replaceAll('failing', 'other')],
    ...confirming(),
  });
  const scans = await watch(ground);

  await ground.send('orders', { number: 'S-1' });
  await ground.pass(120_000);
  await scans.stop();

  expect(await runsOf(ground, 'failing')).toHaveLength(1);
  expect(await runsOf(ground, 'other')).toHaveLength(1);
});

test('only what its owner, flows and codes name is taken, and nothing that lay there before', async () => {
  const others = repair
    .replace('owner: operations\n      flows', 'owner: sales\n      flows')
    .replaceAll('repair', 'sales');
  const codes = repair.replace('http/refused', 'http/gone').replaceAll('repair', 'gone');
  await using ground = await openGround({ flows: [orders, repair, others, codes], ...confirming(() => false) });
  await ground.send('orders', { number: 'before' });
  await ground.pass(1_000);
  const scans = await watch(ground);

  await ground.pass(60_000);
  const before = await runsOf(ground, 'repair');
  await ground.send('orders', { number: 'after' });
  await ground.pass(5_000);
  await scans.stop();

  expect(before).toEqual([]);
  expect((await runsOf(ground, 'repair')).length).toBeGreaterThan(0);
  expect(await runsOf(ground, 'sales')).toEqual([]);
  expect(await runsOf(ground, 'gone')).toEqual([]);
});

test('each starts one run at the rate of the trigger, across restarts', async () => {
  const slow = repair.replace('maxReplays: 2', 'maxReplays: 1');
  await using ground = await openGround({ flows: [orders, slow], ...confirming() });
  const first = await watch(ground);

  for (let number = 0; number < 10; number += 1) await ground.send('orders', { number });
  await ground.pass(3_500);
  const stopped = first.stop();
  await ground.pass(0);
  await stopped;
  await ground.crash();
  const second = await watch(ground);
  await ground.pass(60_000);
  await second.stop();

  const repairs = await runsOf(ground, 'repair');
  const times = repairs.map(({ startedAt }) => startedAt);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect(new Set(repairs.map(({ key }) => key)).size).toBe(10);
  expect(repairs).toHaveLength(10);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
});

test('a repair that is killed between the replay and its own journal finds the replay it began', async () => {
  await using ground = await openGround({ flows: [orders, repair], ...confirming() });
  const scans = await watch(ground);
  let isArmed = true;
  ground.onCommit = (command) => {
    if (command.kind !== 'accept' || command.closes === undefined || !isArmed) return;
    isArmed = false;
    throw new ProcessEnds();
  };

  await ground.send('orders', { number: 'S-1' });
  await ground.pass(15_000);
  const before = await runsOf(ground, 'repair');
  await ground.crash();
  await ground.pass(15_000);
  await scans.stop();

  const [run] = await runsOf(ground, 'repair');
  const [, replayed] = await runsOf(ground, 'orders');
  expect(before).toMatchObject([{ state: 'running' }]);
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(await ground.steps(run?.id ?? '')).toMatchObject({
    try_again: { port: 'replayed', learned: { run: replayed?.id } },
  });
  expect(await runsOf(ground, 'orders')).toHaveLength(2);
});

const byHand = flowText(
  'by-hand',
  `    next: try_again
  try_again:
    type: replay@1
    config:
      deadLetter: id
      reason: Asked for by hand.
    next:
      replayed: done
      parked: done
  done:
    type: milestone@1
    config:
      milestone: repaired
      businessKey: id
`,
);

test('a replay parks what was replayed often enough, and fails for what is closed or is not there', async () => {
  await using ground = await openGround({ flows: [orders, byHand], ...confirming(() => false) });
  await ground.send('orders', { number: 'S-1' });
  await ground.pass(1_000);
  const newest = async () => (await ground.store.listDeadLetters({ flow: 'orders', limit: 1 })).rows[0]?.id ?? '';
  const replayNow = async (id: string): Promise<unknown> => {
    const outcome = await ground.send('by-hand', { id });
    await ground.pass(1_000);
    return (await ground.steps('run' in outcome ? outcome.run : '')).try_again;
  };
  const first = await newest();

  const told = [await replayNow(first), await replayNow(await newest()), await replayNow(await newest())];
  const parked = await replayNow(await newest());
  const closed = await replayNow(first);
  const unknown = await replayNow('dl_none');

  expect(told).toMatchObject([{ port: 'replayed' }, { port: 'replayed' }, { port: 'replayed' }]);
  expect(parked).toMatchObject({ port: 'parked', learned: { replays: 3 } });
  expect(await ground.store.loadDeadLetter(await newest())).toMatchObject({ state: 'open' });
  expect(closed).toEqual({ failure: 'replay/closed' });
  expect(unknown).toEqual({ failure: 'replay/no-letter' });
});
