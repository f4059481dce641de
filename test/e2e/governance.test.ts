import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFaults } from './rig/axe.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { openDrawing } from './rig/drawing.ts';
import { orderToCash, type Studio, startStudio } from './rig/studio.ts';

const pattern = 'Take in events of another system';

const housePath = 'templates/house-orders/template.yaml';

let studio: Studio;
let browser: Browser;
let designer: DesignerPage;
let page: Page;

beforeAll(async () => {
  studio = await startStudio({
    from: orderToCash,
    prepare: async (workspace) => {
      await mkdir(join(workspace, 'templates', 'house-orders'), { recursive: true });
      await writeFile(join(workspace, housePath), houseOrders('validate'));
      const flow = join(workspace, 'flows', 'copy.flow.yaml');
      const original = await readFile(join(workspace, 'flows', 'order-to-cash.flow.yaml'), 'utf8');
      const follows = 'lifecycle: active\nfollows: [house-orders@1]';
      await writeFile(flow, original.replace('id: order-to-cash', 'id: copy').replace('lifecycle: active', follows));
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

test('a flow that begins with a pattern is drawn after three clicks and keeps every rule of it', async () => {
  const dialog = page.getByRole('dialog');

  await page.getByRole('button', { name: 'New flow' }).click();
  await dialog.getByRole('radio', { name: /^From a pattern/ }).click();
  const chosen = await dialog.getByRole('combobox', { name: 'Pattern' }).innerText();
  await dialog.getByRole('button', { name: 'Create flow' }).click();

  await page.locator('.react-flow__node').first().waitFor();
  await openPatterns();
  const card = cardOf(chosen);
  await card.getByText('Kept', { exact: true }).waitFor();
  expect(await card.getByRole('list', { name: 'Missing' }).getByRole('listitem').count()).toBe(0);
});

test('what is taken away stands on the card within a second, and its mend puts it back', async () => {
  await begin('events', pattern);
  await openPatterns();
  const card = cardOf(pattern);
  await card.getByText('Kept', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'Event received' }).first().click();
  await page.locator('[data-region="inspector"]').getByRole('textbox', { name: 'Name of the step' }).waitFor();

  const missing = card.getByRole('list', { name: 'Missing' }).getByRole('listitem');
  await page.getByRole('button', { name: 'Remove Drop repeats' }).click();
  const begunAt = performance.now();
  await missing.filter({ hasText: 'WH-03' }).first().waitFor();
  const tookMs = performance.now() - begunAt;

  expect(tookMs).toBeLessThan(1_000);
  await missing.filter({ hasText: 'WH-03' }).getByRole('button', { name: 'Fix' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply the fix' }).click();
  await card.getByText('Kept', { exact: true }).waitFor();
});

test('a flow that was drawn without a pattern follows one, and an error that is waived is counted as that', async () => {
  const drawing = await openDrawing(page, studio, 'order-to-cash');
  await openPatterns();
  await page.getByRole('button', { name: 'Follow a pattern …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Follow a pattern' });
  await dialog.getByRole('combobox', { name: 'Pattern' }).click();
  await page.getByRole('option', { name: pattern }).click();
  await dialog.getByRole('button', { name: 'Follow it' }).click();
  const card = cardOf(pattern);
  const missing = card.getByRole('list', { name: 'Missing' }).getByRole('listitem');
  await missing.first().waitFor();
  await drawing.saved();
  expect(await flowText('order-to-cash')).toContain('webhook-ingestion@1');

  await card.getByRole('button', { name: 'Shop order received' }).first().click();
  await page.getByRole('button', { name: 'Remove Drop repeats' }).click();
  const repeated = missing.filter({ hasText: 'WH-03' });
  await repeated.getByRole('button', { name: 'Ask for a waiver …' }).click();
  const asking = page.getByRole('dialog');
  await asking.getByRole('textbox', { name: 'Reason' }).fill('The shop is moved next quarter and sends no more.');
  await asking.getByRole('button', { name: 'Waive it' }).click();

  await card.getByRole('list', { name: 'Waived' }).getByText('90 days left').waitFor();
  await repeated.waitFor({ state: 'detached' });
  await page
    .locator('[data-region="top"]')
    .getByText(/1 waived/)
    .waitFor();
  expect(await readFile(join(studio.workspace, 'waivers', 'order-to-cash.yaml'), 'utf8')).toContain('next quarter');
  await page.goto(`${studio.url}/#/flows`);
  await page
    .getByRole('row', { name: /Shop order to Odoo/ })
    .getByText(/1 waived/)
    .waitFor();
});

test('a pattern of the workspace is edited with its flows in sight, and saved as it was typed', async () => {
  await page.goto(`${studio.url}/#/templates/house-orders/edit`);
  const verdict = page.getByRole('status').filter({ hasText: /follows it|Would break|mistake/ });
  await verdict.getByText('1 flow follows it.').waitFor();
  await page.locator('.monaco-editor').waitFor();
  const editor = page.getByRole('textbox', { name: /^Text of/ });

  await pasteInPlace(editor, houseOrders('approval').replace('severity: error', 'severity: none'));
  await verdict.getByText('1 mistake keeps it from being a pattern.').waitFor();
  await page.getByRole('button', { name: /^Line 14/ }).waitFor();
  await pasteInPlace(editor, houseOrders('wait'));
  await verdict.getByText('Would break 1 of 1 flow.').waitFor();
  await pasteInPlace(editor, houseOrders('approval').replace('1.0.0', '1.1.0'));
  await verdict.getByText('Would break 0 of 1 flow.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();

  await page.getByText('“Orders of this house” was saved.').waitFor();
  expect(await readFile(join(studio.workspace, housePath), 'utf8')).toContain('version: 1.1.0');
  await page.getByText('penstock templates publish house-orders').waitFor();
});

test('nothing serious is wrong with the patterns, and the page complains about nothing', async () => {
  await page.goto(`${studio.url}/#/templates`);
  await page.getByRole('heading', { name: 'Patterns', level: 1 }).waitFor();
  const faults = [...(await seriousFaults(page))];
  await page.getByRole('link', { name: pattern }).click();
  await page.getByRole('heading', { name: pattern, level: 1 }).waitFor();
  faults.push(...(await seriousFaults(page)));
  await page.goto(`${studio.url}/#/templates/house-orders/edit`);
  await page.locator('.monaco-editor').waitFor();
  faults.push(...(await seriousFaults(page)));
  await openDrawing(page, studio, 'order-to-cash');
  await openPatterns();
  await cardOf(pattern).waitFor();
  faults.push(...(await seriousFaults(page)));

  expect(faults).toEqual([]);
  expect(designer.complaints).toEqual([]);
});

async function begin(id: string, name: string): Promise<void> {
  await page.goto(`${studio.url}/#/templates`);
  await page.getByRole('heading', { name: 'Patterns', level: 1 }).waitFor();
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Start a flow from this' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Id' }).fill(id);
  await dialog.getByRole('button', { name: 'Create flow' }).click();
  await page.locator('.react-flow__node').first().waitFor();
}

async function openPatterns(): Promise<void> {
  await page.getByRole('tab', { name: 'Pattern' }).click();
}

function cardOf(name: string) {
  return page.getByRole('region', { name, exact: true });
}

async function flowText(id: string): Promise<string> {
  return await readFile(join(studio.workspace, 'flows', `${id}.flow.yaml`), 'utf8');
}

/** Pastes a text in place of what stands there: typed lines would be indented by the editor. */
async function pasteInPlace(editor: Locator, text: string): Promise<void> {
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
  await editor.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+v');
}

/** A pattern of this workspace: some step of its flows has a type. */
function houseOrders(type: string): string {
  return `penstock: 1
id: house-orders
version: 1.0.0
name: Orders of this house
summary: Orders are looked at before they go on.
owner: sales-operations
status: approved
useWhen:
  - A shop sends orders.
notWhen:
  - Somebody types them.
rules:
  - id: HO-01
    severity: error
    assert:
      exists:
        type: ${type}
    message: No step looks at the order. Add one.
    rationale: A wrong order is cheapest where it comes in.
    since: 1.0.0
`;
}
