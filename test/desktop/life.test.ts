import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { until } from '#test/rigs/until.ts';
import { userDataIn } from './host/host.ts';
import { checkout } from './rig/desktop-package.ts';
import { launchShell, type Shell } from './rig/driver.ts';
import { alive, familyOf, runtimesOf } from './rig/processes.ts';
import { makeGround, writeWorkspace } from './rig/workspace-folder.ts';

/** The runtime of a workspace, once there is exactly one. */
const runtimeOf = async (workspace: string, except?: number): Promise<number> =>
  await until('a runtime', () => {
    const [pid, ...more] = runtimesOf(workspace);
    return pid !== except && more.length === 0 ? pid : undefined;
  });

const waitForDesigner = async (shell: Shell): Promise<void> => {
  const page = await shell.firstWindow();
  await page.getByRole('navigation', { name: /areas/i }).waitFor();
};

/**
 * Does what brings another designer and resolves once it stands, however many pages come in between.
 * Which designer is on screen is known before anything is done: asked for meanwhile, the page may be gone.
 */
const untilNextDesigner = async (page: Page, act: () => Promise<unknown>): Promise<void> => {
  const previous = await page.evaluate(() => performance.timeOrigin);
  await act();
  await page.waitForFunction(
    (before) => performance.timeOrigin !== before && document.querySelector('[data-region="rail"]') !== null,
    previous,
  );
};

test('a runtime that is killed comes back on the same page, signed in, and quitting leaves no process', async () => {
  await using ground = await makeGround();
  const workspace = await ground.makeWorkspace('orders');
  const shell = await launchShell({ folder: ground.folder, workspace });
  await waitForDesigner(shell);
  const page = await shell.firstWindow();
  const [address, killed] = [page.url(), await runtimeOf(workspace)];
  await page.evaluate(() => {
    document.documentElement.dataset.drawn = 'not saved yet';
  });
  await shell.evaluate(({ Notification }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    Notification.prototype.show = function show(this: Electron.Notification) {
      told.push(`${this.title}: ${this.body}`);
    };
  }, 0);

  process.kill(killed, 'SIGKILL');
  const told = await until('the person to be told', async () => {
    // Put there above.
    const all = await shell.evaluate(() => (globalThis as unknown as { told: string[] }).told, 0);
    return all.length > 0 ? all : undefined;
  });
  const seen = await page.evaluate(async () => ({
    session: (await fetch('/api/session')).status,
    drawn: document.documentElement.dataset.drawn,
  }));
  const running = await runtimeOf(workspace, killed);
  const family = familyOf(running);
  await shell.quit();
  const left = alive([running]);
  await until('the sandbox children to be gone', () => (alive(family).length === 0 ? true : undefined));

  expect(family.length).toBeGreaterThan(1);
  expect(left).toEqual([]);
  expect(told).toEqual([expect.stringMatching(/running again: It ended with signal SIGKILL\..*still here/)]);
  expect(seen).toEqual({ session: 200, drawn: 'not saved yet' });
  expect(page.url()).toBe(address);
  expect(running).not.toBe(killed);
});

