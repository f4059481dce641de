import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDesigner, startBrowser } from './rig/browser.ts';
import { goldenFolder, isWritingGoldens } from './rig/golden.ts';
import { oneRun, type Place, screens, shownNow, startFurnishedStudio } from './rig/places.ts';
import { shareOfOtherPixels } from './rig/same-picture.ts';
import type { Studio } from './rig/studio.ts';

const folder = join(goldenFolder, 'screens');

/** Share of pixels that may look different: edges of letters, not a moved button. */
const tolerance = 0.002;

const pictures: readonly { readonly name: string; readonly place: Place; readonly theme: 'light' | 'dark' }[] = [
  ...screens
    .filter(({ name }) => name !== 'settings')
    .map((place) => ({ name: place.name, place, theme: 'light' as const })),
  { name: oneRun.name, place: oneRun, theme: 'light' },
  ...screens
    .filter(({ name }) => name === 'designer')
    .map((place) => ({ name: 'designer-dark', place, theme: 'dark' as const })),
  { name: 'one-run-dark', place: oneRun, theme: 'dark' },
];

let studio: Studio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startFurnishedStudio(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

test.for(pictures)('$name looks as stored', async ({ name, place, theme }, { annotate }) => {
  await using designer = await openDesigner(browser, studio, { theme });
  const { page } = designer;
  await page.clock.setFixedTime(shownNow);
  // As opened afresh: who walks there from another screen sees the focus on it.
  await page.goto('about:blank');
  const file = join(folder, `${name}.png`);

  await place.goTo(page, studio);
  // The sandbox answers a moment after the page stands: what the business key comes to for the sample.
  if (place.name === 'designer') await page.getByText('"SO-1002"').waitFor();
  await atRest(page);
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });

  if (isWritingGoldens) {
    await mkdir(folder, { recursive: true });
    await writeFile(file, picture);
    await writeFile(join(folder, 'chromium.json'), `{ "major": ${majorOf(browser)} }\n`);
  }
  const recorded = await recordedMajor();
  if (recorded !== majorOf(browser)) {
    await annotate(`not compared: recorded with Chromium ${recorded}, this is ${majorOf(browser)}`);
    return;
  }
  expect(await shareOfOtherPixels(browser, picture, await readFile(file))).toBeLessThan(tolerance);
});

/** Waits until nothing on the page is loading and every font is there. */
async function atRest(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
}

function majorOf(one: Browser): number {
  return Number(one.version().split('.')[0]);
}

async function recordedMajor(): Promise<number> {
  // Written by the lines above.
  const { major } = JSON.parse(await readFile(join(folder, 'chromium.json'), 'utf8')) as { readonly major: number };
  return major;
}
