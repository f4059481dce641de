import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, testWhere } from '#test/rigs/fault-tools.ts';
import { setUp, takeDown } from '#test/rigs/process-rigs.ts';
import { largeOrder, ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { type ShopRuntime, startShopRuntime } from '#test/rigs/shop-runtime.ts';

afterEach(takeDown);

testWhere(
  process.platform === 'linux' ? undefined : 'needs Linux',
  'sandbox children that are killed under load cost no event and no run',
  async () => {
    const rig = await setUp();
    const runtime = await rig.start();
    await runtime.desk.ended((await runtime.desk.send(smallOrder('WARM'))).run);
    const victims = new Set<number>();
    const numbers = Array.from({ length: 40 }, (_, index) => `KILLED-${index}`);

    const sent = await Promise.all(
      numbers.map(async (number, index) => {
        if (index % 10 === 5) {
          const [victim] = childrenOf(runtime.pid, 'src/sandbox/child.ts').filter((pid) => !victims.has(pid));
          if (victim !== undefined) {
            victims.add(victim);
            process.kill(victim, 'SIGKILL');
          }
        }
        return await runtime.desk.send(smallOrder(number));
      }),
    );
    const runs = await Promise.all(sent.map(({ run }) => runtime.desk.ended(run, 20_000)));

    expect(victims.size).toBeGreaterThan(0);
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    expect(numbers.map((number) => ordersIn(rig.odoo, number).length)).toEqual(numbers.map(() => 1));
  },
);

describe('an order that is poison', () => {
  let shop: ShopRuntime;

  beforeAll(async () => {
    const currency = '          "currency": currency\n';
    const reference = '          "client_order_ref": reference,\n';
    shop = await startShopRuntime({
      variants: [
        {
          name: 'poison',
          edits: [[currency, currency.replace(': currency', ': $match(note, /^(a+)+$/) ? "XXX" : currency')]],
        },
        {
          name: 'late',
          edits: [[reference, reference.replace(': ', ': $count([1..9999999].{ "x": $ }) = 1 ? "" : ')]],
        },
      ],
    });
  });

  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
  });

  test('for the first step is set aside with the cause, and those around it go through', async () => {
    const path = '/shop/poison';
    const note = `${'a'.repeat(60)}!`;

    const poison = await shop.desk.send(smallOrder('POISON', { note }), { path });
    const others = ['BESIDE-1', 'BESIDE-2', 'BESIDE-3'];
    const sent = await Promise.all(
      others.map((number) => shop.desk.send(smallOrder(number, { note: 'fine' }), { path })),
    );
    const failed = await shop.desk.ended(poison.run);
    const runs = await Promise.all(sent.map(({ run }) => shop.desk.ended(run)));
    const [letter] = await shop.desk.deadLettersOf(poison.run);

    expect([poison.status, failed.state, letter?.owner, letter?.node]).toEqual([
      202,
      'failed',
      'sales-operations',
      'canonical_order',
    ]);
    expect(failed.failure).toEqual(letter?.cause);
    expect(letter?.cause?.code).toMatch(/^(expression|sandbox)\//);
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    expect(others.map((number) => ordersIn(shop.odoo, number).length)).toEqual([1, 1, 1]);
  });

  test('for a step after an approval is set aside, and its approval was asked once', async () => {
    const sent = await shop.desk.send(largeOrder('LATE-POISON'), { path: '/shop/late' });
    await shop.desk.decide(await shop.desk.approvalOf(sent.run), 'approved');
    const run = await shop.desk.ended(sent.run);

    const [letter] = await shop.desk.deadLettersOf(sent.run);
    expect([run.state, ordersIn(shop.odoo, 'LATE-POISON')]).toEqual(['failed', []]);
    expect([letter?.cause?.node, letter?.cause?.code]).toEqual([
      'create_order',
      expect.stringMatching(/^(expression|sandbox)\//),
    ]);
    const audit = await shop.desk.auditOf(sent.run);
    expect(audit).toEqual(['run.accepted', 'approval.opened', 'approval.decided', 'run.failed']);
  });
});
