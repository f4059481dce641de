import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { openDesigner } from '../../test/e2e/rig/browser.ts';
import type { Studio } from '../../test/e2e/rig/studio.ts';
import { builtFolder } from '../../test/setup/built-product.ts';
import type { Budget } from './budget.ts';
import { openFlow } from './open-flow.ts';

/** What is counted, in the order it is told. */
export const countedNames = [
  'first-load-scripts',
  'designer-scripts-without-monaco',
  'elements-500-steps-zoom-1',
  'policy-violations',
] as const;

/** Budgets that are counted, not timed: the same on every machine, so they are part of the tests. */
export async function countedBudgets(browser: Browser, studio: Studio, flow: string): Promise<readonly Budget[]> {
  await using designer = await openDesigner(browser, studio);
  const { page, complaints } = designer;
  const loads: Promise<Load>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script' && request.url().endsWith('.js')) loads.push(weigh(request.url()));
  });
  await page.reload();
  await page.locator('[data-region="rail"]').waitFor();
  await page.waitForLoadState('networkidle');
  const firstLoadBytes = addUp(await Promise.all(loads));
  await openFlow(page, studio, flow);
  await page.waitForLoadState('networkidle');
  const designerBytes = addUp((await Promise.all(loads)).filter(({ url }) => !/monaco|editor\.api/.test(url)));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const violations = complaints.filter((text) => /Content Security Policy|TrustedScript|TrustedHTML/.test(text)).length;
  return [
    { budget: 'first-load-scripts', figure: firstLoadBytes / 1_000, limit: 220, unit: 'kB' },
    { budget: 'designer-scripts-without-monaco', figure: designerBytes / 1_000, limit: 420, ceiling: 680, unit: 'kB' },
    { budget: 'elements-500-steps-zoom-1', figure: elements, limit: 2_500, unit: 'elements' },
    { budget: 'policy-violations', figure: violations, limit: 0, unit: 'count' },
  ];
}

type Load = { readonly url: string; readonly bytes: number };

/** What a script weighs as it would be sent, compressed; read from the build, which outlives every page. */
async function weigh(url: string): Promise<Load> {
  const file = join(builtFolder, 'designer', decodeURIComponent(new URL(url).pathname));
  return { url, bytes: gzipSync(await readFile(file)).byteLength };
}

function addUp(loads: readonly Load[]): number {
  const byUrl = new Map(loads.map(({ url, bytes }) => [url, bytes]));
  return [...byUrl.values()].reduce((sum, bytes) => sum + bytes, 0);
}
