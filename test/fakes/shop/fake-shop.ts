import { randomUUID } from 'node:crypto';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest, startLoopback } from '../loopback.ts';
import { printPage } from '../page.ts';
import { signWebhook } from './sign.ts';

/** One line of an order as the shop sends it. */
export interface ShopLine {
  readonly sku: string;
  readonly qty: number;
  readonly price: number;
}

/** An order as the shop sends it. */
export interface ShopOrder {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly customer: { readonly name: string; readonly email: string };
  readonly items: readonly ShopLine[];
}

/** What became of one delivery; `status` is 0 where nobody answered. */
export interface Delivery {
  readonly order: ShopOrder;
  readonly status: number;
  readonly answer: string;
  readonly tookMs: number;
}

/** A running demo shop. */
export interface FakeShop extends AsyncDisposable {
  readonly url: string;
  /** Every delivery, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Makes an order with an id and number of its own, signs it and sends it. */
  placeOrder(size: 'small' | 'large'): Promise<Delivery>;
  close(): Promise<void>;
}

/** How to start the shop. */
export interface FakeShopOptions {
  /** Where orders are sent. */
  readonly hookUrl: string;
  /** `whsec_…`; orders are signed with it. */
  readonly secret: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly now?: () => Date;
}

const shownOrders = 100;

/** Starts a shop on 127.0.0.1 that sends signed orders, by hand from its page or by call. */
export async function startFakeShop(options: FakeShopOptions): Promise<FakeShop> {
  const now = options.now ?? (() => new Date());
  const deliveries: Delivery[] = [];
  const placeOrder = async (size: 'small' | 'large'): Promise<Delivery> => {
    const delivery = await deliver(options, orderOf(size, now()), now());
    deliveries.push(delivery);
    return delivery;
  };
  const loopback = await startLoopback({
    ...(options.port === undefined ? {} : { port: options.port }),
    now,
    answer: async (request) => ({ kind: 'answer', answer: await answer(request, { deliveries, placeOrder }) }),
  });
  return {
    url: loopback.url,
    deliveries,
    placeOrder,
    close: loopback.close,
    [Symbol.asyncDispose]: loopback.close,
  };
}

/** Adds up an order. */
export function totalOf(order: ShopOrder): number {
  return order.items.reduce((sum, line) => sum + line.qty * line.price, 0);
}

function orderOf(size: 'small' | 'large', at: Date): ShopOrder {
  // The number says when, to the millisecond, so that orders of different starts never collide.
  const number = `SO-${at
    .toISOString()
    .slice(2)
    .replaceAll(/[-:TZ.]/g, '')}`;
  const base = { id: `evt_${randomUUID()}`, number, currency: 'EUR' };
  return size === 'small'
    ? {
        ...base,
        customer: { name: 'Azure Interior', email: 'Orders@Azure.example' },
        items: [
          { sku: 'PMP-100', qty: 2, price: 349.5 },
          { sku: 'VLV-020', qty: 10, price: 18.9 },
        ],
      }
    : {
        ...base,
        customer: { name: 'Deco Addict', email: 'purchasing@deco.example' },
        items: [{ sku: 'PMP-100', qty: 40, price: 349.5 }],
      };
}

async function deliver(options: FakeShopOptions, order: ShopOrder, at: Date): Promise<Delivery> {
  const signed = signWebhook({ secret: options.secret, id: order.id, timestamp: at, payload: order });
  const sentAt = performance.now();
  try {
    const response = await fetch(options.hookUrl, { method: 'POST', headers: signed.headers, body: signed.body });
    const text = await response.text();
    return { order, status: response.status, answer: text, tookMs: Math.round(performance.now() - sentAt) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return { order, status: 0, answer: `not delivered: ${why}`, tookMs: Math.round(performance.now() - sentAt) };
  }
}

async function answer(request: LoopbackRequest, shop: Pick<FakeShop, 'deliveries' | 'placeOrder'>): Promise<Answer> {
  const { method, path } = request;
  if (path === '/' && method === 'GET') return htmlAnswer(200, shopPage(shop.deliveries));
  const size = path === '/orders/small' ? 'small' : path === '/orders/large' ? 'large' : undefined;
  if (size === undefined || method !== 'POST') return jsonAnswer(404, { error: 'nothing here' });
  // Another page of the same browser must not be able to place orders.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return jsonAnswer(403, { error: 'not from this page' });
  await shop.placeOrder(size);
  return { status: 303, headers: { Location: '/' } };
}

function shopPage(deliveries: readonly Delivery[]): string {
  return printPage({
    title: 'Demo shop — a stand-in, not a shop',
    introduction: 'It sends signed orders to the Penstock on this computer, and forgets everything when it stops.',
    actions: [
      { title: 'Place a small order', path: '/orders/small' },
      { title: 'Place a large order, which needs an approval', path: '/orders/large' },
    ],
    tables: [
      {
        title: 'Orders sent',
        columns: ['Number', 'Customer', 'Total', 'Answer', 'Took'],
        rows: deliveries
          .slice(-shownOrders)
          .reverse()
          .map(({ order, status, answer: said, tookMs }) => [
            order.number,
            order.customer.name,
            `${totalOf(order).toFixed(2)} ${order.currency}`,
            `${status} ${said}`,
            `${tookMs} ms`,
          ]),
        numbers: [2, 4],
        whenEmpty: 'No order yet.',
      },
    ],
  });
}
