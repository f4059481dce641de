import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { type Drawing, openDrawing, readFlowFiles } from './rig/drawing.ts';
import { orderToCash, type Studio, startStudio } from './rig/studio.ts';
import { until } from './rig/until.ts';

const flow = 'order-to-cash';
let studio: Studio;
let browser: Browser;
let designer: DesignerPage;
let page: Page;
let drawing: Drawing;
let file: string;
let original: string;

beforeAll(async () => {
  studio = await startStudio({ from: orderToCash });
  file = join(studio.workspace, 'flows', `${flow}.flow.yaml`);
  original = await readFile(file, 'utf8');
  browser = await startBrowser();
  designer = await openDesigner(browser, studio);
  page = designer.page;
});

afterAll(async () => {
  await designer?.[Symbol.asyncDispose]();
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await page.goto('about:blank');
  await writeFile(file, original);
  drawing = await openDrawing(page, studio, flow);
});

describe('the file and the canvas are one', () => {
  test('what another program writes shows on the canvas at once', async () => {
    await writeFile(file, original.replace('name: Above the limit?', 'name: More than we may spend?'));

    await page.getByRole('article', { name: /^More than we may spend\?/ }).waitFor();
    await drawing.saved();

    expect(await readFile(file, 'utf8')).toContain('More than we may spend?');
  });

  test('a step another program adds is drawn beside the others', async () => {
    const boxes = await page.locator('.react-flow__node').count();

    await writeFile(
      file,
      `${original}  later:\n    type: wait@1\n    name: Wait a little\n    config:\n      for: 10s\n`,
    );
    await page.getByRole('article', { name: /^Order is complete\?/ }).waitFor();
    await drawing.find('Wait a little');

    await page.getByRole('article', { name: /^Wait a little/ }).waitFor();
    await drawing.keys('Shift+1');
    await until(
      'one box more',
      () => page.locator('.react-flow__node').count(),
      (count) => count === boxes + 1 || count > 10,
    );
  });

  test('opening a flow and saving it unchanged changes no byte', async () => {
    const before = await stat(file);

    await drawing.find('Above the limit?');
    await drawing.keys('Control+s');
    await drawing.saved();
    await page.getByRole('link', { name: 'Flows' }).first().click();
    await page.getByRole('heading', { name: 'Flows' }).waitFor();

    expect(await readFile(file, 'utf8')).toBe(original);
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  test('a rename and its undo leave the file as it was', async () => {
    await drawing.rest();
    await drawing.fill('Name of the flow', 'Something else');
    await until(
      'the rename is stored',
      () => readFile(file, 'utf8'),
      (text) => text.includes('name: Something else'),
    );

    await drawing.keys('Control+z', 'Control+s');
    await until(
      'the undo is stored',
      () => readFile(file, 'utf8'),
      (text) => !text.includes('Something else'),
    );

    expect(await readFile(file, 'utf8')).toBe(original);
  });
});

describe('changed here and on disk: a person chooses', () => {
  const theirs = () => original.replace('owner: sales-operations', 'owner: their-team');

  async function bringIntoConflict(): Promise<void> {
    await drawing.rest();
    // The other program is faster by a moment: it writes while the save of what was typed here is on its way.
    await page.route(
      ({ pathname }) => pathname === '/api/workspace/files',
      async (route) => {
        await writeFile(file, theirs());
        await route.continue();
      },
      { times: 1 },
    );
    await drawing.fill('Name of the flow', 'My own name');
    await page.getByRole('dialog', { name: 'This flow was changed here and on disk' }).waitFor();
  }

  test('both changes can be looked at', async () => {
    await bringIntoConflict();

    await page.getByRole('button', { name: 'Show both changes' }).click();

    const dialog = page.getByRole('dialog');
    await dialog.getByText('+ owner: their-team').waitFor();
    await dialog.getByText('+ name: My own name').waitFor();
    expect(await readFile(file, 'utf8')).toBe(theirs());
  });

  test('“Take the file” shows what the other program wrote, and writes nothing', async () => {
    await bringIntoConflict();

    await page.getByRole('button', { name: 'Take the file' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await drawing.saved();

    await until(
      'the old name is back',
      () => drawing.inspector.getByRole('textbox', { name: 'Name of the flow' }).inputValue(),
      (name) => name === 'Shop order to Odoo',
    );
    expect(await readFile(file, 'utf8')).toBe(theirs());
  });

  test('“Keep mine” writes what was drawn over it, knowingly', async () => {
    await bringIntoConflict();

    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await drawing.saved();

    const { flow: stored } = await readFlowFiles(studio, flow);
    expect(stored).toBe(original.replace('name: Shop order to Odoo', 'name: My own name'));
  });
});

describe('a file that cannot be read', () => {
  test('is told with line and sentence, and drawn again once it is mended', async () => {
    await writeFile(file, original.replace('owner: sales-operations', 'owner: [sales-operations'));

    await page.getByRole('heading', { name: 'This file cannot be drawn.' }).waitFor();
    const told = page.locator('[data-region="canvas"] li').first();
    await until(
      'the problem names a line',
      () => told.innerText(),
      (text) => /^Line \d+: .{20,}/.test(text),
    );
    await writeFile(file, original);

    await page.getByRole('article', { name: /^Shop order received/ }).waitFor();
    expect(await page.getByRole('heading', { name: 'This file cannot be drawn.' }).count()).toBe(0);
  });

  test('an unreadable file is never written over', async () => {
    const broken = original.replace('owner: sales-operations', 'owner: [sales-operations');
    await writeFile(file, broken);
    await page.getByRole('heading', { name: 'This file cannot be drawn.' }).waitFor();

    await page.keyboard.press('Control+s');
    await page.goto('about:blank');

    expect(await readFile(file, 'utf8')).toBe(broken);
  });
});
