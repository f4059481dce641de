import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveRig, makeData, startLive } from '#test/rigs/bundles.ts';
import { makeFolder } from '#test/rigs/studio.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { openDrawing } from './rig/drawing.ts';
import { orderToCash } from './rig/studio.ts';
import { sayWhoWorksHere, startTwoStudios, type TwoStudios } from './rig/two-studios.ts';
import { type WatchedPage, watchPage } from './rig/watched-page.ts';

const flow = 'order-to-cash';

/** The most clicks from an edit that is on screen to its version being live, both people together. */
const mostClicks = 12;

const shopSecret = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';

// Only orders below the limit go to Odoo at once; this test sends one above it, so nobody answers at the address.
const liveFile = `name: live
purpose: live
variables:
  approvalLimitMinor: 1000000
connections:
  odoo-main:
    url: https://erp.example.com
    database: production
`;

const cleanUp = new AsyncDisposableStack();
let studios: TwoStudios;
let live: LiveRig;
let browser: Browser;
let author: DesignerPage;
let reviewer: DesignerPage;

beforeAll(async () => {
  studios = cleanUp.use(await startTwoStudios());
  live = await startSite();
  browser = await startBrowser();
  cleanUp.defer(() => browser.close());
  author = cleanUp.use(await openDesigner(browser, studios.author.studio));
  reviewer = cleanUp.use(await openDesigner(browser, studios.reviewer.studio));
  await introduce(author.page, studios.author);
  await introduce(reviewer.page, studios.reviewer);
  await linkServer(reviewer.page);
});

afterAll(() => cleanUp.disposeAsync());

test(`from an edit to the version being live it takes at most ${mostClicks} clicks over both studios, and no word of how versions are kept`, async () => {
  const drawing = await openDrawing(author.page, studios.author.studio, flow);
  await author.page.locator('.react-flow__node').filter({ hasText: 'Set aside, incomplete' }).click();
  await drawing.inspector.getByRole('textbox', { name: 'Hint' }).click();
  await author.page.keyboard.type('Ask the shop first. ');
  await drawing.saved();
  const mine = await watchPage(author.page);
  const theirs = await watchPage(reviewer.page);

  await handOver(author.page, mine);
  await release(reviewer.page, theirs);
  await deploy(reviewer.page, theirs);

  const { body } = await live.get('/api/deployments');
  expect(body.deployments).toEqual([
    expect.objectContaining({ flow, version: '1.0.0', authors: ['anna-berg'], approvers: ['ben-okafor'], drift: 0 }),
  ]);
  expect((await sendLargeOrder()).status).toBe(202);
  expect((await mine.clicks()) + (await theirs.clicks())).toBeLessThanOrEqual(mostClicks);
  expect([...mine.machineryRead(), ...theirs.machineryRead()]).toEqual([]);
  expect([...author.complaints, ...reviewer.complaints]).toEqual([]);
});

async function handOver(page: Page, watched: WatchedPage): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Request review' });

  await watched.click(page.getByRole('button', { name: 'Request review' }));
  await watched.read(dialog.getByRole('textbox', { name: 'Title' }));
  await watched.click(dialog.getByRole('button', { name: 'Request review' }));
  await watched.read(page.getByText('Handed over for review.'));
}

async function release(page: Page, watched: WatchedPage): Promise<void> {
  const dialog = page.getByRole('dialog');

  await watched.click(page.getByRole('link', { name: /^Reviews/ }));
  await watched.read(page.getByRole('grid').getByText('Waits for you'));
  await watched.click(page.getByRole('grid').getByRole('link').first());
  await watched.read(page.locator('.monaco-diff-editor'));
  await watched.click(page.getByRole('button', { name: 'Approve 1.0.0' }));
  await watched.read(dialog.getByText('You sign exactly what is shown'));
  await watched.click(dialog.getByRole('button', { name: 'Approve and sign' }));
  await watched.read(page.getByText('Ben Okafor approved'));
  await watched.click(page.getByRole('button', { name: 'Release 1.0.0' }));
  await watched.read(dialog.getByText('A released version never changes again.'));
  await watched.click(dialog.getByRole('button', { name: 'Release' }));
  await watched.read(dialog.getByText('releases/order-to-cash-1.0.0.pstk'));
}

async function deploy(page: Page, watched: WatchedPage): Promise<void> {
  const dialog = page.getByRole('dialog');

  await watched.click(dialog.getByRole('link', { name: 'Operations' }));
  await watched.read(page.getByText('Nothing is live here yet'));
  await watched.click(page.getByRole('button', { name: 'Deploy …' }));
  await watched.read(dialog.getByText('approved by ben-okafor'));
  await watched.click(dialog.getByRole('button', { name: /order-to-cash 1\.0\.0/ }));
  await watched.read(dialog.getByText('Takes events at'));
  await watched.click(dialog.getByRole('button', { name: 'Accept the new reach and make it live' }));
  await watched.read(page.getByRole('row', { name: /^Shop order to Odoo/ }).getByText('1.0.0'));
}

/** A runtime that trusts whom the workspace trusts, and runs what they signed. */
async function startSite(): Promise<LiveRig> {
  const workspace = await readFile(join(studios.author.studio.workspace, 'penstock.yaml'), 'utf8');
  const site = cleanUp.use(
    await makeFolder({
      'penstock.yaml': workspace.replace('environments: [dev]', 'environments: [live]'),
      'environments/live.yaml': liveFile,
    }),
  );
  const data = cleanUp.use(await makeData());
  const env = {
    PENSTOCK_SECRET_SHOP_WEBHOOK: `whsec_${shopSecret}`,
    PENSTOCK_SECRET_ODOO_MAIN_KEY: 'no-key-of-anything',
  };
  return cleanUp.use(await startLive({ site: site.path, data: data.path }, { env }));
}

async function introduce(page: Page, colleague: TwoStudios['author']): Promise<void> {
  await page.goto(`${colleague.studio.url}/#/settings`);
  await page.getByRole('button', { name: 'Say who works here' }).click();
  await sayWhoWorksHere(page, colleague);
}

async function linkServer(page: Page): Promise<void> {
  await page.goto(`${studios.reviewer.studio.url}/#/operations/runtimes`);
  await page.getByRole('button', { name: 'Link a server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link a server' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Live site');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(live.runtime.url);
  await dialog.getByLabel('Token').fill(live.runtime.token);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing is live here yet').waitFor();
  await page.goto(`${studios.reviewer.studio.url}/#/flows`);
  await page.getByRole('grid').waitFor();
}

/** Sends the order as the shop does: it waits for the sales manager then, and Odoo is not asked. */
async function sendLargeOrder(): Promise<Response> {
  const body = await readFile(join(orderToCash, 'samples', 'large-order.json'), 'utf8');
  const [id, at] = ['msg_edit_to_live', Math.floor(Date.now() / 1_000)];
  const signed = createHmac('sha256', Buffer.from(shopSecret, 'base64')).update(`${id}.${at}.${body}`).digest('base64');
  return await fetch(`${live.runtime.url}/hooks/shop/orders`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${signed}`,
    },
    body,
  });
}
