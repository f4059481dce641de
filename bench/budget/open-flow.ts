import type { Page } from 'playwright-core';
import type { Studio } from '../../test/e2e/rig/studio.ts';

/** Opens a flow in the running page, and waits until its first steps stand on the canvas. */
export async function openFlow(page: Page, studio: Studio, flow: string): Promise<void> {
  await page.goto(`${studio.url}/#/f/${flow}`);
  // What was there before stays until the next flow stands, so its steps alone prove nothing: the foot counts them.
  const steps = flow.replace(/^.*-/, '');
  await page.getByText(`${steps} steps`, { exact: true }).waitFor();
  await page.locator('.react-flow__node').first().waitFor();
  await nextFrame(page);
}

/** Waits until the browser has painted twice: what was asked for is then on screen. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
