import { afterEach, expect, test } from 'vitest';
import { answerSlowly } from '#test/fakes/faults.ts';
import { type ProcessRig, setUpProcessRig } from '#test/rigs/runtime-process.ts';
import { largeOrder, ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { until } from '#test/rigs/until.ts';

const rigs: ProcessRig[] = [];

/** A second write after the first: Odoo is asked to confirm what is confirmed already. */
const twice = {
  name: 'twice',
  edits: [
    ['      done: order_done\n', '      done: confirm_again\n'],
    [
      '  order_done:\n',
      `  confirm_again:
    type: odoo@1
    name: Confirm once more
    config:
      connection: odoo-main
      operation: order.confirm
      values: '{ "id": odooOrder.id }'
    key: reference
    into: confirmed
    timeout: 30s
    next:
      done: order_done
      error: set_aside
  order_done:
`,
    ],
  ],
} as const;

async function setUp(): Promise<ProcessRig> {
  const rig = await setUpProcessRig({ variants: [twice] });
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig[Symbol.asyncDispose]();
});

test('a runtime that is killed while an order waits for approval goes on where it was', async () => {
  const rig = await setUp();
  const before = await rig.start();
  const sent = await before.desk.send(largeOrder('KILL-1'));
  const shown = await before.desk.approvalOf(sent.run);

  before.signal('SIGKILL');
  const killed = await before.ended;
  const after = await rig.start();
  const approval = await after.desk.approvalOf(sent.run);
  const refused = await after.desk.decide(approval, 'approved');
  const run = await after.desk.ended(sent.run);

  expect([killed.signal, refused]).toEqual(['SIGKILL', undefined]);
  expect([approval.id, approval.shownHash]).toEqual([shown.id, shown.shownHash]);
  expect([run.state, ordersIn(rig.odoo, 'KILL-1')]).toEqual(['succeeded', ['sale']]);
  expect(await after.desk.auditOf(sent.run)).toEqual([
    'run.accepted',
    'approval.opened',
    'approval.decided',
    'effect.intended',
    'effect.done',
    'run.succeeded',
  ]);
});

test('SIGTERM lets an effect in flight end, and what follows it happens after the restart', async () => {
  const rig = await setUp();
  const before = await rig.start();
  const slow = answerSlowly(600, 'after-applying');
  rig.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: slow, times: 1 });
  const sent = await before.desk.send(smallOrder('TERM-1'), { path: '/shop/twice' });
  await until('the order in Odoo', () =>
    rig.odoo.records('sale.order').find((one) => one.client_order_ref === 'TERM-1'),
  );

  const askedAt = performance.now();
  before.signal('SIGTERM');
  const ended = await before.ended;
  const tookMs = performance.now() - askedAt;
  const after = await rig.start();
  const run = await after.desk.ended(sent.run);

  expect(ended).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(10_000);
  expect([run.state, ordersIn(rig.odoo, 'TERM-1')]).toEqual(['succeeded', ['sale']]);
  expect(await after.desk.auditOf(sent.run)).toEqual([
    'run.accepted',
    'effect.intended',
    'effect.done',
    'effect.intended',
    'effect.done',
    'run.succeeded',
  ]);
});

test('SIGTERM between two attempts leaves the next one to the restart', async () => {
  const rig = await setUp();
  const before = await rig.start();
  await rig.odoo.faults.down();
  const sent = await before.desk.send(smallOrder('TERM-2'));
  await before.desk.runWhen(sent.run, 'between attempts', ({ waitingFor }) => waitingFor === 'timer');

  before.signal('SIGTERM');
  const ended = await before.ended;
  await rig.odoo.faults.up();
  const after = await rig.start();
  const run = await after.desk.ended(sent.run);

  expect(ended.code).toBe(0);
  expect([run.state, ordersIn(rig.odoo, 'TERM-2')]).toEqual(['succeeded', ['sale']]);
});

test('a hold outlives the process that took it', async () => {
  const rig = await setUp();
  const before = await rig.start();
  const body = { target: { kind: 'runtime' }, reason: 'month end' } as const;
  await before.desk.api.send('holds.set', { body });
  const sent = await before.desk.send(smallOrder('HOLD-1'));

  before.signal('SIGKILL');
  await before.ended;
  const after = await rig.start();
  const held = await after.desk.runWhen(sent.run, 'held', ({ waitingFor }) => waitingFor === 'hold:runtime');
  const ordersWhileHeld = ordersIn(rig.odoo, 'HOLD-1');
  await after.desk.api.send('holds.unset', { body });
  const run = await after.desk.ended(sent.run);

  expect([held.state, ordersWhileHeld]).toEqual(['waiting', []]);
  expect([run.state, ordersIn(rig.odoo, 'HOLD-1')]).toEqual(['succeeded', ['sale']]);
});