test('a shell that is killed leaves no runtime behind', async () => {
  await using ground = await makeGround();
  const workspace = await ground.makeWorkspace('orders');
  const holder = spawn(
    process.execPath,
    [join(checkout, 'test', 'desktop', 'rig', 'shell-process.ts'), ground.folder, workspace],
    { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const shellPid = Number(await firstLine(holder));
  const family = familyOf(await runtimeOf(workspace));

  process.kill(shellPid, 'SIGKILL');

  await until('everything to be gone', () => (alive(family).length === 0 ? true : undefined));
  if (holder.exitCode === null && holder.signalCode === null) {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
});

test('another workspace is opened from the page and from the menu; one runtime is left, and both are remembered', async () => {
  await using ground = await makeGround();
  const [first, second] = [await ground.makeWorkspace('first'), await ground.makeWorkspace('second')];
  const shell = await launchShell({ folder: ground.folder, workspace: first });
  await waitForDesigner(shell);
  const page = await shell.firstWindow();
  const port = new URL(page.url()).port;
  await shell.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, second);

  await untilNextDesigner(page, () => page.evaluate(() => void window.penstock?.openWorkspace()));
  const afterPage = [runtimesOf(first).length, new URL(page.url()).port];
  await untilNextDesigner(page, () =>
    shell.evaluate(({ Menu }) => {
      const recent = Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items ?? [];
      recent.at(1)?.click();
    }, 0),
  );
  const remembered = JSON.parse(await readFile(join(userDataIn(ground.folder), 'desktop.json'), 'utf8'));
  const left = runtimesOf(second);
  await shell.quit();

  expect(afterPage).toEqual([0, port]);
  expect(left).toEqual([]);
  expect(remembered).toEqual({ recent: [first, second], port: Number(port) });
});

test('a second start opens its workspace in the window of the first; closing that window quits', async () => {
  await using ground = await makeGround();
  const [first, second] = [await ground.makeWorkspace('first'), await ground.makeWorkspace('second')];
  const shell = await launchShell({ folder: ground.folder, workspace: first });
  await waitForDesigner(shell);

  await untilNextDesigner(await shell.firstWindow(), () =>
    shell.evaluate(({ app }, { folder, words }) => void app.emit('second-instance', {}, words, folder), {
      folder: ground.folder,
      words: ['electron', '--some-switch', 'app', 'second'],
    }),
  );
  const [left, windows] = [
    runtimesOf(first),
    await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, 0),
  ];
  const family = familyOf(await runtimeOf(second));
  await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), 0);
  await until('everything to be gone', () => (alive(family).length === 0 ? true : undefined));

  expect(left).toEqual([]);
  expect(windows).toBe(1);
});

test('a runtime that cannot come back leaves the designer on screen and asks what to do', async () => {
  await using ground = await makeGround();
  const workspace = await ground.makeWorkspace('orders');
  const shell = await launchShell({ folder: ground.folder, workspace });
  await waitForDesigner(shell);
  const page = await shell.firstWindow();
  const [address, killed] = [page.url(), await runtimeOf(workspace)];
  await shell.evaluate(({ dialog }) => {
    dialog.showMessageBox = (given: unknown) =>
      new Promise((resolve) => {
        Object.assign(globalThis, { question: given, decide: resolve });
      });
  }, 0);
  const file = join(workspace, 'penstock.yaml');
  const text = await readFile(file, 'utf8');

  await rm(file);
  process.kill(killed, 'SIGKILL');
  const question = await until('the question', () =>
    // Put there above.
    shell.evaluate(() => (globalThis as unknown as { question?: Electron.MessageBoxOptions }).question, 0),
  );
  const during = page.url();
  await writeFile(file, text);
  await shell.evaluate(() => {
    // Put there above.
    const { decide } = globalThis as unknown as { decide: (answer: object) => void };
    decide({ response: 0, checkboxChecked: false });
  }, 0);
  const again = await runtimeOf(workspace, killed);
  const session = await until('the page to be signed in', async () => {
    const status = await page.evaluate(async () => (await fetch('/api/session').catch(() => undefined))?.status);
    return status === 200 ? status : undefined;
  });
  await shell.quit();

  expect(question).toMatchObject({ message: 'orders cannot be opened', buttons: ['Start again', 'Not now'] });
  expect(question.detail).toContain('it has no penstock.yaml');
  expect([during, page.url()]).toEqual([address, address]);
  expect(again).not.toBe(killed);
  expect(session).toBe(200);
});

test('a folder that is no workspace is said to be none, and opens by Reload once it is one', async () => {
  await using ground = await makeGround();
  const workspace = join(ground.folder, 'empty');
  const shell = await launchShell({ folder: ground.folder, workspace });
  const page = await shell.firstWindow();

  await page.getByRole('heading', { name: 'empty cannot be opened' }).waitFor();
  const said = await page.locator('main').innerText();
  await writeWorkspace(workspace);
  await shell.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('reload')?.click(), 0);
  await waitForDesigner(shell);
  await shell.quit();

  expect(said).toContain('is no workspace: it has no penstock.yaml');
  expect(said).toContain('exit code 78');
});

test('without a workspace the shell asks for one and says how to go on', async () => {
  await using ground = await makeGround();
  const shell = await launchShell({ folder: ground.folder });
  const page = await shell.firstWindow();

  await page.getByRole('heading', { name: 'No workspace is open' }).waitFor();
  const text = await page.locator('main').innerText();
  await shell.quit();

  expect(text).toContain('Open workspace');
});

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The process has no output.');
  for await (const line of createInterface({ input: stdout })) {
    // Lines before it name the driver.
    if (/^\d+$/.test(line)) return line;
  }
  throw new Error('The process ended without a word.');
}
