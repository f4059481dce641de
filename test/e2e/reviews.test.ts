import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFaults } from './rig/axe.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { openDrawing } from './rig/drawing.ts';
import { handOn } from './rig/hand.ts';
import { type Colleague, change, sayWhoWorksHere, startTwoStudios, type TwoStudios } from './rig/two-studios.ts';

const flow = 'order-to-cash';

let studios: TwoStudios;
let browser: Browser;
let author: DesignerPage;
let reviewer: DesignerPage;

beforeAll(async () => {
  studios = await startTwoStudios();
  browser = await startBrowser();
  author = await openDesigner(browser, studios.author.studio);
  reviewer = await openDesigner(browser, studios.reviewer.studio);
});

afterAll(async () => {
  await author?.[Symbol.asyncDispose]();
  await reviewer?.[Symbol.asyncDispose]();
  await browser?.close();
  await studios?.[Symbol.asyncDispose]();
});

test('who works here is asked before the first thing that carries a name, and is told in the settings', async () => {
  const { page } = author;
  await openDrawing(page, studios.author.studio, flow);

  await page.getByRole('button', { name: 'Request review' }).click();
  await sayWhoWorksHere(page, studios.author);
  const handOver = page.getByRole('dialog', { name: 'Request review' });
  await handOver.getByText('Everything is as it was released.').waitFor();
  await page.keyboard.press('Escape');

  await page.goto(`${studios.author.studio.url}/#/settings`);
  await page.getByText('Anna Berg').waitFor();
  const settings = reviewer.page;
  await settings.goto(`${studios.reviewer.studio.url}/#/settings`);
  await settings.getByRole('button', { name: 'Say who works here' }).click();
  await sayWhoWorksHere(settings, studios.reviewer);
  await settings.getByText('author, approver, emergency').waitFor();
});

test('from an edit to an approved and released version it takes at most ten clicks over both studios', async () => {
  const drawing = await openDrawing(author.page, studios.author.studio, flow);
  const mine = handOn(author.page);
  const theirs = handOn(reviewer.page);
  const asking = author.page.getByRole('dialog');
  const deciding = reviewer.page.getByRole('dialog');

  await mine.click(author.page.locator('.react-flow__node').filter({ hasText: 'Set aside, incomplete' }));
  await mine.click(drawing.inspector.getByRole('textbox', { name: 'Hint' }));
  await author.page.keyboard.type('Ask the shop first. ');
  await mine.click(author.page.getByRole('button', { name: 'Request review' }));
  await asking.getByRole('textbox', { name: 'Title' }).waitFor();
  await mine.click(asking.getByRole('button', { name: 'Request review' }));
  await author.page.getByText('Handed over for review.').waitFor();
  await theirs.click(reviewer.page.getByRole('link', { name: /^Reviews/ }));
  await theirs.click(reviewer.page.getByRole('grid').getByRole('link').first());
  await theirs.click(reviewer.page.getByRole('button', { name: 'Approve 1.0.0' }));
  await theirs.click(deciding.getByRole('button', { name: 'Approve and sign' }));
  await theirs.click(reviewer.page.getByRole('button', { name: 'Release 1.0.0' }));
  await theirs.click(deciding.getByRole('button', { name: 'Release' }));
  await deciding.getByText('releases/order-to-cash-1.0.0.pstk').waitFor();

  expect(mine.count() + theirs.count()).toBeLessThanOrEqual(10);
});

test('what others released is taken in, and the main action of the flow is a request again', async () => {
  const { page } = author;

  await page.goto(`${studios.author.studio.url}/#/reviews`);
  await page.getByRole('button', { name: 'Take it in' }).click();

  await page.getByText('taken in.').waitFor();
  await openDrawing(page, studios.author.studio, flow);
  await page.getByRole('button', { name: 'Request review' }).waitFor();
});

test('a reviewer goes through the changes by keys, ticks them off, and comments where something is unclear', async () => {
  await change(join(studios.author.studio.workspace, 'flows', `${flow}.flow.yaml`), (text) =>
    text.replace('"currency": currency', '"currency": $uppercase(currency)').replace('due: 24h', 'due: 4h'),
  );
  await handOver(author.page, studios.author);
  const { page } = reviewer;

  await openFirstReview(page, studios.reviewer);
  await page.locator('.monaco-diff-editor').waitFor();
  await page.getByRole('button', { name: /^Build canonical order/ }).focus();
  await page.keyboard.press('v');
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Sales manager approves' }).waitFor();
  await page.keyboard.press('c');
  await page.keyboard.type('Is the desk there at night?');
  await page.keyboard.press('Control+Enter');

  await page.getByRole('list', { name: 'Comment and answers' }).getByText('Is the desk there at night?').waitFor();
  await page.reload();
  await page.getByText('1 of 2 viewed').waitFor();
  await page.getByRole('application', { name: /2 steps changed/ }).waitFor();
});

