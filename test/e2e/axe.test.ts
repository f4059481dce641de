import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFaults } from './rig/axe.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { openDrawing } from './rig/drawing.ts';
import { dialogs, oneRun, screens, startFurnishedStudio, stepParts } from './rig/places.ts';
import type { Studio } from './rig/studio.ts';

let studio: Studio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startFurnishedStudio(), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

describe.for(['light', 'dark'] as const)('in the %s theme nothing serious is wrong', (theme) => {
  let designer: DesignerPage;

  beforeAll(async () => {
    designer = await openDesigner(browser, studio, { theme });
  });

  afterAll(async () => {
    await designer?.[Symbol.asyncDispose]();
  });

  test.for([...screens, oneRun])('$name', async ({ goTo }) => {
    await goTo(designer.page, studio);

    expect(await seriousFaults(designer.page)).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test('the inspector of a step', async () => {
    const drawing = await openDrawing(designer.page, studio, 'order-to-cash');
    const faults: string[] = [];

    for (const [step, tab] of stepParts) {
      await drawing.find(step);
      await drawing.tab(tab);
      faults.push(...(await seriousFaults(designer.page)).map((fault) => `${step}, ${tab}: ${fault}`));
    }

    expect(faults).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });

  test.for(dialogs)('$name', async ({ goTo }) => {
    // Whatever dialog was open is left.
    await designer.page.goto('about:blank');

    await goTo(designer.page, studio);

    expect(await seriousFaults(designer.page)).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });
});

describe('words that are a third longer still fit', () => {
  let designer: DesignerPage;

  beforeAll(async () => {
    designer = await openDesigner(browser, studio, { language: 'en-XA' });
    // Remembered on this computer, as a person would choose it in the settings.
    await designer.page.evaluate(() => localStorage.setItem('penstock.language', 'en-XA'));
  });

  afterAll(async () => {
    await designer?.[Symbol.asyncDispose]();
  });

  test.for([...screens, oneRun])('$name', async ({ goTo }) => {
    await goTo(designer.page, studio);

    expect(await cutWords(designer.page)).toEqual([]);
    expect(designer.complaints).toEqual([]);
  });
});

describe('at 200 % zoom no screen is wider than the window', () => {
  let designer: DesignerPage;

  beforeAll(async () => {
    designer = await openDesigner(browser, studio, { width: 720, height: 450 });
  });

  afterAll(async () => {
    await designer?.[Symbol.asyncDispose]();
  });

  test.for([...screens, oneRun])('$name', async ({ goTo }) => {
    await goTo(designer.page, studio);

    const { wanted, given } = await designer.page.evaluate(() => ({
      wanted: document.documentElement.scrollWidth,
      given: document.documentElement.clientWidth,
    }));
    expect(wanted).toBeLessThanOrEqual(given);
    expect(designer.complaints).toEqual([]);
  });
});

/** Buttons, tabs and labels whose words are cut off or run over, as far as they are visible. */
async function cutWords(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, [role="tab"], label, [role="columnheader"], h1, h2, h3')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 1)
      .filter((element) => element.innerText.trim() !== '' && element.scrollWidth > element.clientWidth + 1)
      .map(
        (element) =>
          `${element.tagName} ${element.innerText.slice(0, 60)} ${element.scrollWidth}>${element.clientWidth}`,
      ),
  );
}
