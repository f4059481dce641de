import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { neverAnswer } from '#test/fakes/faults.ts';
import { faketimeLibrary, testWhere } from '#test/rigs/fault-tools.ts';
import { keep, quick, setUp, takeDown } from '#test/rigs/process-rigs.ts';
import type { ProcessEnd } from '#test/rigs/runtime-process.ts';
import { largeOrder, ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { until } from '#test/rigs/until.ts';

afterEach(takeDown);

const path = '/shop/quick';

test('SIGTERM waits at most ten seconds for an answer that never comes, and the order is made once after the restart', async () => {
  const rig = await setUp();
  const before = await rig.start();
  rig.odoo.faults.inject({
    where: { model: 'sale.order', method: 'load' },
    fault: neverAnswer('after-applying'),
    times: 1,
  });
  const sent = await before.desk.send(smallOrder('TERM-1'), { path });
  await until('the order in Odoo', () => (ordersIn(rig.odoo, 'TERM-1').length === 1 ? true : undefined));

  const askedAt = performance.now();
  before.signal('SIGTERM');
  const ended = await before.ended;
  const tookMs = performance.now() - askedAt;
  const after = await rig.start();
  const run = await after.desk.ended(sent.run);

  expect(ended).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(10_000);
  expect([run.state, ordersIn(rig.odoo, 'TERM-1')]).toEqual(['succeeded', ['sale']]);
});

test('the second SIGTERM ends the process now, and nothing is lost', async () => {
  const rig = await setUp();
  const before = await rig.start();
  rig.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: neverAnswer(), times: 1 });
  const sent = await before.desk.send(smallOrder('TERM-2'), { path });
  await before.desk.runWhen(sent.run, 'at Odoo', ({ steps }) => steps.some(({ attempts }) => attempts === 1));

  before.signal('SIGTERM');
  await until('the door to be shut', async () =>
    fetch(`${before.url}/api/health`, { headers: { connection: 'close' } }).then(
      () => undefined,
      () => true,
    ),
  );
  const askedAt = performance.now();
  let ended: ProcessEnd | undefined;
  void before.ended.then((end) => {
    ended = end;
  });
  // One that follows at once is an echo of the first, so it is repeated until it counts.
  const end = await until('the end', () => {
    if (ended === undefined) before.signal('SIGTERM');
    return ended;
  });
  const tookMs = performance.now() - askedAt;
  const after = await rig.start();
  const run = await after.desk.ended(sent.run);

  expect([end.code, tookMs < 5_000]).toEqual([1, true]);
  expect([run.state, ordersIn(rig.odoo, 'TERM-2')]).toEqual(['succeeded', ['sale']]);
});

test('a process that was stopped for a while fires what came due meanwhile, once', async () => {
  const pausedMs = process.env.PENSTOCK_LONG === '1' ? 60_000 : 1_500;
  const brief = { name: 'brief', edits: [['due: 24h', 'due: 1s']] } as const;
  const rig = await setUp({ variants: [quick, brief] });
  const runtime = await rig.start();
  await rig.odoo.faults.down();
  const retrying = await runtime.desk.send(smallOrder('STOP-1'), { path });
  const expiring = await runtime.desk.send(largeOrder('STOP-2'), { path: '/shop/brief' });
  await runtime.desk.approvalOf(expiring.run);

  runtime.signal('SIGSTOP');
  // What is tested is that time passes while the process does not.
  await pause(pausedMs);
  await rig.odoo.faults.up();
  runtime.signal('SIGCONT');
  const runs = [await runtime.desk.ended(retrying.run), await runtime.desk.ended(expiring.run)];
  const sent = await runtime.desk.send(smallOrder('STOP-3'), { path });
  runs.push(await runtime.desk.ended(sent.run));

  expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'succeeded']);
  expect(['STOP-1', 'STOP-2', 'STOP-3'].map((number) => ordersIn(rig.odoo, number).length)).toEqual([1, 0, 1]);
  const expired = (await runtime.desk.auditOf(expiring.run)).filter((action) => action === 'approval.expired');
  expect(expired).toHaveLength(1);
});

testWhere(
  faketimeLibrary === undefined ? 'needs libfaketime' : undefined,
  'a wall clock that jumps moves no timer twice and no audit entry out of order',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'penstock-clock-'));
    keep({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
    const clock = join(folder, 'clock');
    const setClock = (offset: string) => writeFile(clock, `${offset}\n`);
    await setClock('+0');
    const rig = await setUp();
    const runtime = await rig.start({
      env: {
        LD_PRELOAD: faketimeLibrary ?? '',
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    const approving = await runtime.desk.send(largeOrder('CLOCK-1'), { path });
    await runtime.desk.approvalOf(approving.run);
    await rig.odoo.faults.down();
    const retrying = await runtime.desk.send(smallOrder('CLOCK-2'), { path });
    await runtime.desk.runWhen(retrying.run, 'between attempts', ({ waitingFor }) => waitingFor === 'timer');

    await setClock('+3600');
    const early = await runtime.desk.send(smallOrder('CLOCK-3'), { path });
    const shifted = await runtime.desk.send(smallOrder('CLOCK-4'), { path, sentAt: new Date(Date.now() + 3_600_000) });
    await rig.odoo.faults.up();
    const run = await runtime.desk.ended(retrying.run);
    await setClock('+0');
    const late = await runtime.desk.send(smallOrder('CLOCK-3'), { path });
    const rest = [await runtime.desk.ended(shifted.run), await runtime.desk.ended(late.run)];
    await runtime.desk.decide(await runtime.desk.approvalOf(approving.run), 'approved');
    rest.push(await runtime.desk.ended(approving.run));

    expect([early.status, shifted.status, late.status]).toEqual([401, 202, 202]);
    expect([run, ...rest].map(({ state }) => state)).toEqual(Array(4).fill('succeeded'));
    const counts = [1, 2, 3, 4].map((number) => ordersIn(rig.odoo, `CLOCK-${number}`).length);
    expect(counts).toEqual([1, 1, 1, 1]);
    const verdict = await runtime.desk.api.send('audit.verify', { body: {} });
    expect(verdict).toMatchObject({ ok: true, value: { ok: true } });
  },
);

testWhere(
  faketimeLibrary === undefined ? 'needs libfaketime' : undefined,
  'a wall clock that is set back keeps no attempt waiting longer than it was to wait',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'penstock-clock-'));
    keep({ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
    const clock = join(folder, 'clock');
    await writeFile(clock, '+0\n');
    const rig = await setUp();
    const env = {
      LD_PRELOAD: faketimeLibrary ?? '',
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const runtime = await rig.start({ env });
    await rig.odoo.faults.down();
    const retrying = await runtime.desk.send(smallOrder('BACK-1'), { path });
    await runtime.desk.runWhen(retrying.run, 'between attempts', ({ waitingFor }) => waitingFor === 'timer');

    await writeFile(clock, '-3600\n');
    await rig.odoo.faults.up();
    const run = await runtime.desk.ended(retrying.run);

    expect([run.state, ordersIn(rig.odoo, 'BACK-1')]).toEqual(['succeeded', ['sale']]);
  },
);
