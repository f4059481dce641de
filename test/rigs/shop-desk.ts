import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { type Client, createClient } from '#api/client.ts';
import type { JsonObject } from '#flow/json.ts';
import type { FakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { signWebhook } from '#test/fakes/shop/sign.ts';
import { until } from './until.ts';

/** The secrets a runtime over the shop workspace needs, and what they are for. */
export const shopSecret = `whsec_${Buffer.from('a shop secret of thirty-two bytes').toString('base64')}`;

/** Process environment of a runtime over the shop workspace. */
export function shopEnvironment(odoo: Pick<FakeOdoo, 'keys'>): Record<string, string> {
  return {
    PENSTOCK_SECRET_SHOP_WEBHOOK: shopSecret,
    PENSTOCK_SECRET_ODOO_MAIN_KEY: odoo.keys.admin ?? '',
    PENSTOCK_TOKEN: 'desk-token-of-a-test',
  };
}

/** Puts the products of the samples into a fake. */
export function stockProducts(odoo: Pick<FakeOdoo, 'insert'>): void {
  odoo.insert('product.template', { name: 'Pump 100', default_code: 'PMP-100', list_price: 349.5 });
  odoo.insert('product.template', { name: 'Valve 020', default_code: 'VLV-020', list_price: 18.9 });
}

/** An order as the shop sends it. */
export type ShopOrder = JsonObject & { readonly id: string; readonly number: string };

/** A small order with two lines, a thing or two changed. */
export function smallOrder(number: string, changes: JsonObject = {}): ShopOrder {
  return {
    id: `evt_${number}`,
    number,
    currency: 'EUR',
    customer: { name: 'Azure Interior', email: 'Orders@Azure.example' },
    items: [
      { sku: 'PMP-100', qty: 2, price: 349.5 },
      { sku: 'VLV-020', qty: 10, price: 18.9 },
    ],
    ...changes,
  };
}

/** An order above the limit of the `dev` environment. */
export function largeOrder(number: string, changes: JsonObject = {}): ShopOrder {
  return smallOrder(number, { items: [{ sku: 'PMP-100', qty: 40, price: 349.5 }], ...changes });
}

/** What a sender got back. */
export type Sent = {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Id of the run, where the answer names one; empty otherwise. */
  readonly run: string;
};

/** How a call differs from a proper one. */
export type Sending = {
  readonly path?: string;
  /** When the sender says it signed. */
  readonly sentAt?: Date;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
  readonly signal?: AbortSignal;
};

/** A run as the API shows it. */
export type ShownRun = z.output<ApiCallOf<'runs.get'>['reply']>;
type DeadLetter = z.output<ApiCallOf<'dead-letters.list'>['reply']>['deadLetters'][number];
type Approval = z.output<ApiCallOf<'approvals.get'>['reply']>;

/** What a sender and a person can do with a runtime, and what they can see of it; everything over HTTP. */
export type ShopDesk = {
  readonly api: Client;
  readonly send: (order: JsonObject, sending?: Sending) => Promise<Sent>;
  readonly run: (id: string) => Promise<ShownRun>;
  /** The run once it fits. */
  readonly runWhen: (id: string, what: string, fits: (run: ShownRun) => boolean, limitMs?: number) => Promise<ShownRun>;
  /** The run once it is over. */
  readonly ended: (id: string, limitMs?: number) => Promise<ShownRun>;
  /** Runs of an order, newest first. */
  readonly runsOf: (number: string) => Promise<readonly { readonly id: string; readonly state: string }[]>;
  /** The open approval of a run, as it is shown. */
  readonly approvalOf: (run: string) => Promise<Approval>;
  /** Decides; gives the sentence of the refusal, or undefined when it was done. */
  readonly decide: (approval: Approval, decision: 'approved' | 'rejected') => Promise<string | undefined>;
  readonly deadLettersOf: (run: string) => Promise<readonly DeadLetter[]>;
  /** Replays a dead letter; gives the new run. */
  readonly replay: (deadLetter: string, input?: ShopOrder) => Promise<string>;
  /** Actions of the audit on a run, oldest first. */
  readonly auditOf: (subject: string) => Promise<readonly string[]>;
  /** Sentences under which the operators find refused calls of a status. */
  readonly refusedWith: (status: number) => Promise<readonly string[]>;
};

const finalStates: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'superseded']);

