import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  exportOrders,
  type LiveRig,
  makeData,
  makeSigner,
  ordersFlow,
  sealBundle,
  siteFile,
  startLive,
} from '#test/rigs/bundles.ts';
import { makeFolder } from '#test/rigs/studio.ts';
import { seriousFaults } from './rig/axe.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { orderToCash, type Studio, startStudio } from './rig/studio.ts';

const ada = makeSigner('ada', 'author');
const ben = makeSigner('ben', 'approver');

const liveFile = `name: live
purpose: live
variables:
  approvalLimitMinor: 500000
connections:
  odoo-main:
    url: https://erp.example.com
    database: production
`;

const cleanUp = new AsyncDisposableStack();
let studio: Studio;
let live: LiveRig;
let browser: Browser;
let designer: DesignerPage;
let page: Page;

beforeAll(async () => {
  const site = cleanUp.use(
    await makeFolder({
      'penstock.yaml': siteFile([ada, ben]),
      'environments/live.yaml': 'name: live\npurpose: live\n',
    }),
  );
  const place = cleanUp.use(await makeData());
  live = cleanUp.use(await startLive({ site: site.path, data: place.path }));
  studio = cleanUp.use(
    await startStudio({
      from: orderToCash,
      prepare: async (workspace, data) => {
        await writeFile(join(workspace, 'environments/live.yaml'), liveFile);
        await mkdir(join(data, 'releases'), { recursive: true });
        const bundle = sealBundle(await exportOrders(ordersFlow('1.0.0')), [ada, ben]);
        await writeFile(join(data, 'releases/orders-1.0.0.pstk'), bundle);
      },
    }),
  );
  browser = await startBrowser();
  cleanUp.defer(() => browser.close());
  designer = cleanUp.use(await openDesigner(browser, studio));
  page = designer.page;
});

afterAll(() => cleanUp.disposeAsync());

const environmentFile = (name: string) => join(studio.workspace, 'environments', `${name}.yaml`);

const goTo = async (tab: 'environments' | 'runtimes'): Promise<void> => {
  await page.goto(`${studio.url}/#/operations/${tab}`);
  await page.getByRole('tab', { name: tab === 'environments' ? 'Environments' : 'Runtimes', selected: true }).waitFor();
};

