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
import { type Hand, handOn } from './rig/hand.ts';

/** Most gestures the whole job may take. */
const limit = 60;

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

test('order to cash is built and tested from an empty workspace in at most 60 gestures', async ({ annotate }) => {
  const hand = handOn(site.page);

  const counts = [];
  for (const part of [
    connectOdoo,
    beginFlow,
    receiveOrders,
    checkAndBranch,
    approveAndCreate,
    finish,
    connectLooseEnds,
  ]) {
    const before = hand.count();
    await part(hand);
    counts.push(`${part.name} ${hand.count() - before}`);
  }
  await hand.click(button('Test'));
  await expectTested(site);

  await annotate(`${hand.count()} gestures of ${limit}: ${counts.join(', ')}, test 1`);
  console.log(
    JSON.stringify({ measure: 'gestures to build order to cash', figure: hand.count(), limit, parts: counts }),
  );
  expect(hand.count()).toBeLessThanOrEqual(limit);
  await expectOneOrderInOdoo(site);
  expect(seriousComplaints(site)).toEqual([]);
});

async function connectOdoo(hand: Hand): Promise<void> {
  const { page, odoo } = site;
  const dialog = page.getByRole('dialog', { name: 'Connect a system' });
  await hand.click(page.getByRole('link', { name: 'Connections' }).first());
  await hand.click(button('Connect a system').first());
  await focused(dialog.getByRole('textbox', { name: 'Address' }));
  await hand.type(odoo.url);
  await hand.press('Enter');
  await hand.click(dialog.getByRole('button', { name: /^Allow / }));
  await focused(dialog.getByRole('textbox', { name: 'Database' }));
  await hand.type(odooAccess.database);
  await hand.press('Tab');
  await hand.type(odooAccess.key);
  await hand.press('Enter');
  await hand.click(dialog.getByRole('checkbox', { name: 'Create a sales order' }));
  await hand.click(dialog.getByRole('button', { name: 'Next' }));
  await hand.click(dialog.getByRole('button', { name: 'Save the connection' }));
  await dialog.waitFor({ state: 'hidden' });
}

async function beginFlow(hand: Hand): Promise<void> {
  const { page } = site;
  await hand.click(page.getByRole('link', { name: 'Flows' }).first());
  await hand.click(button('New flow').first());
  await focused(page.getByRole('dialog').getByRole('textbox', { name: 'Name' }));
  await hand.type('Order to cash');
  await hand.press('Enter');
}

async function receiveOrders(hand: Hand): Promise<void> {
  const { page } = site;
  await hand.click(
    page
      .getByText('Start with what happens first')
      .locator('..')
      .getByRole('button', { name: /^Webhook/ }),
  );
  await focused(inspector().getByRole('textbox', { name: 'Path' }));
  await hand.type(shop.path);
  await hand.click(inspector().getByRole('combobox', { name: 'Secret 1' }));
  await hand.type('shop-webhook');
  await hand.press('Enter');
  await hand.click(inspector().getByRole('button', { name: 'Set value …' }));
  await focused(page.getByRole('dialog').getByLabel('Value'));
  await hand.type(shop.secret);
  await hand.press('Enter');
  await inspector().getByText('Has a value').waitFor();
  await hand.click(inspector().getByRole('button', { name: 'From an example …' }));
  await focused(page.getByRole('textbox', { name: 'Example, as JSON' }));
  await hand.type(JSON.stringify(shop.order, null, 2));
  await hand.click(button('Save and use'));
  await inspector().getByRole('button', { name: 'Show the shape' }).waitFor();
  await hand.click(inspector().getByRole('button', { name: 'Drop repeats' }));
  await inspector().getByText(`"${shop.order.id}"`).first().waitFor();
}

async function checkAndBranch(hand: Hand): Promise<void> {
  const { page } = site;
  await hand.click(library(/^Check shape/));
  await focused(inspector().getByRole('combobox', { name: 'Agreed shape' }));
  await hand.click(library(/^Branch/));
  await hand.click(inspector().getByRole('combobox', { name: 'When: what is compared' }));
  await hand.click(page.getByRole('option', { name: 'Total of qty × price over items' }));
  await hand.click(inspector().getByRole('combobox', { name: 'When: comparison' }));
  await hand.click(page.getByRole('option', { name: 'is more than' }));
  await hand.click(inspector().getByRole('textbox', { name: 'When: with what' }));
  await hand.type('10000');
}

async function approveAndCreate(hand: Hand): Promise<void> {
  await hand.click(library(/^Approval/));
  await focused(inspector().getByRole('combobox', { name: 'Group' }));
  await hand.type('sales-managers');
  await hand.click(library(/^Odoo Carries/));
  await inspector().getByText('Create a sales order.').waitFor();
  await hand.click(inspector().getByRole('button', { name: 'Propose mapping' }));
  await inspector().getByText('9 fields found in what comes in.').waitFor();
}

async function finish(hand: Hand): Promise<void> {
  await hand.click(inspector().getByRole('tab', { name: 'Errors' }));
  await hand.click(inspector().getByRole('button', { name: 'Set aside when it fails' }));
  await focused(inspector().getByRole('combobox', { name: 'Owner' }));
  await hand.type('sales-operations');
  await hand.click(step('Odoo'));
  await hand.click(library(/^Milestone/));
  await focused(inspector().getByRole('textbox', { name: 'Milestone' }));
  await hand.type('confirmed');
}

async function connectLooseEnds(hand: Hand): Promise<void> {
  await hand.click(button('Show everything'));
  await hand.drag(outcome('Check shape', 'invalid'), step('Set aside'));
  await hand.drag(outcome('Branch', 'no'), step('Odoo'));
  await hand.drag(outcome('Approval', 'rejected'), step('Set aside'));
  await hand.drag(outcome('Approval', 'expired'), step('Set aside'));
  await hand.drag(outcome('Odoo', 'exists'), step('Milestone'));
}

function button(name: string): Locator {
  return site.page.getByRole('button', { name, exact: true });
}

function inspector(): Locator {
  return site.page.getByRole('region', { name: 'Inspector' });
}

function library(name: RegExp): Locator {
  return site.page.getByRole('region', { name: 'Steps, flows and outline' }).getByRole('button', { name });
}

function step(name: string): Locator {
  return site.page.getByRole('article', { name: new RegExp(`^${name}, `) });
}

function outcome(of: string, port: string): Locator {
  return step(of).getByTitle(`Outcome ${port}`, { exact: true });
}

/** Waits until the page itself put the focus where a person types next. */
async function focused(field: Locator): Promise<void> {
  await field.and(site.page.locator(':focus')).waitFor();
}
