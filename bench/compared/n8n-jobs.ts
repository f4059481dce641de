import type { Locator, Page } from 'playwright-core';
import { until } from '../../test/e2e/rig/until.ts';
import type { Hand } from './hand.ts';
import type { Job, JobName } from './job.ts';
import type { Workflow } from './n8n-workflows.ts';
import { actionStep, newName, renamedStep, setAsideName, stepNames, wantedOrder } from './orders.ts';

/** What the jobs need to know of the started n8n. */
export type N8nPlace = {
  readonly url: string;
  /** Ids of the two workflows. */
  readonly orders: string;
  readonly large: string;
  /** Puts the orders workflow back as it was. */
  readonly mend: () => Promise<void>;
  /** The orders workflow as it is stored now. */
  readonly read: () => Promise<Workflow>;
};

/** How the jobs are done in n8n, by the shortest way we found. It stores by itself, as Penstock does. */
export function n8nJobs(place: N8nPlace): Readonly<Partial<Record<JobName, Job>>> {
  const openOrders = async (page: Page): Promise<void> => {
    await page.goto('about:blank');
    await place.mend();
    await page.goto(`${place.url}/workflow/${place.orders}`);
    await stepOn(page, stepNames[5]).waitFor();
    await page.waitForLoadState('networkidle');
    await closeChecklist(page);
  };
  const stored = async (what: string, ...signs: readonly string[]): Promise<void> => {
    await until(
      what,
      async () => JSON.stringify(await place.read()),
      (text) => signs.every((sign) => text.includes(sign)),
    );
  };
  return {
    retry: {
      prepare: openOrders,
      act: async (hand) => {
        await tryAgain(hand);
        await closeStep(hand);
      },
      confirm: () => stored('the retry is stored', '"retryOnFail":true'),
    },
    'set-aside': {
      prepare: openOrders,
      act: setAside,
      confirm: () => stored('the set-aside is stored', '"retryOnFail":true', '"continueErrorOutput"', setAsideStep),
    },
    'in-and-out': { prepare: openOrders, act: seeInAndOut },
    'find-order': {
      prepare: async (page) => {
        await page.goto('about:blank');
        await place.mend();
        await page.goto(`${place.url}/workflow/${place.orders}/executions`);
        await orderShown(page).waitFor();
        await page.waitForLoadState('networkidle');
      },
      act: findOrder,
    },
    rename: {
      prepare: openOrders,
      act: async ({ page, click, press, type }) => {
        await click(stepOn(page, renamedStep));
        await press('F2');
        await page.getByRole('dialog').getByRole('textbox').waitFor();
        await type(newName);
        await press('Enter');
        await stepOn(page, newName).waitFor();
      },
      confirm: () => stored('the name is stored, and the summary refers to it', `$('${newName}')`),
    },
    'open-large': {
      prepare: async (page) => {
        await page.goto('about:blank');
        await page.goto(`${place.url}/home/workflows`);
        await page
          .getByText(/^Large flow of/)
          .first()
          .waitFor();
        await page.waitForLoadState('networkidle');
      },
      act: async ({ page, click }) => {
        await click(page.getByText(/^Large flow of/).first());
        await page.locator('[data-test-id="canvas-node"]').first().waitFor();
      },
    },
  };
}

/** How n8n itself names the step that calls the ready workflow. */
const setAsideStep = `Call '${setAsideName}'`;

function stepOn(page: Page, name: string): Locator {
  return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
}

/** The advice n8n shows over the canvas of a workflow that went live is put away before anything is counted. */
async function closeChecklist(page: Page): Promise<void> {
  const advice = page.getByText('Production Checklist');
  if (!(await advice.isVisible())) return;
  await page.keyboard.press('Escape');
  await advice.waitFor({ state: 'hidden' });
}

/** Opens the step over the canvas and switches its own retry on. */
async function tryAgain({ page, click, doubleClick }: Hand): Promise<void> {
  await doubleClick(stepOn(page, actionStep));
  await click(page.locator('[data-test-id="ndv"]').getByText('Settings', { exact: true }).first());
  await click(page.locator('[data-test-id="parameter-input-retryOnFail"]'));
  await page.locator('[data-test-id="parameter-input-maxTries"]').waitFor();
}

async function closeStep({ page, click }: Hand): Promise<void> {
  await click(page.locator('[data-test-id="ndv-close-button"]'));
  await page.locator('[data-test-id="ndv"]').waitFor({ state: 'hidden' });
}

/** Leads what still fails out at the step's error output into a ready workflow that writes it into a table. */
async function setAside(hand: Hand): Promise<void> {
  const { page, click, press, type } = hand;
  await tryAgain(hand);
  await click(page.locator('[data-test-id="parameter-input-onError"]'));
  await click(page.getByRole('option').filter({ hasText: 'using error output' }));
  await closeStep(hand);
  const step = page.locator('.vue-flow__node').filter({ has: stepOn(page, actionStep) });
  await click(step.locator('[data-test-id="canvas-handle-plus"]').first());
  await page.locator('[data-test-id="node-creator"]').waitFor();
  await type('sub-workflow');
  await page.locator('[data-test-id="node-creator"]').getByText('Execute Sub-workflow').first().waitFor();
  await press('Enter');
  await click(page.locator('[data-test-id="node-creator"]').getByText('Execute A Sub Workflow').first());
  await click(page.locator('[data-test-id="rlc-input-container"]').first());
  await click(page.locator('[data-test-id^="rlc-item"]').filter({ hasText: setAsideName }).first());
  await closeStep(hand);
  await stepOn(page, setAsideStep).waitFor();
}

/** Tries the workflow and picks the step; the panel below, open from before, then shows its input and output. */
async function seeInAndOut({ page, click }: Hand): Promise<void> {
  const panel = page.locator('[data-test-id="log-details"]');
  await click(page.locator('[data-test-id="execute-workflow-button"]').first());
  await page.getByText('Workflow executed successfully').first().waitFor();
  await click(stepOn(page, actionStep));
  await panel.getByText(actionStep, { exact: true }).waitFor();
  await panel.getByText('SO-1', { exact: true }).first().waitFor();
  await panel.getByText('sale', { exact: true }).first().waitFor();
}

/** Where the panel below a past run shows which order it was: the output of its last step. */
function orderShown(page: Page): Locator {
  return page
    .locator('[data-test-id="log-details-output"]')
    .getByText(/^SO-\d+$/)
    .first();
}

/** Opens the runs one by one from the newest until the panel below shows the order: no search finds it. */
async function findOrder({ page, click }: Hand): Promise<void> {
  const runs = page.locator('[data-test-id="executions-sidebar"] [data-test-id^="execution-details-"]');
  const order = orderShown(page);
  for (let at = 1; (await order.innerText()) !== wantedOrder; at += 1) {
    const before = await order.innerText();
    await click(runs.nth(at));
    await until(
      'another order is shown',
      async () => await order.innerText({ timeout: 500 }).catch(() => before),
      (shown) => shown !== before,
    );
  }
}