describe('environments', () => {
  test('a value is changed where it stands, by keyboard alone', async () => {
    await goTo('environments');
    const cell = page.getByRole('button', { name: 'Change approvalLimitMinor in dev' });

    await cell.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('250000');
    await page.keyboard.press('Enter');
    await cell.getByText('250000').waitFor();

    expect(await readFile(environmentFile('dev'), 'utf8')).toContain('approvalLimitMinor: 250000\n');
    expect(await cell.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.type('7');
    await page.keyboard.press('Escape');
    await cell.getByText('250000').waitFor();
  });

  test('differences say so in words, and a try of an activation tells what keeps each flow out', async () => {
    await goTo('environments');
    const row = page.getByRole('row', { name: /^approvalLimitMinor/ });
    await row.getByText('Different').waitFor();

    await page.getByRole('button', { name: 'Try activation in live' }).press('Enter');

    const result = page.getByRole('region', { name: 'Activation in live, tried' });
    await result.getByText('Kept out', { exact: true }).waitFor();
    await result.getByText(/The secret "odoo-main-key" has no value here/).waitFor();
  });

  test('what is promoted into live takes no address over that nobody typed', async () => {
    await rm(environmentFile('live'));
    await writeFile(environmentFile('live'), 'name: live\npurpose: live\n');
    await goTo('environments');
    await page.getByText('Leads nowhere yet').first().waitFor();

    await page.getByRole('button', { name: 'Promote …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Promote entries' });
    await dialog.getByRole('checkbox', { name: /"odoo-main" leads somewhere in dev/ }).check();
    await dialog.getByRole('button', { name: 'Promote 1 entry to live' }).click();
    await dialog.getByText(/are not taken over into live/).waitFor();
    await dialog.getByRole('textbox', { name: 'Address in live' }).fill('https://erp.example.com');
    await dialog.getByRole('textbox', { name: 'Database in live' }).fill('production');
    await dialog.getByRole('button', { name: 'Promote 1 entry to live' }).click();

    await dialog.waitFor({ state: 'detached' });
    expect(await readFile(environmentFile('live'), 'utf8')).toBe(
      'name: live\npurpose: live\nconnections:\n  odoo-main:\n    url: https://erp.example.com\n    database: production\n',
    );
  });
});

describe('runtimes', () => {
  test('a server is linked, and a release is live there after three clicks', async () => {
    await goTo('runtimes');
    await page.getByRole('button', { name: 'Link a server' }).click();
    const link = page.getByRole('dialog', { name: 'Link a server' });
    await link.getByRole('textbox', { name: 'Name' }).fill('Live site');
    await link.getByRole('textbox', { name: 'Address' }).fill(live.runtime.url);
    await link.getByLabel('Token').fill('not-the-token');
    await page.keyboard.press('Enter');
    await link.getByText(/does not know the token/).waitFor();
    await link.getByLabel('Token').fill(live.runtime.token);
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is live here yet').waitFor();

    await page.getByRole('button', { name: 'Deploy …' }).click();
    await page.getByRole('button', { name: /orders 1\.0\.0/ }).click();
    await page.getByText('Takes events at').waitFor();
    await page.getByRole('button', { name: 'Accept the new reach and make it live' }).click();

    const row = page.getByRole('row', { name: /^Orders/ });
    await row.getByText('1.0.0').waitFor();
    await row.getByText('ben').waitFor();
    await row.getByText('Not here', { exact: true }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('runs of the server show no personal data', async () => {
    await fetch(`${live.runtime.url}/hooks/orders`, {
      method: 'POST',
      headers: { authorization: 'Bearer shop-key-of-the-tests', 'content-type': 'application/json' },
      body: JSON.stringify({ id: 1, email: 'jane@example.com', city: 'Ghent' }),
    });
    await goTo('runtimes');

    await page.getByRole('radio', { name: 'Runs' }).click();
    await page.getByRole('row', { name: /orders 1\.0\.0/ }).click();

    const run = page.getByRole('region', { name: /^Run / });
    await run.getByText('Ghent').waitFor();
    await run.getByText('•••').first().waitFor();
    expect(await page.getByText('jane@example.com').count()).toBe(0);
  });

  test('a roll back asks why', async () => {
    await goTo('runtimes');
    await page.getByRole('radio', { name: 'Live' }).click();

    await page.getByRole('button', { name: 'Roll back Orders' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back Orders?' });
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByText('Say why.').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Orders are doubled.');
    await dialog.getByRole('button', { name: 'Roll back' }).click();

    await page.getByText('Nothing is live here yet').waitFor();
  });
});

test.for(['light', 'dark'] as const)('nothing serious is wrong in the %s theme', async (theme) => {
  await page.emulateMedia({ colorScheme: theme });
  const faults: string[] = [];

  await goTo('environments');
  await page.getByRole('button', { name: 'Try activation in live' }).click();
  await page
    .getByRole('region', { name: 'Activation in live, tried' })
    .getByText('Kept out', { exact: true })
    .waitFor();
  faults.push(...(await seriousFaults(page)));
  await page.getByRole('button', { name: 'Promote …' }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().click();
  faults.push(...(await seriousFaults(page)));
  await page.keyboard.press('Escape');
  await goTo('runtimes');
  await page.getByRole('button', { name: 'Deploy …' }).click();
  await page.getByRole('button', { name: /orders 1\.0\.0/ }).waitFor();
  faults.push(...(await seriousFaults(page)));
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Runs' }).click();
  await page.getByRole('row', { name: /orders 1\.0\.0/ }).click();
  await page.getByRole('region', { name: /^Run / }).getByText('Ghent').waitFor();
  faults.push(...(await seriousFaults(page)));

  expect(faults).toEqual([]);
  expect(designer.complaints).toEqual([]);
});
