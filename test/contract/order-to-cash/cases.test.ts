import { afterAll, beforeAll, expect, test } from 'vitest';
import { loseAnswer } from '#test/fakes/faults.ts';
import { refuseWith } from '#test/fakes/odoo/odoo-faults.ts';
import { largeOrder, ordersIn, type Sending, type Sent, type ShopOrder, smallOrder } from '#test/rigs/shop-desk.ts';
import { type ShopRuntime, startShopRuntime } from '#test/rigs/shop-runtime.ts';
import { until } from '#test/rigs/until.ts';

let shop: ShopRuntime;

beforeAll(async () => {
  shop = await startShopRuntime({
    variants: [
      { name: 'brief', edits: [['due: 24h', 'due: 1s']] },
      {
        name: 'quick',
        edits: [
          ['first: 2s', 'first: 100ms'],
          ['jitter: full', 'jitter: none'],
        ],
      },
    ],
  });
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

/** What became of an order, everywhere somebody could look. */
type Outcome = {
  /** Status the shop got. */
  readonly status: number;
  /** State of the last run of the order; undefined where there is none. */
  readonly state: string | undefined;
  /** States of the orders Odoo has under this number. */
  readonly orders: readonly string[];
  /** Actions of the audit on that run, in order. */
  readonly audit: readonly string[];
  /** Sentences people are shown: a refusal, or the hint and the cause of what was set aside. */
  readonly said: readonly string[];
};

type Case = {
  readonly name: string;
  readonly order: ShopOrder;
  readonly sending?: Sending;
  readonly before?: () => Promise<void> | void;
  /** What happens after the call: gives the run to look at, and what a person was told. */
  readonly afterwards?: (
    sent: Sent,
    order: ShopOrder,
  ) => Promise<{ readonly run?: string; readonly said?: string } | undefined>;
  readonly outcome: Outcome;
};

const accepted = ['run.accepted'];
const written = ['effect.intended', 'effect.done'];
const notApproved = 'No sales manager approved this order in time, or one rejected it.';
const notTaken = 'Odoo did not take the order. The cause tells why.';

async function decideOnce(sent: Sent, decision: 'approved' | 'rejected') {
  const approval = await shop.desk.approvalOf(sent.run);
  const said = await shop.desk.decide(approval, decision);
  return said === undefined ? { approval } : { approval, said };
}

async function replayed(run: string, input?: ShopOrder): Promise<string> {
  const [letter] = await shop.desk.deadLettersOf(run);
  return await shop.desk.replay(letter?.id ?? '', input);
}

async function attemptsOf(run: string): Promise<number> {
  const { steps } = await shop.desk.run(run);
  return steps.find(({ node }) => node === 'create_order')?.attempts ?? 0;
}

const cases: readonly Case[] = [
  {
    name: 'a small order is confirmed in Odoo without anybody being asked',
    order: smallOrder('SO-1'),
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, ...written, 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'an order of one line is an order',
    order: smallOrder('SO-2', { items: [{ sku: 'VLV-020', qty: 1, price: 18.9 }] }),
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, ...written, 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'a large order that is approved is confirmed in Odoo',
    order: largeOrder('SO-3'),
    afterwards: async (sent) => void (await decideOnce(sent, 'approved')),
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, 'approval.opened', 'approval.decided', ...written, 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'a large order that is rejected is set aside',
    order: largeOrder('SO-4'),
    afterwards: async (sent) => void (await decideOnce(sent, 'rejected')),
    outcome: {
      status: 202,
      state: 'failed',
      orders: [],
      audit: [...accepted, 'approval.opened', 'approval.decided', 'run.failed'],
      said: [notApproved],
    },
  },
  {
    name: 'a second decision is refused and changes nothing',
    order: largeOrder('SO-5'),
    afterwards: async (sent) => {
      const { approval } = await decideOnce(sent, 'approved');
      const said = await shop.desk.decide(approval, 'rejected');
      return said === undefined ? undefined : { said };
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, 'approval.opened', 'approval.decided', ...written, 'run.succeeded'],
      said: ['This approval was already decided, has expired or was withdrawn.'],
    },
  },
  {
    name: 'an approval that comes after its time is refused',
    order: largeOrder('SO-6'),
    sending: { path: '/shop/brief' },
    afterwards: async (sent) => {
      const approval = await shop.desk.approvalOf(sent.run);
      await shop.desk.ended(sent.run);
      const said = await shop.desk.decide(approval, 'approved');
      return said === undefined ? undefined : { said };
    },
    outcome: {
      status: 202,
      state: 'failed',
      orders: [],
      audit: [...accepted, 'approval.opened', 'approval.expired', 'run.failed'],
      said: ['This approval was already decided, has expired or was withdrawn.', notApproved],
    },
  },
  {
    name: 'an order without lines is set aside as incomplete',
    order: smallOrder('SO-7', { items: [] }),
    outcome: {
      status: 202,
      state: 'failed',
      orders: [],
      audit: [...accepted, 'run.failed'],
      said: ['The shop left something out. Mend the order and replay it.'],
    },
  },
  {
    name: 'an order that is sent twice is one run and one order',
    order: smallOrder('SO-8'),
    afterwards: async (sent, order) => {
      const again = await shop.desk.send(order);
      return { said: `${again.status} ${again.run === sent.run ? 'the same run' : 'another run'}` };
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, ...written, 'run.succeeded'],
      said: ['200 the same run'],
    },
  },
  {
    name: 'a body that was changed on its way is refused',
    order: smallOrder('SO-9'),
    sending: { tamper: (body) => body.replace('349.5', '3.5') },
    afterwards: async () => ({ said: await refusal(401, /signature/i) }),
    outcome: {
      status: 401,
      state: undefined,
      orders: [],
      audit: [],
      said: ['The signature fits none of the secrets.'],
    },
  },
  {
    name: 'a call that was signed ten minutes ago is refused',
    order: smallOrder('SO-10'),
    sending: { sentAt: new Date(Date.now() - 600_000) },
    afterwards: async () => ({ said: await refusal(401, /time/i) }),
    outcome: { status: 401, state: undefined, orders: [], audit: [], said: ['The signed time is too far from ours.'] },
  },
  {
    name: 'a body of 2 MB is refused before it is read',
    order: smallOrder('SO-11', { note: 'x'.repeat(2_000_000) }),
    afterwards: async () => ({ said: await refusal(413, /up to/) }),
    outcome: {
      status: 413,
      state: undefined,
      orders: [],
      audit: [],
      said: ['This address takes bodies up to 1024 KB. Send less, or raise limits.body.'],
    },
  },
  {
    name: 'while Odoo is down the order waits, and is one order once it is back',
    order: smallOrder('SO-12'),
    sending: { path: '/shop/quick' },
    before: () => shop.odoo.faults.down(),
    afterwards: async (sent) => {
      await until('two attempts', async () => ((await attemptsOf(sent.run)) >= 2 ? true : undefined));
      await shop.odoo.faults.up();
      return undefined;
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, 'retried', 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'an order that Odoo refuses is set aside with the cause, and is one order once it was mended',
    order: smallOrder('SO-13', { items: [{ sku: 'NO-SUCH', qty: 1, price: 1 }] }),
    afterwards: async (sent, order) => {
      await shop.desk.ended(sent.run);
      const [letter] = await shop.desk.deadLettersOf(sent.run);
      const run = await replayed(sent.run, { ...order, items: smallOrder('').items ?? [] });
      return { run, said: `${letter?.hint} ${letter?.cause?.title}` };
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: ['run.replayed', ...written, 'run.succeeded'],
      said: [`${notTaken} Odoo has no product with the internal reference "NO-SUCH".`],
    },
  },
  {
    name: 'an order Odoo’s own rules refuse is set aside in Odoo’s words',
    order: smallOrder('SO-14'),
    before: () => {
      const where = { model: 'sale.order', method: 'load' };
      shop.odoo.faults.inject({ where, fault: refuseWith('The customer is blocked.'), times: 1 });
    },
    outcome: {
      status: 202,
      state: 'failed',
      orders: [],
      audit: [...accepted, 'effect.intended', 'effect.refused', 'run.failed'],
      said: [notTaken, 'Odoo refused load on sale.order.'],
    },
  },
  {
    name: 'an answer that was lost after Odoo did the work leads to one order',
    order: smallOrder('SO-15'),
    sending: { path: '/shop/quick' },
    before: () => {
      shop.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: loseAnswer(), times: 1 });
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: [...accepted, 'effect.intended', 'effect.unknown', 'effect.intended', 'effect.done', 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'a run that is replayed after all that uses the order that is there',
    order: smallOrder('SO-16'),
    sending: { path: '/shop/quick' },
    before: () => {
      shop.odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: loseAnswer(), times: 1 });
    },
    afterwards: async (sent) => {
      await shop.desk.ended(sent.run);
      const again = await shop.desk.api.send('runs.replay', {
        params: { id: sent.run },
        body: { reason: 'to be sure' },
      });
      return { run: again.ok ? (again.value.run ?? '') : '' };
    },
    outcome: {
      status: 202,
      state: 'succeeded',
      orders: ['sale'],
      audit: ['run.replayed', 'effect.reused', 'run.succeeded'],
      said: [],
    },
  },
  {
    name: 'a run that is cancelled while it waits takes its approval along',
    order: largeOrder('SO-17'),
    afterwards: async (sent) => {
      const approval = await shop.desk.approvalOf(sent.run);
      await shop.desk.api.send('runs.cancel', { params: { id: sent.run }, body: { reason: 'the customer called' } });
      const { state } = await shop.desk.approvalOf(sent.run);
      const said = await shop.desk.decide(approval, 'approved');
      return { said: `${state}. ${said}` };
    },
    outcome: {
      status: 202,
      state: 'cancelled',
      orders: [],
      audit: [...accepted, 'approval.opened', 'run.cancel-asked', 'run.cancelled'],
      said: ['withdrawn. This approval was already decided, has expired or was withdrawn.'],
    },
  },
];

