import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, type IpcMainInvokeEvent, ipcMain, nativeTheme, session } from 'electron';
import { channels } from './bridge.ts';
import { createDesignerWindow, type DesignerWindow } from './designer-window.ts';
import { denyPermissions, harden, type IsOwn } from './harden.ts';
import { showMenu } from './menu.ts';
import { type Remembered, readRemembered, withRecent, writeRemembered } from './remembered.ts';
import { openWorkspaceSession, type WorkspaceSession } from './workspace-session.ts';

/** The folder with `bin` and `out`; this file is built into `out/main`. */
const packageFolder = resolve(import.meta.dirname, '..', '..');

/** The workspace a command line names: its first word that is neither a switch, the program nor the application. */
function workspaceIn(args: readonly string[], from: string): string | undefined {
  // Switches first: they may stand anywhere between the others.
  const [named] = args.filter((word) => !word.startsWith('-')).slice(app.isPackaged ? 1 : 2);
  return named === undefined ? undefined : resolve(from, named);
}

function startShell(): void {
  const memory = join(app.getPath('userData'), 'desktop.json');
  let remembered = readRemembered(memory);
  let current: WorkspaceSession | undefined;
  let changing: Promise<void> = Promise.resolve();
  let isOver = false;

  const isOwn = (address: string): boolean =>
    URL.canParse(address) && window.origin() !== undefined && new URL(address).origin === window.origin();
  // Before there is a window, so that no page is ever without it.
  app.on('web-contents-created', (_event, contents) => harden(contents, isOwn));
  denyPermissions(session.defaultSession, isOwn);
  const window = createDesignerWindow();

  const remember = (next: Remembered): void => {
    remembered = next;
    showMenu(remembered.recent, acts);
    try {
      writeRemembered(memory, remembered);
    } catch {
      // A comfort: without room for it on the disk the next start asks for the folder.
    }
  };

  const change = async (workspace: string): Promise<void> => {
    await current?.close();
    if (isOver) return;
    remember(withRecent(remembered, workspace));
    current = openWorkspaceSession({
      workspace,
      packageFolder,
      window,
      port: remembered.port,
      onServing: ({ port }) => remember({ ...remembered, port }),
    });
  };
  // One after another, so that two runtimes never hold one data folder.
  const open = (workspace: string): void => {
    changing = changing
      .then(() => change(workspace))
      .catch((error: unknown) => dialog.showErrorBox('The workspace could not be opened', String(error)));
  };

  const pick = async (): Promise<boolean> => {
    const { canceled, filePaths } = await dialog.showOpenDialog({
      title: 'Open workspace',
      message: 'Choose the folder of a workspace: the one with penstock.yaml.',
      properties: ['openDirectory', 'createDirectory'],
    });
    const [folder] = filePaths;
    if (canceled || folder === undefined) return false;
    open(folder);
    return true;
  };

  const acts = { pick: () => void pick(), open, reload: () => current?.reload() };
  showMenu(remembered.recent, acts);
  answer(channels.openWorkspace, isOwn, pick);

  app.on('second-instance', (_event, args, from) => {
    window.focus();
    const named = workspaceIn(args, from);
    if (named !== undefined) open(named);
  });
  app.on('will-quit', (event) => {
    isOver = true;
    if (current === undefined) return;
    // Held until the runtime has drained; then asked for again, with nothing left to stop.
    event.preventDefault();
    void changing.then(async () => {
      await current?.close();
      current = undefined;
      app.quit();
    });
  });

  const first = workspaceIn(process.argv, process.cwd()) ?? remembered.recent.find((folder) => existsSync(folder));
  if (first !== undefined) open(first);
  else void askForFirst(window, pick);
}

async function askForFirst(window: DesignerWindow, pick: () => Promise<boolean>): Promise<void> {
  await window.showStatus({
    title: 'No workspace is open',
    text: 'Choose File › Open workspace… and the folder of a workspace. A new one is made with "penstock init FOLDER".',
  });
  await pick();
}

/** Answers a call of the page. Only the top frame of the designer that is open may make it, and it carries nothing. */
function answer(channel: string, isOwn: IsOwn, work: () => Promise<unknown>): void {
  ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...given: readonly unknown[]) => {
    const frame = event.senderFrame;
    const isOurs = frame !== null && frame.parent === null && isOwn(frame.url);
    if (!isOurs || given.length > 0) throw new Error('The call was refused: it is not one of the open designer.');
    return work();
  });
}

async function main(): Promise<void> {
  app.enableSandbox();
  if (!app.requestSingleInstanceLock()) return app.quit();
  app.on('window-all-closed', () => app.quit());
  await app.whenReady();
  nativeTheme.themeSource = 'system';
  startShell();
}

main().catch((error: unknown) => {
  dialog.showErrorBox('Penstock could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
