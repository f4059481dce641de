import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import { type Status, statusAddress } from './status-page.ts';

/** The one window: it shows the designer, or says why it does not. */
export type DesignerWindow = {
  /** Opens the designer at its address; what was shown before is gone. */
  readonly showDesigner: (address: string) => Promise<void>;
  readonly showStatus: (status: Status) => Promise<void>;
  /** The origin of the designer on screen; undefined while none is. */
  readonly origin: () => string | undefined;
  readonly reload: () => void;
  readonly focus: () => void;
};

/** Where the page stands before it is painted, so that a dark room does not flash. */
const ground = { light: '#edf0f3', dark: '#12181e' };

/** Makes the window. It is shown with its first page. */
export function createDesignerWindow(): DesignerWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Penstock',
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  let origin: string | undefined;
  // Pages follow each other: one that is replaced while it loads is no failure.
  const load = async (address: string): Promise<void> => {
    if (window.isDestroyed()) return;
    await window.loadURL(address).catch(() => undefined);
  };
  return {
    showDesigner: async (address) => {
      // Set first: the page may call before it has loaded to its end.
      origin = new URL(address).origin;
      await load(address);
    },
    showStatus: async (status) => {
      origin = undefined;
      await load(statusAddress(status));
    },
    origin: () => (window.isDestroyed() ? undefined : origin),
    reload: () => {
      if (!window.isDestroyed()) window.webContents.reload();
    },
    focus: () => {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
