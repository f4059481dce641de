import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerSlowly, loseAnswer } from '#test/fakes/faults.ts';
import { largeOrder, ordersIn, reply, type ShownRun, smallOrder } from '#test/rigs/shop-desk.ts';
import { type ShopRuntime, startShopRuntime } from '#test/rigs/shop-runtime.ts';
import { until } from '#test/rigs/until.ts';

const answering = [
  ['    next: order_complete\n', '      answer: processed\n    next: order_complete\n'],
  [
    '  incomplete:\n',
    `  tell_shop:
    type: respond@1
    name: Tell the shop
    config:
      status: 201
      body: '{ "order": odooOrder.name }'
  incomplete:
`,
  ],
  ['      businessKey: reference\n', '      businessKey: reference\n    next: tell_shop\n'],
] as const;

let shop: ShopRuntime;

beforeAll(async () => {
  shop = await startShopRuntime({
    variants: [
      { name: 'ask', edits: [['    key: reference\n', '    key: reference\n    once: ask\n']] },
      { name: 'lanes', edits: [['      dedupe:\n', '      sequence:\n        key: customer.email\n      dedupe:\n']] },
      { name: 'answering', edits: answering },
      {
        name: 'hasty',
        edits: [['    next: order_complete\n', '      answerWithin: 1s\n    next: order_complete\n'], ...answering],
      },
      {
        name: 'strict',
        edits: [
          [
            '    type: dead-letter@1\n    name: Set aside, incomplete\n    config:\n      owner: sales-operations\n      hint: The shop left something out. Mend the order and replay it.',
            '    type: fail@1\n    name: Refuse, incomplete\n    config:\n      code: shop/incomplete\n      message: The shop left something out.',
          ],
        ],
      },
    ],
  });
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

function callsAbout(number: string): number {
  return shop.odoo.ledger.filter((entry) => JSON.stringify(entry).includes(number)).length;
}

describe('a hold', () => {
  const targets = [
    { kind: 'flow', id: 'order-to-cash' },
    { kind: 'connection', id: 'odoo-main' },
    { kind: 'runtime' },
  ] as const;

  test.for(targets)('of the $kind lets events in and no effect out, until it is lifted', async (target) => {
    const number = `HOLD-${target.kind}`;
    const body = { target, reason: 'month end' };
    reply(await shop.desk.api.send('holds.set', { body }));

    const sent = await shop.desk.send(smallOrder(number));
    const held = await shop.desk.runWhen(
      sent.run,
      'held',
      ({ waitingFor }) => waitingFor?.startsWith('hold:') === true,
    );
    const callsWhileHeld = callsAbout(number);
    reply(await shop.desk.api.send('holds.unset', { body }));
    const run = await shop.desk.ended(sent.run);

    const targetText = 'id' in target ? `${target.kind}:${target.id}` : target.kind;
    expect([sent.status, held.state, held.waitingFor, callsWhileHeld]).toEqual([
      202,
      'waiting',
      `hold:${targetText}`,
      0,
    ]);
    expect([run.state, ordersIn(shop.odoo, number)]).toEqual(['succeeded', ['sale']]);
  });

  test('that comes while a step waits for its next attempt keeps that attempt back', async () => {
    const target = { kind: 'connection', id: 'odoo-main' } as const;
    await shop.odoo.faults.down();
    const sent = await shop.desk.send(smallOrder('HOLD-RETRY'));
    await shop.desk.runWhen(sent.run, 'between attempts', ({ waitingFor }) => waitingFor === 'timer');
    reply(await shop.desk.api.send('holds.set', { body: { target, reason: 'Odoo is being upgraded' } }));
    await shop.odoo.faults.up();

    await shop.desk.runWhen(sent.run, 'held', ({ waitingFor }) => waitingFor === 'hold:connection:odoo-main');
    const callsWhileHeld = callsAbout('HOLD-RETRY');
    reply(await shop.desk.api.send('holds.unset', { body: { target, reason: 'Odoo is back' } }));
    const run = await shop.desk.ended(sent.run);

    expect([callsWhileHeld, run.state, ordersIn(shop.odoo, 'HOLD-RETRY')]).toEqual([0, 'succeeded', ['sale']]);
  });
});

describe('a write in doubt', () => {
  async function inDoubt(number: string): Promise<ShownRun> {
    shop.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: loseAnswer(), times: 1 });
    const sent = await shop.desk.send(smallOrder(number), { path: '/shop/ask' });
    await until('the doubt', async () => {
      const { doubts } = reply(await shop.desk.api.send('doubts.list', {}));
      return doubts.find(({ run }) => run === sent.run);
    });
    return await shop.desk.run(sent.run);
  }

  function settle(run: string, resolution: 'happened' | 'send' | 'give-up', result?: { id: number; name: string }) {
    const body = { run, path: 'create_order', resolution, reason: 'looked it up', ...(result ? { result } : {}) };
    return shop.desk.api.send('doubts.settle', { body });
  }

  test('waits for a person, who says that it happened', async () => {
    const doubted = await inDoubt('DOUBT-1');
    const loads = callsAbout('DOUBT-1');

    const answer = await settle(doubted.id, 'happened', { id: 1, name: 'S00001' });
    const run = await shop.desk.ended(doubted.id);

    expect([doubted.state, doubted.waitingFor]).toEqual(['waiting', 'doubt']);
    expect([answer.ok, run.state, callsAbout('DOUBT-1') - loads]).toEqual([true, 'succeeded', 0]);
    expect(run.output).toMatchObject({ reference: 'DOUBT-1', odooOrder: { name: 'S00001' } });
  });

  test('that happened is known to a replay, which does not write again', async () => {
    const doubted = await inDoubt('DOUBT-5');
    await settle(doubted.id, 'happened', { id: 1, name: 'S00001' });
    await shop.desk.ended(doubted.id);
    const calls = callsAbout('DOUBT-5');

    const params = { id: doubted.id };
    const replayed = reply(await shop.desk.api.send('runs.replay', { params, body: { reason: 'to be sure' } }));
    const run = await shop.desk.ended(replayed.run ?? '');

    expect([run.state, callsAbout('DOUBT-5') - calls]).toEqual(['succeeded', 0]);
    expect(await shop.desk.auditOf(run.id)).toEqual(['run.replayed', 'effect.reused', 'run.succeeded']);
  });

  test('is sent by a person’s word and finds what is there already', async () => {
    const doubted = await inDoubt('DOUBT-2');

    const answer = await settle(doubted.id, 'send');
    const run = await shop.desk.ended(doubted.id);

    expect([answer.ok, run.state, ordersIn(shop.odoo, 'DOUBT-2')]).toEqual([true, 'succeeded', ['sale']]);
    expect(await shop.desk.auditOf(run.id)).toEqual([
      'run.accepted',
      'effect.intended',
      'effect.unknown',
      'doubt.settled',
      'effect.intended',
      'effect.done',
      'run.succeeded',
    ]);
  });

  test('that is given up goes the way of a failure', async () => {
    const doubted = await inDoubt('DOUBT-3');

    const answer = await settle(doubted.id, 'give-up');
    const run = await shop.desk.ended(doubted.id);

    const [letter] = await shop.desk.deadLettersOf(run.id);
    expect([answer.ok, run.state, letter?.hint]).toEqual([
      true,
      'failed',
      'Odoo did not take the order. The cause tells why.',
    ]);
  });

  test('is settled once', async () => {
    const doubted = await inDoubt('DOUBT-4');

    const answers = await Promise.all([settle(doubted.id, 'send'), settle(doubted.id, 'send')]);
    const run = await shop.desk.ended(doubted.id);

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect([run.state, ordersIn(shop.odoo, 'DOUBT-4')]).toEqual(['succeeded', ['sale']]);
    expect(reply(await shop.desk.api.send('doubts.list', {})).doubts).toEqual([]);
  });
});

