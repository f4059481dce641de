import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '#test/rigs/until.ts';
import { launchShell, type Shell } from './rig/driver.ts';
import { type ForeignServer, startForeignServer } from './rig/foreign-server.ts';
import { type Ground, makeGround } from './rig/workspace-folder.ts';

let ground: Ground;
let foreign: ForeignServer;
let shell: Shell;
let page: Page;

beforeAll(async () => {
  ground = await makeGround();
  foreign = await startForeignServer();
  shell = await launchShell({ folder: ground.folder, workspace: await ground.makeWorkspace('orders') });
  page = await shell.firstWindow();
  await page.getByRole('navigation', { name: /areas/i }).waitFor();
});

afterAll(async () => {
  await shell?.quit();
  await foreign?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
});

test('the window opens the designer of the workspace, signed in, over loopback', async () => {
  const session = await page.evaluate(async () => (await fetch('/api/session')).status);
  const shown = await shell.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible()),
    0,
  );

  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  expect(page.url()).not.toContain('token');
  expect(session).toBe(200);
  expect(shown).toEqual([true]);
});

test('the bridge is frozen and holds two members; the page has no Node', async () => {
  const seen = await page.evaluate(() => ({
    members: Object.keys(window.penstock ?? {}).sort(),
    isFrozen: Object.isFrozen(window.penstock) && Object.isFrozen(window.penstock?.openWorkspace),
    platform: window.penstock?.platform,
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
  }));

  expect(seen).toEqual({
    members: ['openWorkspace', 'platform'],
    isFrozen: true,
    platform: process.platform,
    node: [],
  });
});

test('a page that wants to go elsewhere stays where it is, and nothing is asked of the other server', async () => {
  const before = page.url();
  await shell.evaluate(({ BrowserWindow }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { navigations: seen });
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', ({ url }) => void seen.push(url));
  }, 0);

  await page.evaluate((address) => {
    window.location.href = address;
  }, `${foreign.address}/stolen`);
  const wanted = await until('the navigation to be judged', async () => {
    // Put there above.
    const seen = await shell.evaluate(() => (globalThis as unknown as { navigations: string[] }).navigations, 0);
    return seen.length > 0 ? seen : undefined;
  });
  const answers = await page.evaluate(async () => (await fetch('/api/session')).status);

  expect(wanted).toEqual([`${foreign.address}/stolen`]);
  expect(page.url()).toBe(before);
  expect(answers).toBe(200);
  expect(foreign.asked).toEqual([]);
});

test('a page opens no further window', async () => {
  await page.evaluate(() => {
    window.opened = window.open('about:blank');
  });
  await page.waitForFunction(() => window.opened === null || window.opened?.closed === true);
  const windows = await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, 0);

  expect(windows).toBe(1);
});

test('permissions are refused, but for putting text on the clipboard', async () => {
  const states = await page.evaluate(async () => {
    const position = new Promise<string>((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code === 1 ? 'denied' : `failed ${code}`),
      );
    });
    const written = navigator.clipboard.writeText('copied').then(
      () => 'granted',
      () => 'denied',
    );
    return { position: await position, notifications: await Notification.requestPermission(), written: await written };
  });

  expect(states).toEqual({ position: 'denied', notifications: 'denied', written: 'granted' });
});

test('a page of another origin in the same window is refused every call', async () => {
  const designer = page.url();
  await shell.evaluate(async ({ dialog, BrowserWindow }, address) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { dialogs: asked });
    dialog.showOpenDialog = async (given: unknown) => {
      asked.push(given);
      return { canceled: true, filePaths: [] };
    };
    await BrowserWindow.getAllWindows()[0]?.loadURL(address);
  }, foreign.address);

  const refused = await page.evaluate(async () => {
    try {
      return await window.penstock?.openWorkspace();
    } catch (error) {
      return String(error);
    }
  });
  // Put there above.
  const asked = await shell.evaluate(() => (globalThis as unknown as { dialogs: unknown[] }).dialogs.length, 0);
  await shell.evaluate(
    async ({ BrowserWindow }, address) => await BrowserWindow.getAllWindows()[0]?.loadURL(address),
    designer,
  );
  const own = await page.evaluate(async () => await window.penstock?.openWorkspace());

  expect(page.url()).toBe(designer);
  expect(refused).toContain('refused');
  expect(asked).toBe(0);
  expect(own).toBe(false);
});