/** Sits down at a runtime. */
export function openDesk(runtime: { readonly url: string; readonly token: string }): ShopDesk {
  const api = createClient({ ...runtime, fetch });
  const run = async (id: string) => reply(await api.send('runs.get', { params: { id } }));
  const runWhen: ShopDesk['runWhen'] = async (id, what, fits, limitMs) => {
    let last: ShownRun | undefined;
    const look = async () => {
      last = await run(id);
      return fits(last) ? last : undefined;
    };
    try {
      return await until(`${id} to be ${what}`, look, limitMs);
    } catch (error) {
      throw new Error(`${id} is not ${what}, but ${JSON.stringify(last)}`, { cause: error });
    }
  };
  return {
    api,
    run,
    runWhen,
    ended: (id, limitMs) => runWhen(id, 'over', ({ state }) => finalStates.has(state), limitMs),
    runsOf: async (number) => reply(await api.send('runs.list', { query: { key: number } })).runs,
    send: (order, sending = {}) => sendOrder(runtime.url, order, sending),
    approvalOf: (id) => until(`the approval of ${id}`, () => openApprovalOf(api, id)),
    decide: async ({ id, shownHash }, decision) => {
      const answer = await api.send('approvals.decide', { params: { id }, body: { decision, shownHash } });
      return answer.ok ? undefined : answer.problem.detail;
    },
    deadLettersOf: async (id) => reply(await api.send('dead-letters.list', { query: { run: id } })).deadLetters,
    replay: async (id, input) => {
      // The client's types know no readonly, so it gets a copy.
      const copy: z.core.util.JSONType | undefined = input && JSON.parse(JSON.stringify(input));
      const body = { reason: 'mended', ...(copy === undefined ? {} : { input: copy }) };
      return reply(await api.send('dead-letters.replay', { params: { id }, body })).run ?? '';
    },
    auditOf: async (subject) => {
      const { entries } = reply(await api.send('audit.list', { query: { subject, limit: 200 } }));
      return entries.map(({ action }) => action);
    },
    refusedWith: async (status) => {
      const { refused } = reply(await api.send('refused.list', { query: { limit: 200 } }));
      return refused.filter((one) => one.status === status).map(({ reason }) => reason);
    },
  };
}

/** The value of an answer; a refusal is a mistake of the test. */
export function reply<T>(answer: { ok: true; value: T } | { ok: false; status: number; problem: unknown }): T {
  if (answer.ok) return answer.value;
  throw new Error(`the runtime refused with ${answer.status} ${JSON.stringify(answer.problem)}`);
}

async function sendOrder(url: string, order: JsonObject, sending: Sending): Promise<Sent> {
  const { path = '/shop/orders', sentAt = new Date(), tamper, signal } = sending;
  const id = typeof order.id === 'string' ? order.id : 'evt';
  const signed = signWebhook({ secret: shopSecret, id, timestamp: sentAt, payload: order });
  const body = tamper === undefined ? signed.body : tamper(signed.body);
  const answer = await fetch(`${url}/hooks${path}`, {
    method: 'POST',
    headers: signed.headers,
    body,
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  const run = /^\{"run":"(run_[0-9a-f-]+)"\}$/.exec(text)?.[1] ?? '';
  return { status: answer.status, text, headers: answer.headers, run };
}

async function openApprovalOf(api: Client, run: string): Promise<Approval | undefined> {
  const [first] = reply(await api.send('approvals.list', { query: { run } })).approvals;
  return first === undefined ? undefined : reply(await api.send('approvals.get', { params: { id: first.id } }));
}

/** States of the orders that Odoo has under a number. */
export function ordersIn(odoo: Pick<FakeOdoo, 'records'>, number: string): readonly string[] {
  const orders = odoo.records('sale.order').filter((order) => order.client_order_ref === number);
  return orders.map(({ state }) => String(state));
}
