import { basename } from 'node:path';
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** What the menu does. */
export type MenuActs = {
  readonly pick: () => void;
  readonly open: (workspace: string) => void;
  readonly reload: () => void;
};

/** Shows the menu of the application; call again when the recent workspaces change. */
export function showMenu(recent: readonly string[], acts: MenuActs): void {
  const isMac = process.platform === 'darwin';
  const file: MenuItemConstructorOptions[] = [
    { id: 'open', label: 'Open workspace…', accelerator: 'CmdOrCtrl+Shift+O', click: acts.pick },
    { id: 'recent', label: 'Recent', submenu: recentItems(recent, acts), enabled: recent.length > 0 },
    { type: 'separator' },
    { role: isMac ? 'close' : 'quit' },
  ];
  const view: MenuItemConstructorOptions[] = [
    { id: 'reload', label: 'Reload', accelerator: 'CmdOrCtrl+R', click: acts.reload },
    { role: 'toggleDevTools' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      // The designer has its own keys for undo, copy and paste; only macOS routes them through a menu.
      ...(isMac ? [{ role: 'appMenu' } as const, { role: 'editMenu' } as const] : []),
      { id: 'file', label: 'File', submenu: file },
      { id: 'view', label: 'View', submenu: view },
    ]),
  );
}

function recentItems(recent: readonly string[], { open }: MenuActs): MenuItemConstructorOptions[] {
  return recent.map((workspace) => ({
    label: `${basename(workspace)} — ${workspace}`,
    click: () => open(workspace),
  }));
}
