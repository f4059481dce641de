import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openDesigner } from '../../test/e2e/rig/browser.ts';
import { type Studio, startStudio } from '../../test/e2e/rig/studio.ts';
import { until } from '../../test/e2e/rig/until.ts';
import type { Hand } from './hand.ts';
import type { Job, JobName, Side } from './job.ts';
import { newName, orderNumbers, shopOrder, wantedOrder } from './orders.ts';
import { ordersFlow, writePenstockWorkspace } from './penstock-workspace.ts';

/** Starts a studio with the flows and the orders of the comparison, and a page of it. */
export async function startPenstockSide(browser: Browser, calledPort: number): Promise<Side> {
  const studio = await startStudio({
    prepare: async (workspace) => {
      await writePenstockWorkspace(workspace, calledPort);
    },
  });
  const designer = await openDesigner(browser, studio, { reducedMotion: false });
  for (const number of orderNumbers) await sendOrder(studio, number);
  const file = join(studio.workspace, 'flows', `${ordersFlow}.flow.yaml`);
  const original = await readFile(file, 'utf8');
  return {
    name: 'Penstock',
    page: designer.page,
    jobs: penstockJobs(studio, async () => {
      await writeFile(file, original);
    }),
    [Symbol.asyncDispose]: async () => {
      await designer[Symbol.asyncDispose]();
      await studio[Symbol.asyncDispose]();
    },
  };
}

async function sendOrder(studio: Studio, number: string): Promise<void> {
  const { status } = await fetch(`${studio.url}/hooks/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(shopOrder(number)),
  });
  if (status !== 202) throw new Error(`The order ${number} was answered with ${status}.`);
}

function penstockJobs(studio: Studio, mend: () => Promise<void>): Readonly<Record<JobName, Job>> {
  const openOrders = async (page: Page): Promise<void> => {
    await page.goto('about:blank');
    await mend();
    await page.goto(`${studio.url}/#/f/${ordersFlow}`);
    await page.locator('[id="step-create"]').or(page.locator('[id="step-received"]')).first().waitFor();
    await page.locator('[data-keys="canvas"]').focus();
    await page.keyboard.press('Shift+1');
    await page.locator('[id="step-summary"]').waitFor();
  };
  const openFlows = async (page: Page): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${studio.url}/#/flows`);
    await page.getByRole('row', { name: /Large flow/ }).waitFor();
  };
  const file = join(studio.workspace, 'flows', `${ordersFlow}.flow.yaml`);
  const stored = async (what: string, sign: RegExp): Promise<void> => {
    await until(
      what,
      () => readFile(file, 'utf8'),
      (text) => sign.test(text),
    );
  };
  return {
    retry: {
      prepare: openOrders,
      act: tryAgain,
      confirm: () => stored('the retry is stored', /retry:/),
    },
    'set-aside': {
      prepare: openOrders,
      act: async (hand) => {
        await tryAgain(hand);
        const inspector = hand.page.locator('[data-region="inspector"]');
        await hand.click(inspector.getByRole('button', { name: 'Set aside when it fails' }));
        await hand.page.locator('.react-flow__node').filter({ hasText: 'Set aside' }).first().waitFor();
      },
      confirm: () => stored('the retry and its set-aside are stored', /retry:[\s\S]*dead-letter@1/),
    },
    'in-and-out': {
      prepare: openOrders,
      act: async ({ page, click }) => {
        await click(page.getByRole('button', { name: 'Test', exact: true }).first());
        await page.getByRole('region', { name: 'Test shown on the canvas' }).waitFor();
        await click(page.locator('[id="step-create"]'));
        const data = page.getByRole('tabpanel', { name: 'Step data' });
        await data.getByText('Outcome: done').waitFor();
        await data.getByText('"SO-1"').waitFor();
        await page.locator('[id="step-summary"]').waitFor();
      },
    },
    'find-order': {
      prepare: async (page) => {
        await page.goto('about:blank');
        await page.goto(`${studio.url}/#/r`);
        await page.getByRole('option').first().waitFor();
      },
      act: async ({ page, press, type }) => {
        await press('Control+k');
        await page.getByRole('dialog').waitFor();
        await type(wantedOrder);
        await page.getByRole('dialog').getByRole('option', { name: wantedOrder }).first().waitFor();
        await press('Enter');
        await page.locator('[data-region="screen"] h1', { hasText: wantedOrder }).waitFor();
      },
    },
    rename: {
      prepare: openOrders,
      act: async ({ page, click, press, type }) => {
        await click(page.locator('[id="step-canonical"]'));
        await press('F2');
        await page.locator('[data-keys="canvas"]').getByRole('textbox', { name: 'Name of the step' }).waitFor();
        await type(newName);
        await press('Enter');
        await page.locator('[id="step-canonical"]').getByText(newName).waitFor();
      },
      confirm: () => stored('the name is stored', new RegExp(`name: ${newName}`)),
    },
    'open-large': { prepare: openFlows, act: openLarge },
    'open-all': {
      prepare: openFlows,
      act: async (hand) => {
        await openLarge(hand);
        await hand.press('Shift+1');
        // From this far the steps are painted as one picture.
        await hand.page.getByRole('img', { name: 'The whole flow from far away' }).waitFor();
      },
    },
  };
}

async function openLarge({ page, click }: Hand): Promise<void> {
  const row = page.getByRole('row', { name: /Large flow/ });
  await click(row.getByText(/Large flow/).first());
  await page.locator('.react-flow__node').first().waitFor();
}

async function tryAgain({ page, click }: Hand): Promise<void> {
  const inspector = page.locator('[data-region="inspector"]');
  await click(page.locator('[id="step-create"]'));
  await click(inspector.getByRole('tab', { name: 'Errors' }));
  await click(inspector.getByRole('switch', { name: 'Try again' }));
  await inspector.getByRole('switch', { name: 'Try again', checked: true }).waitFor();
}