test('changes are requested with a reason, and the author hands the flow over again', async () => {
  const { page } = reviewer;
  await page.getByRole('button', { name: 'Request changes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^What should change/ }).fill('Four hours are too short.');
  await dialog.getByRole('button', { name: 'Request changes' }).click();
  await page.getByText('The author has to change something.').waitFor();

  await author.page.reload();
  await openDrawing(author.page, studios.author.studio, flow);
  await author.page.getByText('Changes requested').waitFor();
  await change(join(studios.author.studio.workspace, 'flows', `${flow}.flow.yaml`), (text) =>
    text.replace('due: 4h', 'due: 12h'),
  );
  await author.page.getByRole('button', { name: 'Hand over again' }).click();
  await author.page.getByRole('dialog').getByRole('button', { name: 'Request review' }).click();
  await author.page.getByText('Handed over for review.').waitFor();
  await page.getByRole('button', { name: /^Approve/ }).click();
  await dialog.getByRole('button', { name: 'Approve and sign' }).click();

  await dialog.getByText('Nothing was approved.').waitFor();
  await dialog.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('from 1 day to 12 hours').first().waitFor();
});

test('who may sign in an emergency releases an open review for a day, and everybody reads why', async () => {
  const { page } = reviewer;
  const dialog = page.getByRole('dialog');
  const menu = { name: 'More about this review' };
  await openFirstReview(page, studios.reviewer);
  await page.locator('.monaco-diff-editor').waitFor();
  await page.getByRole('button', menu).press('Enter');
  await page.getByRole('menuitem', { name: 'Emergency release …' }).press('Enter');
  await page.keyboard.type('Large orders wait for nobody.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter the number of the incident.').waitFor();
  const faults = await seriousFaults(page);

  await page.keyboard.type('INC-4711');
  await page.keyboard.press('Enter');
  await dialog.getByText(/releases\/order-to-cash-.*-emergency\.pstk/).waitFor();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download bundle' }).press('Enter');

  expect((await download).suggestedFilename()).toMatch(/^order-to-cash-.*-emergency\.pstk$/);
  expect(faults).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByText(/^May run until/).waitFor();
  await author.page.goto(`${studios.author.studio.url}/#/reviews`);
  await author.page.getByRole('row').filter({ hasText: 'In review' }).getByRole('link').click();
  await author.page.getByRole('radio', { name: /^Whole review/ }).click();
  await author.page.getByText('Emergency INC-4711: Large orders wait for nobody.').waitFor();
  expect(await author.page.getByRole('button', menu).count()).toBe(0);
});

test('versions of a flow are compared and brought back as an unsaved change', async () => {
  const { page } = author;
  const drawing = await openDrawing(page, studios.author.studio, flow);

  await page.getByRole('button', { name: 'Versions of this flow' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('list', { name: 'Versions' }).getByText('The workspace as it begins').click();
  await dialog.getByText('Mapping of "Build canonical order" changed').first().waitFor();
  const faults = await seriousFaults(page);
  await dialog.getByRole('button', { name: 'Bring this version back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bring this version back' }).click();

  await page.getByText('The earlier version is back.').waitFor();
  await drawing.saved();
  await page.keyboard.press('Control+Shift+s');
  await page.getByRole('dialog', { name: 'Save a version' }).getByText('from 12 hours to 1 day').first().waitFor();
  await page.keyboard.press('Escape');
  expect(faults).toEqual([]);
});

test('nothing serious is wrong with reviews and handing over, and the pages complain about nothing', async () => {
  const { page } = reviewer;
  await openFirstReview(page, studios.reviewer);
  await page.locator('.monaco-diff-editor').waitFor();
  const faults = [...(await seriousFaults(page))];
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByRole('dialog').waitFor();
  faults.push(...(await seriousFaults(page)));
  await page.keyboard.press('Escape');
  await page.goto(`${studios.reviewer.studio.url}/#/reviews`);
  await page.getByRole('grid').waitFor();
  faults.push(...(await seriousFaults(page)));
  await openDrawing(author.page, studios.author.studio, flow);
  await author.page.getByRole('button', { name: 'In review', exact: true }).last().waitFor();
  faults.push(...(await seriousFaults(author.page)));

  expect(faults).toEqual([]);
  expect([...author.complaints, ...reviewer.complaints]).toEqual([]);
});

async function handOver(page: Page, { studio }: Colleague): Promise<void> {
  await openDrawing(page, studio, flow);
  await page.getByRole('button', { name: 'Request review' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Mapping of "Build canonical order" changed').first().waitFor();
  await dialog.getByRole('button', { name: 'Request review' }).click();
  await page.getByText('Handed over for review.').waitFor();
}

async function openFirstReview(page: Page, { studio }: Colleague): Promise<void> {
  await page.goto(`${studio.url}/#/reviews`);
  await page.getByRole('row').filter({ hasText: 'Waits for you' }).getByRole('link').click();
  await page.locator('[data-entry]').first().waitFor();
}