describe('a lane', () => {
  const path = '/shop/lanes';

  test('lets the orders of one customer through one after the other, and nobody else waits', async () => {
    const other = { customer: { name: 'Gemini Furniture', email: 'shop@gemini.example' } };
    const first = await shop.desk.send(largeOrder('LANE-1'), { path });
    const second = await shop.desk.send(smallOrder('LANE-2'), { path });
    const third = await shop.desk.send(smallOrder('LANE-3'), { path });
    const strangers = await shop.desk.ended((await shop.desk.send(smallOrder('LANE-4', other), { path })).run);
    const approval = await shop.desk.approvalOf(first.run);
    const before = await Promise.all([second, third].map(({ run }) => shop.desk.run(run)));

    await shop.desk.decide(approval, 'approved');
    const ended = await Promise.all([first, second, third].map(({ run }) => shop.desk.ended(run)));

    expect(strangers.state).toBe('succeeded');
    expect(before.map(({ waitingFor }) => waitingFor)).toEqual(['lane', 'lane']);
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const orders = shop.odoo.records('sale.order').map((order) => String(order.client_order_ref));
    expect(orders.filter((number) => number.startsWith('LANE-'))).toEqual(['LANE-4', 'LANE-1', 'LANE-2', 'LANE-3']);
  });

  test('is held by a run that failed until that run is replayed', async () => {
    const customer = { customer: { name: 'Deco Addict', email: 'purchasing@deco.example' } };
    const broken = smallOrder('LANE-5', { ...customer, items: [{ sku: 'NO-SUCH', qty: 1, price: 1 }] });
    const first = await shop.desk.send(broken, { path });
    await shop.desk.ended(first.run);
    const second = await shop.desk.send(smallOrder('LANE-6', customer), { path });
    const held = await shop.desk.run(second.run);

    const [letter] = await shop.desk.deadLettersOf(first.run);
    const replayed = await shop.desk.replay(letter?.id ?? '', smallOrder('LANE-5', customer));
    const ended = await Promise.all([replayed, second.run].map((run) => shop.desk.ended(run)));

    expect([held.state, held.waitingFor]).toEqual(['waiting', 'lane']);
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    const orders = shop.odoo.records('sale.order').map((order) => String(order.client_order_ref));
    expect(orders.slice(-2)).toEqual(['LANE-5', 'LANE-6']);
  });

  test('goes on when the run at its head is cancelled', async () => {
    const customer = { customer: { name: 'Ready Mat', email: 'mat@ready.example' } };
    const first = await shop.desk.send(largeOrder('LANE-7', customer), { path });
    const second = await shop.desk.send(smallOrder('LANE-8', customer), { path });

    await shop.desk.api.send('runs.cancel', { params: { id: first.run }, body: { reason: 'ordered twice' } });
    const run = await shop.desk.ended(second.run);

    expect([run.state, ordersIn(shop.odoo, 'LANE-8'), ordersIn(shop.odoo, 'LANE-7')]).toEqual([
      'succeeded',
      ['sale'],
      [],
    ]);
  });

  test('lets a queued run be cancelled without losing the one behind it', async () => {
    const customer = { customer: { name: 'Lumber Inc', email: 'lumber@inc.example' } };
    const first = await shop.desk.send(largeOrder('LANE-9', customer), { path });
    const second = await shop.desk.send(smallOrder('LANE-10', customer), { path });
    const third = await shop.desk.send(smallOrder('LANE-11', customer), { path });

    await shop.desk.api.send('runs.cancel', { params: { id: second.run }, body: { reason: 'ordered twice' } });
    const cancelled = await shop.desk.ended(second.run);
    await shop.desk.decide(await shop.desk.approvalOf(first.run), 'approved');
    const run = await shop.desk.ended(third.run);

    expect([cancelled.state, ordersIn(shop.odoo, 'LANE-10')]).toEqual(['cancelled', []]);
    expect([run.state, ordersIn(shop.odoo, 'LANE-11')]).toEqual(['succeeded', ['sale']]);
  });
});

