import type { Locator, Page } from 'playwright-core';
import type { Hand } from './hand.ts';
import type { Job, JobName } from './job.ts';
import { actionStep, newName, renamedStep, stepNames } from './orders.ts';

/** What the jobs need to know of the started n8n. */
export type N8nPlace = {
  readonly url: string;
  /** Ids of the two workflows. */
  readonly orders: string;
  readonly large: string;
  /** Puts the orders workflow back as it was. */
  readonly mend: () => Promise<void>;
};

/** How the jobs are done in n8n, by the shortest way we found. Adding a retry and finding an order are not driven yet. */
export function n8nJobs(place: N8nPlace): Readonly<Partial<Record<JobName, Job>>> {
  const openOrders = async (page: Page): Promise<void> => {
    await page.goto('about:blank');
    await place.mend();
    await page.goto(`${place.url}/workflow/${place.orders}`);
    await stepOn(page, stepNames[5]).waitFor();
  };
  return {
    'in-and-out': { prepare: openOrders, act: seeInAndOut },
    rename: {
      prepare: openOrders,
      act: async ({ page, click, press, type }) => {
        await click(stepOn(page, renamedStep));
        await press('F2');
        await page.getByRole('dialog').getByRole('textbox').waitFor();
        await press('Control+a');
        await type(newName);
        await press('Enter');
        await stepOn(page, newName).waitFor();
      },
    },
    'open-large': {
      prepare: async (page) => {
        await page.goto('about:blank');
        await page.goto(`${place.url}/home/workflows`);
        await page
          .getByText(/^Large flow of/)
          .first()
          .waitFor();
      },
      act: async ({ page, click }) => {
        await click(page.getByText(/^Large flow of/).first());
        await page.locator('[data-test-id="canvas-node"]').first().waitFor();
      },
    },
  };
}

function stepOn(page: Page, name: string): Locator {
  return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
}

/** Tries the workflow, opens the panel of logs, which leaves the canvas in view, and picks the step there. */
async function seeInAndOut({ page, click }: Hand): Promise<void> {
  const panel = page.locator('[data-test-id="logs-panel"]');
  await click(page.locator('[data-test-id="execute-workflow-button"]').first());
  await page.getByText('Workflow executed successfully').first().waitFor();
  await click(page.locator('[data-test-id="logs-overview-header"]'));
  await click(panel.getByText(actionStep, { exact: true }).first());
  await panel.getByText('Output', { exact: true }).first().waitFor();
}
