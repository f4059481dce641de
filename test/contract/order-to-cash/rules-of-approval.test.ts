import { afterAll, beforeAll, expect, test } from 'vitest';
import { largeOrder, ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { type ShopRuntime, startShopRuntime } from '#test/rigs/shop-runtime.ts';
import { until } from '#test/rigs/until.ts';

const fourEyes = `      due: 24h
      quorum: 2
      exclude: [customer.email]
      form:
        type: object
        required: [limit]
        properties:
          limit:
            type: integer
`;

const handler = `penstock: 1
id: on-trouble
name: Tell people about trouble
version: 1.0.0
owner: sales-operations
nodes:
  by_hand:
    type: manual@1
    name: Trouble
    config:
      roles: [operator]
      form:
        type: object
        required: [run]
    next: noted
  noted:
    type: milestone@1
    name: Noted
    config:
      milestone: noted
      businessKey: run
`;

let shop: ShopRuntime;

beforeAll(async () => {
  shop = await startShopRuntime({
    variants: [
      { name: 'four-eyes', edits: [['      due: 24h\n', fourEyes]] },
      {
        name: 'told',
        edits: [
          ['correlation: number\n', 'correlation: number\nonFailure: on-trouble\n'],
          ['      error: set_aside\n', ''],
          ['    next: order_complete\n', '    next: order_complete\n'],
          ['      hint: Odoo did not take the order. The cause tells why.\n', ''],
          [
            '  set_aside:\n    type: dead-letter@1\n    name: Set aside for sales operations\n    config:\n      owner: sales-operations\n',
            '',
          ],
        ],
      },
    ],
    more: { 'flows/on-trouble.flow.yaml': handler },
  });
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

test('two people must approve, neither twice nor excluded, and the form must be filled in', async () => {
  const sent = await shop.desk.send(largeOrder('SO-4EYES'), { path: '/shop/four-eyes' });
  const { id, shownHash } = await shop.desk.approvalOf(sent.run);
  const decide = (by: string, form?: { readonly limit: number }) =>
    shop.runtime.engine.decideApproval({
      approval: id,
      decision: 'approved',
      by,
      shownHash,
      ...(form ? { form } : {}),
    });

  const outcomes = [
    await decide('orders@azure.example', { limit: 1 }),
    await decide('mara'),
    await decide('mara', { limit: 1 }),
    await decide('mara', { limit: 2 }),
    await decide('jonas', { limit: 3 }),
    await decide('late', { limit: 4 }),
  ];
  const run = await shop.desk.ended(sent.run);

  expect(outcomes.map((outcome) => (outcome.kind === 'done' ? 'done' : outcome.code))).toEqual([
    'approval/excluded',
    'approval/form-invalid',
    'done',
    'approval/voted',
    'done',
    'approval/closed',
  ]);
  expect(run.state).toBe('succeeded');
  expect(ordersIn(shop.odoo, 'SO-4EYES')).toEqual(['sale']);
  const decided = (await shop.desk.auditOf(sent.run)).filter((action) => action === 'approval.decided');
  expect(decided).toHaveLength(2);
});

test('one rejection settles an approval that two people must give', async () => {
  const sent = await shop.desk.send(largeOrder('SO-4NO'), { path: '/shop/four-eyes' });
  const approval = await shop.desk.approvalOf(sent.run);

  const refusal = await shop.desk.decide(approval, 'rejected');
  const run = await shop.desk.ended(sent.run);

  expect([refusal, run.state, ordersIn(shop.odoo, 'SO-4NO')]).toEqual([undefined, 'failed', []]);
});

test('a failure that escapes starts the flow that handles it, once, with what happened', async () => {
  const unknown = smallOrder('SO-TOLD', { items: [{ sku: 'NO-SUCH', qty: 1, price: 1 }] });

  const sent = await shop.desk.send(unknown, { path: '/shop/told' });
  const failed = await shop.desk.ended(sent.run);
  const handled = await until('the handler to run', async () => {
    const [first] = await shop.desk.runsOf(sent.run);
    return first?.state === 'succeeded' ? first : undefined;
  });
  const told = await shop.desk.run(handled.id);

  expect(failed.state).toBe('failed');
  expect(told).toMatchObject({
    flow: 'on-trouble',
    parent: sent.run,
    input: { run: sent.run, flow: 'order-to-cash-told' },
  });
  expect(await shop.desk.runsOf(sent.run)).toHaveLength(1);
});

test('a flow is started by hand with its form filled in and a reason that is audited', async () => {
  const start = (input: { readonly run?: string }) =>
    shop.desk.api.send('flows.start', { params: { id: 'on-trouble' }, body: { input, reason: 'trying it' } });

  const refused = await start({});
  const started = await start({ run: 'by hand' });
  const id = started.ok ? (started.value.run ?? '') : '';
  const run = await shop.desk.ended(id);

  expect(refused.ok ? 'started' : refused.problem.code).toBe('flow/form-invalid');
  expect(run.state).toBe('succeeded');
  expect(await shop.desk.auditOf(id)).toContain('run.accepted');
});