describe('a shop that waits for the answer', () => {
  const path = '/shop/answering';
  const nameOf = (number: string) =>
    shop.odoo.records('sale.order').find((order) => order.client_order_ref === number)?.name;

  test('gets what the flow responds, and the same again for a duplicate', async () => {
    const first = await shop.desk.send(smallOrder('ANSWER-1'), { path });
    const again = await shop.desk.send(smallOrder('ANSWER-1'), { path });

    const expected = [201, JSON.stringify({ order: nameOf('ANSWER-1') })];
    expect([first.status, first.text]).toEqual(expected);
    expect([again.status, again.text]).toEqual(expected);
  });

  test('is attached to the run under way when it sends again meanwhile', async () => {
    const slow = answerSlowly(300, 'after-applying');
    shop.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: slow, times: 1 });
    const sending = shop.desk.send(smallOrder('ANSWER-2'), { path });
    await until('the run', async () => (await shop.desk.runsOf('ANSWER-2'))[0]);

    const [first, again] = await Promise.all([sending, shop.desk.send(smallOrder('ANSWER-2'), { path })]);

    const expected = [201, JSON.stringify({ order: nameOf('ANSWER-2') })];
    expect([first.status, first.text]).toEqual(expected);
    expect([again.status, again.text]).toEqual(expected);
    expect([await shop.desk.runsOf('ANSWER-2'), ordersIn(shop.odoo, 'ANSWER-2')]).toEqual([
      [expect.anything()],
      ['sale'],
    ]);
  });

  test('gets 202 and the run at the time limit, and the run goes on', async () => {
    const sent = await shop.desk.send(largeOrder('ANSWER-3'), { path: '/shop/hasty' });
    await shop.desk.decide(await shop.desk.approvalOf(sent.run), 'approved');
    const run = await shop.desk.ended(sent.run);

    const late = await shop.desk.send(largeOrder('ANSWER-3'), { path: '/shop/hasty' });

    expect([sent.status, run.state, ordersIn(shop.odoo, 'ANSWER-3')]).toEqual([202, 'succeeded', ['sale']]);
    expect([late.status, late.text]).toEqual([201, JSON.stringify({ order: nameOf('ANSWER-3') })]);
  });

  test('gets 500 without a word about why when the run fails before it answered', async () => {
    const sent = await shop.desk.send(smallOrder('ANSWER-4', { items: [] }), { path });

    expect([sent.status, JSON.parse(sent.text).code]).toEqual([500, 'run/failed']);
  });
});

describe('a run that failed', () => {
  test('before it wrote anything lets the sender try again with the same id', async () => {
    const first = await shop.desk.send(smallOrder('CLAIM-1', { items: [] }), { path: '/shop/strict' });
    const failed = await shop.desk.ended(first.run);
    const second = await shop.desk.send(smallOrder('CLAIM-1'), { path: '/shop/strict' });
    const run = await shop.desk.ended(second.run);

    expect([failed.state, failed.failure?.title]).toEqual(['failed', 'The shop left something out.']);
    expect([second.status, second.run === first.run, run.parent]).toEqual([202, false, first.run]);
    expect([run.state, ordersIn(shop.odoo, 'CLAIM-1')]).toEqual(['succeeded', ['sale']]);
  });

  test('after it had written the intent keeps its claim', async () => {
    const broken = smallOrder('CLAIM-2', { items: [{ sku: 'NO-SUCH', qty: 1, price: 1 }] });
    const first = await shop.desk.send(broken);
    await shop.desk.ended(first.run);

    const second = await shop.desk.send(broken);

    expect([second.status, second.run]).toEqual([200, first.run]);
  });
});
