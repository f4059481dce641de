import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { openDesigner } from '../../test/e2e/rig/browser.ts';
import type { Studio } from '../../test/e2e/rig/studio.ts';
import type { Budget } from './budget.ts';
import { openFlow } from './open-flow.ts';

/** Budgets that are counted, not timed: the same on every machine, so they are part of the tests. */
export async function countedBudgets(browser: Browser, studio: Studio, flow: string): Promise<readonly Budget[]> {
  await using designer = await openDesigner(browser, studio);
  const { page, complaints } = designer;
  const scripts = new Map<string, number>();
  page.on('response', async (response) => {
    if (!response.url().endsWith('.js') || response.request().resourceType() !== 'script') return;
    scripts.set(response.url(), gzipSync(await response.body()).byteLength);
  });
  await page.reload();
  await page.locator('[data-region="rail"]').waitFor();
  await page.waitForLoadState('networkidle');
  const firstLoadBytes = total(scripts);
  await openFlow(page, studio, flow);
  const designerBytes = total(scripts, (url) => !/monaco|editor\.api/.test(url));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const violations = complaints.filter((text) => /Content Security Policy|TrustedScript|TrustedHTML/.test(text)).length;
  return [
    { budget: 'first-load-scripts', figure: firstLoadBytes / 1_000, limit: 220, unit: 'kB' },
    { budget: 'designer-scripts-without-monaco', figure: designerBytes / 1_000, limit: 420, unit: 'kB' },
    { budget: 'elements-500-steps-zoom-1', figure: elements, limit: 2_500, unit: 'elements' },
    { budget: 'policy-violations', figure: violations, limit: 0, unit: 'count' },
  ];
}

function total(scripts: ReadonlyMap<string, number>, counts: (url: string) => boolean = () => true): number {
  let bytes = 0;
  for (const [url, size] of scripts) if (counts(url)) bytes += size;
  return bytes;
}