async function refusal(status: number, like: RegExp): Promise<string> {
  return await until(`a refused call with ${status}`, async () =>
    (await shop.desk.refusedWith(status)).find((reason) => like.test(reason)),
  );
}

/** Retries are as many as it takes; the table names them once. */
function foldRetries(audit: readonly string[]): readonly string[] {
  const text = audit.join(' ');
  const retried = /(effect\.intended effect\.(refused|unknown) ){2,}effect\.intended effect\.done/;
  return text.replace(retried, 'retried').split(' ').filter(Boolean);
}

test.for(cases)('$name', async ({ order, sending, before, afterwards, outcome }) => {
  await before?.();

  const sent = await shop.desk.send(order, sending);
  const more = await afterwards?.(sent, order);
  const id = more?.run ?? sent.run;
  const run = id === '' ? undefined : await shop.desk.ended(id);
  const letters = id === '' ? [] : await shop.desk.deadLettersOf(id);

  const told = letters.flatMap(({ hint, cause }) => [hint ?? '', ...(cause === null ? [] : [cause.title])]);
  expect({
    status: sent.status,
    state: run?.state,
    orders: ordersIn(shop.odoo, order.number),
    audit: foldRetries(id === '' ? [] : await shop.desk.auditOf(id)),
    said: [...(more?.said === undefined ? [] : [more.said]), ...told],
  } satisfies Outcome).toEqual(outcome);
});
