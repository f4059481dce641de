import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { checkFlow } from '#flow/check/check.ts';
import { checkContextOf, readWorkspace } from '#runtime/workspace/workspace.ts';
import { type FakeOdoo, startFakeOdoo } from '../../fakes/odoo/fake-odoo.ts';
import { signWebhook } from '../../fakes/shop/sign.ts';
import { type DesignerPage, openDesigner } from './browser.ts';
import { type Studio, startStudio } from './studio.ts';
import { until } from './until.ts';

/** Everything somebody needs who builds *order to cash* from nothing: an Odoo, an empty workspace, the designer. */
export type BuildingSite = AsyncDisposable & {
  readonly odoo: FakeOdoo;
  readonly studio: Studio;
  readonly page: Page;
  /** What the page complained about. */
  readonly complaints: readonly string[];
};

/** What an analyst knows about the Odoo to be connected. */
export const odooAccess = {
  database: 'demo',
  key: '0123456789abcdef0123456789abcdef01234567',
} as const;

/** What an analyst knows about the shop: where it sends, what it signs with, and one order as it comes in. */
export const shop = {
  path: '/shop/orders',
  secret: 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  order: {
    id: 'evt_1001',
    number: 'SO-1001',
    currency: 'USD',
    customer: { name: 'Azure Interior', email: 'Orders@Azure.example' },
    items: [
      { sku: 'PMP-100', qty: 2, price: 349.5 },
      { sku: 'VLV-020', qty: 10, price: 18.9 },
    ],
  },
} as const;

/** Starts the Odoo with the shop's products, a studio on an empty workspace, and the designer on its flow list. */
export async function openBuildingSite(browser: Browser): Promise<BuildingSite> {
  const odoo = await startFakeOdoo({
    version: 19,
    database: odooAccess.database,
    users: [
      { login: 'admin', uid: 2, name: 'Mitchell Admin', key: `${odooAccess.key}-admin` },
      { login: 'penstock', uid: 10, name: 'Penstock', key: odooAccess.key },
    ],
  });
  odoo.insert('product.product', { name: 'Pump', default_code: 'PMP-100', list_price: 349.5 });
  odoo.insert('product.product', { name: 'Valve', default_code: 'VLV-020', list_price: 18.9 });
  const studio = await startStudio();
  const designer: DesignerPage = await openDesigner(browser, studio);
  await designer.page.getByRole('heading', { name: 'Flows' }).waitFor();
  return {
    odoo,
    studio,
    page: designer.page,
    complaints: designer.complaints,
    [Symbol.asyncDispose]: async () => {
      await designer[Symbol.asyncDispose]();
      await studio[Symbol.asyncDispose]();
      await odoo.close();
    },
  };
}

/** What the page complained about, but for answers 422: looking into an address or a half-built flow is refused so. */
export function seriousComplaints({ complaints }: BuildingSite): readonly string[] {
  return complaints.filter((complaint) => !complaint.includes('status of 422'));
}

/** Asserts that the test with the sample succeeded, and that the way it took is lit on the canvas. */
export async function expectTested({ page }: BuildingSite): Promise<void> {
  const shown = page.getByRole('region', { name: 'Test shown on the canvas' });
  await shown.getByRole('img', { name: 'succeeded' }).waitFor();
  const canvas = page.getByRole('application', { name: /^Flow canvas/ });
  for (const [step, state] of wayTaken) {
    await canvas.getByRole('article', { name: new RegExp(`^${step}, .*\\b${state}\\b`) }).waitFor();
  }
}

/**
 * What the checker says of the saved flows that has to do with how they are drawn. What every flow owes beside that
 * (an owner, a decision record, tests) is another person's job, and needs no canvas.
 */
async function structuralFindings(workspace: string): Promise<readonly string[]> {
  const read = await readWorkspace(workspace);
  expect(read.problems).toEqual([]);
  return read.flows.flatMap(({ flow }) => checkFlow(flow, checkContextOf(read)).map(({ message }) => message));
}

/** What became of every step when a small order was tried. */
const wayTaken = [
  ['Webhook in', 'done'],
  ['Check shape', 'done'],
  ['Branch', 'done'],
  ['Approval', 'skipped'],
  ['Odoo', 'simulated'],
  ['Milestone', 'done'],
  ['Set aside', 'skipped'],
] as const;

/** Sends the order signed, twice as shops do, and asserts that it stands in Odoo exactly once. */
export async function expectOneOrderInOdoo({ page, studio, odoo }: BuildingSite): Promise<void> {
  await page.getByText('Saved', { exact: true }).first().waitFor();
  expect(odoo.records('sale.order')).toEqual([]);

  // A saved flow is live a moment later.
  await until(
    'the signed order is taken',
    () => sendOrder(studio.url, 'msg_1'),
    (status) => status === 202,
  );
  await until(
    'the order stands in Odoo',
    async () => odoo.records('sale.order').map(({ client_order_ref: reference }) => reference),
    (references) => references.length > 0,
  );
  const repeated = await sendOrder(studio.url, 'msg_2');

  expect(await structuralFindings(studio.workspace)).toEqual([]);
  expect(repeated).toBeLessThan(300);
  const [order, ...others] = odoo.records('sale.order');
  expect(others).toEqual([]);
  expect(order?.client_order_ref).toBe(shop.order.number);
  expect(odoo.records('sale.order.line')).toHaveLength(shop.order.items.length);
  expect(odoo.records('res.partner').filter(({ email }) => email === 'orders@azure.example')).toHaveLength(1);
}

async function sendOrder(url: string, id: string): Promise<number> {
  const { headers, body } = signWebhook({ secret: shop.secret, id, timestamp: new Date(), payload: shop.order });
  const answer = await fetch(`${url}/hooks${shop.path}`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}
