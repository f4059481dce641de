import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFaults } from './rig/axe.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { orderToCash, type Studio, startStudio } from './rig/studio.ts';

const run = promisify(execFile);

const flowPath = 'flows/order-to-cash.flow.yaml';

let studio: Studio;
let browser: Browser;
let designer: DesignerPage;
let page: Page;

async function git(folder: string, ...args: string[]): Promise<string> {
  const settled = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return (await run('git', [...settled, ...args], { cwd: folder })).stdout.trim();
}

type Swap = readonly [before: string, after: string];

const theirs: readonly Swap[] = [
  ['due: 24h', 'due: 48h'],
  ['$lowercase(email)', '$trim($lowercase(email))'],
  ['Mend the order and replay it.', 'Ask the shop, then replay it.'],
  ['name: Order is complete?', 'name: Everything there?'],
];

const mine: readonly Swap[] = [
  ['due: 24h', 'due: 12h'],
  ['$lowercase(email)', '$lowercase($string(email))'],
  ['first: 2s', 'first: 4s'],
  ['      invalid: incomplete\n', '      invalid: set_aside\n'],
  [
    `  incomplete:
    type: dead-letter@1
    name: Set aside, incomplete
    config:
      owner: sales-operations
      hint: The shop left something out. Mend the order and replay it.
`,
    '',
  ],
];

async function change(folder: string, file: string, swaps: readonly Swap[]): Promise<void> {
  let text = await readFile(join(folder, file), 'utf8');
  for (const [before, after] of swaps) {
    if (!text.includes(before)) throw new Error(`the example has no ${before}`);
    text = text.replace(before, after);
  }
  await writeFile(join(folder, file), text);
}

/** Makes the workspace a clone whose owner and somebody else changed the same flow, in the middle of taking that in. */
async function makeConflict(workspace: string): Promise<void> {
  const shared = `${workspace}-shared.git`;
  const other = `${workspace}-theirs`;
  await git(workspace, 'init', '-q', '-b', 'main');
  await git(workspace, 'add', '-A', '.');
  await git(workspace, 'commit', '-q', '-m', 'base');
  await git(workspace, 'clone', '-q', '--bare', workspace, shared);
  await git(workspace, 'clone', '-q', shared, other);
  await git(workspace, 'remote', 'add', 'origin', shared);
  await change(other, flowPath, theirs);
  await writeFile(join(other, 'README.md'), 'Theirs.\n');
  await git(other, 'commit', '-q', '-am', 'theirs');
  await git(other, 'push', '-q', 'origin', 'main');
  await change(workspace, flowPath, mine);
  await writeFile(join(workspace, 'README.md'), 'Mine.\n');
  await git(workspace, 'commit', '-q', '-am', 'mine');
  await git(workspace, 'pull', '-q', '--no-rebase', 'origin', 'main').catch(() => undefined);
  await rm(other, { recursive: true });
}

beforeAll(async () => {
  studio = await startStudio({ from: orderToCash, prepare: makeConflict });
  browser = await startBrowser();
  designer = await openDesigner(browser, studio);
  page = designer.page;
});

afterAll(async () => {
  await designer?.[Symbol.asyncDispose]();
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

const rowOf = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

test('what was changed on both sides is settled by clicks, and the flow opens whole', async () => {
  await page.getByText('2 files changed on both sides').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Decide Shop order to Odoo' }).click();
  await page.getByRole('heading', { name: 'Changed on both sides' }).waitFor();
  await page.getByText('0 of 3 decided').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.locator('main').innerText()).not.toMatch(/\b(git|merge|commit|branch|HEAD|ours)\b/);

  await page.getByRole('button', { name: 'Done' }).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('radio');
  await rowOf('Build canonical order').getByRole('radio', { name: 'Theirs' }).click();
  await rowOf('Sales manager approves').getByRole('radio', { name: 'Yours' }).click();
  await rowOf('Set aside, incomplete').getByRole('radio', { name: 'Theirs' }).click();
  await page.getByText('3 of 3 decided').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();

  await page.locator('.react-flow__node').first().waitFor();
  const canvas = page.getByRole('application', { name: /^Flow canvas/ });
  for (const step of ['Everything there?', 'Set aside, incomplete']) {
    await canvas.getByRole('article', { name: new RegExp(`^${step.replace('?', '\\?')}`) }).waitFor();
  }
  const text = await readFile(join(studio.workspace, flowPath), 'utf8');
  expect(text).toContain('$trim($lowercase(email))');
  expect(text).toContain('due: 12h');
  expect(text).toContain('first: 4s');
  expect(text).toContain('Ask the shop, then replay it.');
  expect(text).toContain('name: Everything there?');
  expect(text).not.toMatch(/^[<=>]{7}/m);
  expect(designer.complaints).toEqual([]);
});

test('another file is settled in a window, by keys alone', async () => {
  await page.goto(`${studio.url}/#/flows`);
  await page.getByText('1 file changed on both sides').waitFor();
  await page.getByRole('button', { name: 'Decide README.md' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Changed on both sides' });
  await dialog.getByRole('radio', { name: 'Yours' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);

  await tabTo('radio');
  // A finger rests on a key a moment.
  await page.keyboard.press('ArrowRight', { delay: 60 });
  await dialog.getByText('1 of 1 decided').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).focus();
  await page.keyboard.press('Enter');

  await dialog.waitFor({ state: 'detached' });
  await page.getByText('changed on both sides').waitFor({ state: 'detached' });
  expect(await readFile(join(studio.workspace, 'README.md'), 'utf8')).toBe('Theirs.\n');
  expect(await git(studio.workspace, 'ls-files', '-u')).toBe('');
});

async function tabTo(role: string): Promise<void> {
  for (let press = 0; press < 30; press += 1) {
    if ((await page.evaluate(() => document.activeElement?.getAttribute('role'))) === role) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no ${role} was reached by Tab`);
}
