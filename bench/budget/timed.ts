import type { Browser, Page } from 'playwright-core';
import { openDesigner } from '../../test/e2e/rig/browser.ts';
import type { Studio } from '../../test/e2e/rig/studio.ts';
import type { Budget } from './budget.ts';
import { nextFrame, openFlow } from './open-flow.ts';
import { traceWork } from './trace.ts';

/** Flows the budgets are measured on, by their size. */
export type BudgetFlows = { readonly small: string; readonly of500: string; readonly of1000: string };

/** How often a gesture moves the pointer while it is measured. */
const moves = 40;

/** Budgets of main-thread time, from traces: processor time, which a busy machine stretches little. */
export async function timedBudgets(browser: Browser, studio: Studio, flows: BudgetFlows): Promise<readonly Budget[]> {
  await using designer = await openDesigner(browser, studio, { reducedMotion: false });
  const { page } = designer;
  await openFlow(page, studio, flows.small);
  const open500 = await traceWork(browser, page, () => openFlow(page, studio, flows.of500));
  const drag = await measureDrag(browser, page);
  const pan = await measurePan(browser, page);
  const checkMs = await measureCheck(page);
  await openFlow(page, studio, flows.small);
  const open1000 = await traceWork(browser, page, () => openFlow(page, studio, flows.of1000));
  const heap = await measureHeap(page, studio, flows);
  return [
    { budget: 'open-500-main-thread', figure: open500.totalMs, limit: 400, unit: 'ms' },
    { budget: 'open-1000-main-thread', figure: open1000.totalMs, limit: 1_000, unit: 'ms' },
    { budget: 'drag-500-longest-task', figure: drag.longestTaskMs, limit: 16, unit: 'ms' },
    { budget: 'drag-500-script-per-move', figure: drag.scriptMs / moves, limit: 6, unit: 'ms' },
    { budget: 'pan-500-longest-task', figure: pan.longestTaskMs, limit: 16, unit: 'ms' },
    { budget: 'check-500-after-one-change', figure: checkMs, limit: 50, unit: 'ms' },
    { budget: 'heap-1000-after-10-openings', figure: heap.afterMb, limit: 150, unit: 'MB' },
    { budget: 'heap-growth-over-10-openings', figure: heap.growthPercent, limit: 5, unit: '%' },
  ];
}

async function measureDrag(browser: Browser, page: Page) {
  const at = await middleOfAStep(page);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 8, at.y + 8);
  await page.mouse.move(at.x + 16, at.y + 16);
  await nextFrame(page);
  const work = await traceWork(browser, page, async () => {
    for (let move = 0; move < moves; move += 1) {
      await page.mouse.move(at.x + 16 + move * 4, at.y + 16 + Math.sin(move / 4) * 40);
      await nextFrame(page);
    }
  });
  await page.mouse.up();
  await nextFrame(page);
  return work;
}

async function measurePan(browser: Browser, page: Page) {
  const canvas = await page.locator('.react-flow').boundingBox();
  if (canvas === null) throw new Error('There is no canvas on the page.');
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  return await traceWork(browser, page, async () => {
    for (let move = 0; move < moves; move += 1) {
      const forth = move < moves / 2 ? 1 : -1;
      await page.mouse.wheel(14 * forth, 8 * forth);
      await nextFrame(page);
    }
  });
}

/** Nudges a step's order in the file by an edit of its name, and reads how long the worker took for the check after it. */
async function measureCheck(page: Page): Promise<number> {
  await page.evaluate(() => performance.clearMeasures('penstock.check'));
  const at = await middleOfAStep(page);
  await page.mouse.click(at.x, at.y);
  await page.keyboard.press('Delete');
  const took = await page.waitForFunction(() => performance.getEntriesByName('penstock.check').at(-1)?.duration);
  return Number(await took.jsonValue());
}

async function measureHeap(page: Page, studio: Studio, flows: BudgetFlows) {
  const session = await page.context().newCDPSession(page);
  const used = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1_000_000;
  };
  const cycle = async (): Promise<void> => {
    await openFlow(page, studio, flows.small);
    await openFlow(page, studio, flows.of1000);
  };
  await cycle();
  const beforeMb = await used();
  for (let count = 0; count < 10; count += 1) await cycle();
  const afterMb = await used();
  await session.detach();
  return { afterMb, growthPercent: ((afterMb - beforeMb) / beforeMb) * 100 };
}

/** The middle of a step that lies well inside the canvas. */
async function middleOfAStep(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const place = await page.evaluate(() => {
    const canvas = document.querySelector('.react-flow')?.getBoundingClientRect();
    if (canvas === undefined) return undefined;
    const middles = [...document.querySelectorAll('.react-flow__node')].map((element) => {
      const box = element.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + 20 };
    });
    return middles.find(
      ({ x, y }) => x > canvas.x + 150 && x < canvas.right - 350 && y > canvas.y + 80 && y < canvas.bottom - 160,
    );
  });
  if (place === undefined) throw new Error('No step lies inside the canvas.');
  return place;
}
