import { join } from 'node:path';
import type * as Electron from 'electron';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/ensure-chromium.ts';
import { type HostContents, HostWindow, type Sender } from './host-window.ts';
import { notSimulated, PreventableEvent, StrictEmitter, strict, strictClass } from './strict.ts';

/** The stand-in for the module `electron`, and what its driver needs of it. */
export type Host = {
  /** What `import … from 'electron'` gives the main process. */
  readonly module: Readonly<Record<string, unknown>>;
  readonly windows: () => readonly HostWindow[];
  readonly quit: () => void;
  /** Resolves when the application has quit. */
  readonly gone: Promise<void>;
};

/** Permissions of Chromium by the names Electron asks for them; all others are refused by Chromium itself. */
const grantable: Readonly<Record<string, string>> = {
  'clipboard-sanitized-write': 'clipboard-write',
  'clipboard-read': 'clipboard-read',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
};

/** Makes a stand-in with its own user data, browser and windows; one for each start of the shell. */
export function createHost({ userData }: { readonly userData: string }): Host {
  const windows: HostWindow[] = [];
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  let isQuitting = false;

  const launch = async (): Promise<void> => {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('There is no Chromium for the stand-in.');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  };

  class HostApp extends StrictEmitter {
    readonly isPackaged = false;

    constructor() {
      super('app', [
        'window-all-closed',
        'web-contents-created',
        'second-instance',
        'before-quit',
        'will-quit',
        'quit',
      ]);
    }

    async whenReady(): Promise<void> {
      await launch();
    }

    getPath(name: string): string {
      if (name === 'userData') return userData;
      throw notSimulated(`app.getPath('${name}')`);
    }

    /** Windows of the stand-in are sandboxed or refused. */
    enableSandbox(): void {}

    /** Always the first: a second instance is announced by the tests themselves. */
    requestSingleInstanceLock(): boolean {
      return true;
    }

    quit(): void {
      const before = new PreventableEvent();
      this.emit('before-quit', before);
      if (before.isPrevented) return;
      isQuitting = true;
      for (const window of [...windows]) window.close();
      finishQuit();
    }

    exit(code?: number): void {
      throw new Error(`The shell left with exit code ${code ?? 0}.`);
    }
  }
  const app = new HostApp();
  app satisfies Pick<
    Electron.App,
    'isPackaged' | 'whenReady' | 'enableSandbox' | 'requestSingleInstanceLock' | 'quit' | 'exit' | 'getPath'
  >;

  const finishQuit = (): void => {
    if (!isQuitting || windows.length > 0) return;
    const event = new PreventableEvent();
    app.emit('will-quit', event);
    // Whoever prevents it asks again.
    isQuitting = false;
    if (!event.isPrevented) app.emit('quit', undefined, 0);
  };

  const handlers = new Map<string, (event: Electron.IpcMainInvokeEvent, ...given: unknown[]) => unknown>();
  const ipcMain = {
    handle: (channel: string, listener: (event: Electron.IpcMainInvokeEvent, ...given: unknown[]) => unknown) => {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, listener);
    },
  } satisfies Pick<Electron.IpcMain, 'handle'>;
  const answer = async (channel: string, senderFrame: Sender, given: readonly unknown[]): Promise<unknown> => {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    // Of the event, the frame is all that is simulated; the rest throws.
    const event = strict('IpcMainInvokeEvent', { senderFrame: strict('WebFrameMain', senderFrame) });
    // As the comment above says: less than an event of Electron, and what is missing is told.
    return await handler(event as unknown as Electron.IpcMainInvokeEvent, ...given);
  };

  const permissions = createPermissions();
  const defaultSession = {
    setPermissionRequestHandler: permissions.setRequestHandler,
    setPermissionCheckHandler: permissions.setCheckHandler,
    cookies: strict('session.cookies', {
      set: async ({ url, name = '', value = '', path = '/', httpOnly = false, sameSite }) => {
        if (sameSite !== 'strict' || path !== '/') throw notSimulated('cookies.set without sameSite: strict, path: /');
        await context?.addCookies([{ url, name, value, httpOnly, sameSite: 'Strict' }]);
      },
    } satisfies Pick<Electron.Cookies, 'set'>),
  } satisfies Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'> & { cookies: object };

  const windowHost = {
    context: () => {
      if (context === undefined) throw new Error('A window was opened before the application was ready.');
      return context;
    },
    answer,
    onCreated: (contents: HostContents) => app.emit('web-contents-created', {}, contents),
    onClosed: (window: HostWindow) => {
      windows.splice(windows.indexOf(window), 1);
      if (windows.length > 0) return;
      if (isQuitting) finishQuit();
      else app.emit('window-all-closed');
    },
    grant: async (contents: HostContents, address: string) => {
      const { origin } = new URL(address);
      await context?.grantPermissions(await permissions.granted(contents, address), { origin });
    },
  };
  class BrowserWindow extends HostWindow {
    constructor(options?: Electron.BrowserWindowConstructorOptions) {
      super(windowHost, options);
    }

    static getAllWindows(): readonly HostWindow[] {
      return [...windows];
    }
  }

  const gone = new Promise<void>((done) => {
    app.once('quit', () => void (browser?.close() ?? Promise.resolve()).then(() => done()));
  });
  return {
    module: {
      app: strict('app', app),
      ipcMain: strict('ipcMain', ipcMain),
      BrowserWindow: strictClass('BrowserWindow', BrowserWindow, (window) => windows.push(window)),
      session: strict('session', { defaultSession: strict('session.defaultSession', defaultSession) }),
      ...desktopParts(),
    },
    windows: () => windows,
    quit: () => app.quit(),
    gone,
  };
}

