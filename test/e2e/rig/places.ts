import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { seedRuns } from './seed-runs.ts';
import { orderToCash, type Studio, startStudio } from './studio.ts';

/** The newest run of a furnished studio began then, epoch milliseconds. */
const newestAt = Date.UTC(2026, 10, 20, 13, 0);

/** What the clock of a page shows that is to look the same tomorrow. */
export const shownNow = new Date(newestAt + 4 * 60_000);

/** Starts a studio on the example with its secrets, 60 runs, what they set aside, and three approvals. */
export async function startFurnishedStudio(): Promise<Studio> {
  return await startStudio({
    from: orderToCash,
    env: {
      PENSTOCK_SECRET_SHOP_WEBHOOK: 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
      PENSTOCK_SECRET_ODOO_MAIN_KEY: 'no-key-of-anything',
    },
    prepare: async (workspace, data) => {
      for (const file of ['order-to-cash.flow.yaml', 'order-to-cash.tests.yaml']) {
        await utimes(join(workspace, 'flows', file), shownNow, shownNow);
      }
      await seedRuns({ workspace, data, count: 60, approvals: 3, newestAt });
    },
  });
}

/** A place of the designer somebody can come to: a screen, or a dialog that is open. */
export type Place = {
  readonly name: string;
  /** Brings the page there and waits until it stands. */
  readonly goTo: (page: Page, studio: Studio) => Promise<void>;
};

/** Every screen. */
export const screens: readonly Place[] = [
  screen('flows', '#/flows', '[role="grid"] tbody tr'),
  screen('designer', '#/f/order-to-cash', '.react-flow__node'),
  screen('runs', '#/r', '[data-region="screen"] [role="option"]'),
  screen('approvals', '#/approvals', '[data-region="screen"] [role="option"], [data-region="screen"] h1'),
  screen('set-aside', '#/set-aside', '[data-region="screen"] [role="option"]'),
  screen('connections', '#/connections', '[role="grid"] tbody tr'),
  screen('agreed-shapes', '#/contracts', '[data-region="screen"] h1'),
  screen('patterns', '#/templates', '[data-region="screen"] h1'),
  screen('registry', '#/registry', '[data-region="screen"] h1'),
  screen('operations', '#/operations', '[data-region="screen"] table'),
  screen('settings', '#/settings', '[data-region="screen"] h2'),
];

/** One run with its waterfall. */
export const oneRun: Place = {
  name: 'one-run',
  goTo: async (page, studio) => {
    await screenNamed('runs').goTo(page, studio);
    // The newest that failed: its causes and actions say the most.
    await page
      .locator('[role="option"]')
      .filter({ hasText: /SO-00060|SO-00052/ })
      .first()
      .click();
    await page.locator('[data-region="screen"] h1', { hasText: /SO-000/ }).waitFor();
    await page.getByRole('treegrid').or(page.getByRole('grid')).or(page.getByRole('tree')).first().waitFor();
  },
};

/** The main dialogs, in English. */
export const dialogs: readonly Place[] = [
  dialog('command palette', 'flows', async (page) => {
    await page.keyboard.press('Control+k');
  }),
  dialog('keys', 'flows', async (page) => {
    await page.keyboard.press('?');
  }),
  dialog('new flow', 'flows', async (page) => {
    await page.getByRole('button', { name: 'New flow' }).first().click();
  }),
  dialog('connect a system', 'connections', async (page) => {
    await page
      .getByRole('button', { name: /^Connect/ })
      .first()
      .click();
  }),
  dialog('quick-add', 'designer', async (page) => {
    await page.locator('[data-keys="canvas"]').focus();
    await page.keyboard.press('a');
  }),
  dialog('explain', 'designer', async (page) => {
    await page.getByRole('button', { name: 'Explain' }).click();
  }),
  dialog('reject an approval', 'approvals', async (page) => {
    await page.getByRole('button', { name: 'Reject' }).first().click();
  }),
  dialog('replay what was set aside', 'set-aside', async (page) => {
    await page
      .getByRole('button', { name: /^Replay/ })
      .first()
      .click();
  }),
];

/** Parts of the designer that a selected step opens. */
export const stepParts = [
  ['Shop order received', 'Setup'],
  ['Build canonical order', 'Setup'],
  ['Create and confirm the order', 'Errors'],
  ['Create and confirm the order', 'Policy'],
  ['Above the limit?', 'Notes'],
] as const;

function screenNamed(name: string): Place {
  const found = screens.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no screen "${name}".`);
  return found;
}

function screen(name: string, hash: string, sign: string): Place {
  return {
    name,
    goTo: async (page, { url }) => {
      await page.goto(`${url}/${hash}`);
      const area = hash.startsWith('#/f/') ? '#/flows' : hash;
      await page.locator(`[data-region="rail"] a[aria-current="page"][href$="${area}"]`).waitFor();
      await page.locator(sign).first().waitFor();
    },
  };
}

function dialog(name: string, on: string, open: (page: Page) => Promise<void>): Place {
  return {
    name: `${on}: ${name}`,
    goTo: async (page, studio) => {
      await screenNamed(on).goTo(page, studio);
      await open(page);
      await page.getByRole('dialog').waitFor();
    },
  };
}
