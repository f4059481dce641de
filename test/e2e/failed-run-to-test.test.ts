import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { openDrawing } from './rig/drawing.ts';
import { orderToCash, runCli, type Studio, startStudio } from './rig/studio.ts';
import { until } from './rig/until.ts';

const flow = 'order-to-cash';
const sound = '"totalMinor": $sum([items.(qty * $round(price * 100))])';
const mistaken = '"totalMinor": $number(customer.name)';

let studio: Studio;
let browser: Browser;
let designer: DesignerPage;
let page: Page;
let flowFile: string;
let original: string;

beforeAll(async () => {
  studio = await startStudio({
    from: orderToCash,
    prepare: async (workspace) => {
      flowFile = join(workspace, 'flows', `${flow}.flow.yaml`);
      original = await readFile(flowFile, 'utf8');
      await writeFile(flowFile, original.replace(sound, mistaken));
    },
  });
  browser = await startBrowser();
  designer = await openDesigner(browser, studio);
  page = designer.page;
});

afterAll(async () => {
  await designer?.[Symbol.asyncDispose]();
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

test('a failed test run becomes a red test in two clicks, green once the flow is mended, and the command line agrees', async () => {
  await openDrawing(page, studio, flow);
  await page.getByRole('tab', { name: 'Step data' }).click();
  await page.getByRole('combobox', { name: 'Test with' }).click();
  await page.getByRole('option', { name: /^small.order/ }).click();
  await page.getByRole('button', { name: 'Test', exact: true }).first().click();
  const strip = page.getByRole('region', { name: 'Test shown on the canvas' });
  await strip.getByRole('img', { name: 'failed' }).waitFor();

  await strip.getByRole('button', { name: 'Keep as test' }).click();
  const name = await page.getByRole('textbox', { name: 'Name of the test' }).inputValue();
  await page.getByRole('button', { name: 'Keep', exact: true }).click();

  const row = page.getByRole('listitem').filter({ hasText: name }).first();
  await row.getByRole('img', { name: 'Failed' }).waitFor();
  const red = await runTest(name);
  expect(red.failed).toBe(1);
  expect(red.sentences).toEqual(await differencesIn(row));

  await writeFile(flowFile, original);
  await until(
    'the mended flow is open',
    () => page.getByRole('region', { name: 'Test shown on the canvas' }).innerText(),
    (text) => /changed since/.test(text),
  );
  await page.getByRole('button', { name: `Run this test: ${name}` }).click();
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('img', { name: 'Passed' }).waitFor();

  expect(await runTest(name)).toEqual({ failed: 0, sentences: [] });
  expect(designer.complaints).toEqual([]);
});

/** What a row says was not as expected. */
async function differencesIn(row: Locator): Promise<readonly string[]> {
  return await row.getByRole('listitem').getByRole('button').allInnerTexts();
}

type Report = {
  readonly failed: number;
  readonly files: readonly {
    readonly results: readonly { readonly differences: readonly { readonly sentence: string }[] }[];
  }[];
};

/** Runs one test of the workspace with `penstock test`. */
async function runTest(name: string): Promise<{ readonly failed: number; readonly sentences: readonly string[] }> {
  const file = join(studio.workspace, 'flows', `${flow}.tests.yaml`);
  const said = await runCli(['test', file, '--name', name, '--json'], { mayFind: true });
  // What the command prints is its own.
  const { failed, files } = JSON.parse(said) as Report;
  return {
    failed,
    sentences: files.flatMap(({ results }) =>
      results.flatMap(({ differences }) => differences.map((one) => one.sentence)),
    ),
  };
}