/** Where a start of the shell keeps its own files. */
export function userDataIn(folder: string): string {
  return join(folder, 'user-data');
}

function createPermissions() {
  type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
  type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
  let onRequest: RequestHandler = null;
  let onCheck: CheckHandler = null;
  const isGranted = async (permission: string, contents: HostContents, address: string): Promise<boolean> => {
    // Without handlers Electron grants everything; a shell that forgot them must not look safe here.
    if (onRequest === null || onCheck === null) return true;
    // The handlers look at the name and the address only; a page of the stand-in is no WebContents of Electron.
    const [request, check] = [onRequest, onCheck] as unknown as [
      (contents: HostContents, permission: string, callback: (granted: boolean) => void, details: object) => void,
      (contents: HostContents, permission: string, origin: string, details: object) => boolean,
    ];
    const isRequestGranted = await new Promise<boolean>((resolve) => {
      request(contents, permission, resolve, { requestingUrl: address, isMainFrame: true });
    });
    return isRequestGranted && check(contents, permission, new URL(address).origin, {});
  };
  return {
    setRequestHandler: (handler: RequestHandler) => {
      onRequest = handler;
    },
    setCheckHandler: (handler: CheckHandler) => {
      onCheck = handler;
    },
    granted: async (contents: HostContents, address: string): Promise<string[]> => {
      const granted: string[] = [];
      for (const [permission, name] of Object.entries(grantable)) {
        if (await isGranted(permission, contents, address)) granted.push(name);
      }
      return granted;
    },
  };
}

/** Dialogs that are cancelled until a test answers them, a menu that can be clicked, notifications nobody sees. */
function desktopParts() {
  const dialog = {
    showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
    showMessageBox: async () => ({ response: 1, checkboxChecked: false }),
    showErrorBox: (title: string, content: string) => {
      throw new Error(`The shell showed an error: ${title}. ${content}`);
    },
  } satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showMessageBox' | 'showErrorBox'>;

  type Facts = Pick<Electron.MenuItemConstructorOptions, 'id' | 'label' | 'role' | 'enabled'>;
  type Item = { readonly [Fact in keyof Facts]-?: Facts[Fact] | undefined } & {
    readonly click: () => void;
    readonly submenu: Built | undefined;
  };
  type Built = { readonly items: readonly Item[]; readonly getMenuItemById: (id: string) => Item | null };
  const buildFromTemplate = (template: readonly Electron.MenuItemConstructorOptions[]): Built => {
    const items = template.map((one): Item => {
      const submenu = Array.isArray(one.submenu) ? buildFromTemplate(one.submenu) : undefined;
      // The shell's own items take no arguments.
      const click = one.click as (() => void) | undefined;
      return strict('MenuItem', {
        id: one.id,
        label: one.label,
        role: one.role,
        enabled: one.enabled,
        submenu,
        click: () => click?.(),
      });
    });
    const find = (id: string): Item | null => {
      for (const item of items) {
        const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
        if (found) return found;
      }
      return null;
    };
    return { items, getMenuItemById: find };
  };
  let shown: Built | null = null;
  const Menu = {
    buildFromTemplate,
    setApplicationMenu: (menu: Built | null) => {
      shown = menu;
    },
    getApplicationMenu: () => shown,
  };
  // Our menu has less than Electron's; what it has must fit where a test reads it.
  Menu satisfies { readonly [Name in 'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu']: unknown };

  class Notification {
    readonly title: string;
    readonly body: string;

    constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions = {}) {
      this.title = title;
      this.body = body;
    }

    static isSupported(): boolean {
      return true;
    }

    show(): void {}
  }
  Notification satisfies Pick<typeof Electron.Notification, 'isSupported'>;
  Notification.prototype satisfies Pick<Electron.Notification, 'show' | 'title' | 'body'>;

  const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false } satisfies Pick<
    Electron.NativeTheme,
    'themeSource' | 'shouldUseDarkColors'
  >;
  return {
    dialog: strict('dialog', dialog),
    Menu: strict('Menu', Menu),
    Notification: strict('Notification', Notification),
    nativeTheme: strict('nativeTheme', nativeTheme),
  };
}
