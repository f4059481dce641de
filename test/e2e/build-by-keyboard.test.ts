import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser } from './rig/browser.ts';
import {
  type BuildingSite,
  expectOneOrderInOdoo,
  expectTested,
  odooAccess,
  openBuildingSite,
  seriousComplaints,
  shop,
} from './rig/building-site.ts';
import { type KeysOnly, keysOn } from './rig/keys-only.ts';

/** Most presses the whole job may take. */
const limit = 200;

let browser: Browser;
let site: BuildingSite;

beforeAll(async () => {
  browser = await startBrowser();
  site = await openBuildingSite(browser);
});

afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await browser?.close();
});

test('order to cash is built and tested by keyboard alone in at most 200 presses', async ({ annotate }) => {
  const keys = keysOn(site.page);

  const counts = [];
  for (const part of [connectOdoo, beginFlow, receiveOrders, checkAndBranch, approveAndCreate, connectLooseEnds]) {
    const before = keys.count();
    await part(keys);
    counts.push(`${part.name} ${keys.count() - before}`);
  }
  await keys.press('Shift+1', 'Control+Shift+Enter');
  await expectTested(site);

  await annotate(`${keys.count()} presses of ${limit}: ${counts.join(', ')}, test 2`);
  console.log(
    JSON.stringify({ measure: 'presses to build order to cash', figure: keys.count(), limit, parts: counts }),
  );
  expect(keys.count()).toBeLessThanOrEqual(limit);
  await expectOneOrderInOdoo(site);
  expect(seriousComplaints(site)).toEqual([]);
});

async function connectOdoo({ press, type }: KeysOnly): Promise<void> {
  const { page, odoo } = site;
  const dialog = page.getByRole('dialog', { name: 'Connect a system' });
  await goTo('Connections', { press, type });
  await press('Tab', 'Enter');
  await focused(dialog.getByRole('textbox', { name: 'Address' }));
  await type(odoo.url);
  await press('Enter');
  await dialog.getByRole('button', { name: /^Allow / }).waitFor();
  await press('Tab', 'Enter');
  await focused(dialog.getByRole('textbox', { name: 'Database' }));
  await type(odooAccess.database);
  await press('Tab');
  await type(odooAccess.key);
  await press('Enter');
  await focused(dialog.getByRole('checkbox', { name: 'Create or update a customer' }));
  await press('Tab', 'Space', 'Enter');
  await focused(dialog.getByRole('checkbox', { name: 'Public' }));
  await press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}

async function beginFlow({ press, type }: KeysOnly): Promise<void> {
  await goTo('Flows', { press, type });
  await press('Tab', 'Enter');
  await focused(site.page.getByRole('dialog').getByRole('textbox', { name: 'Name' }));
  await type('Order to cash');
  await press('Enter');
  await focused(canvas());
}

async function receiveOrders({ press, type }: KeysOnly): Promise<void> {
  const { page } = site;
  await add('webhook', 'Path', { press, type });
  await type(shop.path);
  await press('Tab', 'Tab');
  await type('shop-webhook');
  await press('Enter', 'Tab');
  await focused(inspector().getByRole('button', { name: 'Set value …' }));
  await press('Enter');
  await focused(page.getByRole('dialog').getByLabel('Value'));
  await type(shop.secret);
  await press('Enter');
  await focused(inspector().getByRole('button', { name: 'Replace value …' }));
  await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
  await focused(inspector().getByRole('button', { name: 'From an example …' }));
  await press('Enter');
  await focused(page.getByRole('textbox', { name: 'Example, as JSON' }));
  await type(JSON.stringify(shop.order, null, 2));
  await press('Control+Enter');
  await focused(inspector().getByRole('button', { name: 'Show the shape' }));
  await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
  await focused(inspector().getByRole('button', { name: 'Drop repeats' }));
  await press('Enter');
  await inspector().getByText(`"${shop.order.id}"`).first().waitFor();
  await leaveEditor({ press, type });
}

async function checkAndBranch({ press, type }: KeysOnly): Promise<void> {
  await add('check shape', 'Agreed shape', { press, type });
  await press('Escape');
  await add('branch', 'When: what is compared', { press, type });
  await type('total qty price');
  await press('ArrowDown', 'Enter', 'Tab');
  await type('is more');
  await press('Tab');
  await type('10000');
  await press('Escape');
}

async function approveAndCreate({ press, type }: KeysOnly): Promise<void> {
  await add('approval', 'Group', { press, type });
  await type('sales-managers');
  await press('Enter', 'Escape');
  await add('odoo', 'Connection', { press, type });
  await press('Tab', 'Tab', 'Tab', 'Tab');
  await focused(inspector().getByRole('button', { name: 'Propose mapping' }));
  await press('Enter');
  await inspector().getByText('9 fields found in what comes in.').waitFor();
  await press('Escape');
  await add('milestone', 'Milestone', { press, type });
  await type('confirmed');
  await press('Escape');
}

async function connectLooseEnds({ press, type }: KeysOnly): Promise<void> {
  const connect = async (outcome: string, step: string): Promise<void> => {
    await press('c');
    await type(outcome);
    await press('Enter');
    await type(step);
    await press('Enter');
    await focused(canvas());
  };
  await press('ArrowLeft');
  await connect('exists', 'milestone');
  await press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  await add('set aside', 'Owner', { press, type });
  await type('sales-operations');
  await press('Enter', 'Escape', 'ArrowLeft', 'ArrowRight');
  await connect('no', 'odoo');
  await press('ArrowRight');
  await connect('rejected', 'set');
  await connect('expired', 'set');
  await press('ArrowRight');
  await connect('error', 'set');
}

/** Goes to an area of the page by the palette. */
async function goTo(area: string, { press, type }: Pick<KeysOnly, 'press' | 'type'>): Promise<void> {
  await press('Control+k');
  await type(area);
  await site.page.getByRole('dialog').getByRole('option', { name: area, exact: false }).first().waitFor();
  await press('Enter');
  await site.page.getByRole('heading', { name: area, level: 1 }).waitFor();
  await focused(site.page.getByRole('main'));
}

/** Adds a step behind the selected one and waits until the form asks for its first field. */
async function add(typed: string, field: string, { press, type }: Pick<KeysOnly, 'press' | 'type'>): Promise<void> {
  await press('a');
  await type(typed);
  await press('Enter');
  await focused(inspector().getByLabel(field));
}

/** Leaves a code editor for the canvas: Escape closes what is open over the text, then the text, then the form. */
async function leaveEditor({ press }: Pick<KeysOnly, 'press' | 'type'>): Promise<void> {
  // The editor takes the focus once it has loaded; keys pressed before would go to what had it.
  await site.page.locator('.monaco-editor :focus').first().waitFor();
  const isOnCanvas = async (): Promise<boolean> => (await canvas().and(site.page.locator(':focus')).count()) > 0;
  for (let tries = 0; tries < 3 && !(await isOnCanvas()); tries += 1) await press('Escape');
  await focused(canvas());
}

function canvas(): Locator {
  return site.page.getByRole('application', { name: /^Flow canvas/ });
}

function inspector(): Locator {
  return site.page.getByRole('region', { name: 'Inspector' });
}

/** Waits until the focus is where a person expects it. */
async function focused(thing: Locator): Promise<void> {
  await thing.and(site.page.locator(':focus')).first().waitFor();
}
