import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { preloadScript } from './preload-host.ts';
import { notSimulated, PreventableEvent, StrictEmitter, strict } from './strict.ts';

/** What a window needs of the host it stands in. */
export type WindowHost = {
  readonly context: () => BrowserContext;
  /** Answers a call of a page, as `ipcMain.handle` was told to. */
  readonly answer: (channel: string, sender: Sender, given: readonly unknown[]) => Promise<unknown>;
  readonly onCreated: (contents: HostContents) => void;
  readonly onClosed: (window: HostWindow) => void;
  /** Grants the page of an origin what the shell's handlers grant. */
  readonly grant: (contents: HostContents, address: string) => Promise<void>;
};

/** The frame a call came from, as far as the shell may look at it. */
export type Sender = { readonly url: string; readonly parent: Sender | null };

const binding = '__standInInvoke';

/** The page of a window. */
export class HostContents extends StrictEmitter {
  windowOpen: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | undefined;
  readonly pageOf: () => Page | undefined;

  constructor(pageOf: () => Page | undefined) {
    super('webContents', ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']);
    this.pageOf = pageOf;
  }

  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse): void {
    this.windowOpen = handler;
  }

  reload(): void {
    // Reloading while another page loads fails, and the other page is what counts.
    void this.pageOf()
      ?.reload()
      .catch(() => undefined);
  }

  getURL(): string {
    return this.pageOf()?.url() ?? '';
  }
}

// The members that are simulated have Electron's own shapes.
HostContents.prototype satisfies Pick<Electron.WebContents, 'setWindowOpenHandler' | 'reload' | 'getURL'>;

/** A window: one page of Chromium. It opens only the way the shell must open them: sandboxed and isolated. */
export class HostWindow extends StrictEmitter {
  readonly webContents: HostContents;
  page: Page | undefined;
  private readonly host: WindowHost;
  private readonly preload: string | undefined;
  private isShown: boolean;
  private isGone = false;
  private isLoading = false;
  private opening: Promise<Page> | undefined;

  constructor(host: WindowHost, options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', ['ready-to-show', 'closed']);
    const { webPreferences = {} } = options;
    refuseWeakWindows(webPreferences);
    this.host = host;
    this.isShown = options.show !== false;
    this.preload = webPreferences.preload;
    this.webContents = strict('webContents', new HostContents(() => this.page));
    host.onCreated(this.webContents);
  }

  async loadURL(address: string): Promise<void> {
    this.opening ??= this.openPage();
    const page = await this.opening;
    if (!address.startsWith('data:')) await this.host.grant(this.webContents, address);
    this.isLoading = true;
    try {
      await page.goto(address);
    } finally {
      this.isLoading = false;
    }
    this.emit('ready-to-show');
  }

  show(): void {
    this.isShown = true;
  }

  focus(): void {
    this.isShown = true;
  }

  restore(): void {
    this.isShown = true;
  }

  isMinimized(): boolean {
    return false;
  }

  isVisible(): boolean {
    return this.isShown;
  }

  isDestroyed(): boolean {
    return this.isGone;
  }

  close(): void {
    // A window that never loaded anything has no page to close.
    if (this.page === undefined) this.endWith();
    else void this.page.close();
  }

  private endWith(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.emit('closed');
    this.host.onClosed(this);
  }

  private async openPage(): Promise<Page> {
    const page = await this.host.context().newPage();
    this.page = page;
    page.on('close', () => this.endWith());
    page.on('popup', (popup) => void this.judgePopup(popup));
    await page.exposeBinding(binding, async ({ frame }, channel: string, given: readonly unknown[]) => {
      try {
        // What crosses is data: a function or a class instance is refused as Electron refuses it.
        return { value: structuredClone(await this.host.answer(channel, senderOf(frame), given)) };
      } catch (error) {
        return { refused: `Error invoking remote method '${channel}': ${String(error)}` };
      }
    });
    if (this.preload !== undefined)
      await page.addInitScript(preloadScript(readFileSync(this.preload, 'utf8'), binding));
    await page.route('**/*', async (route) => {
      const request = route.request();
      if (request.isNavigationRequest() && !this.mayNavigate(request.frame(), request.url())) {
        return await route.abort('aborted');
      }
      await route.continue();
    });
    return page;
  }

  /** Asks as Electron asks: for what a page or a person wants, not for what the shell itself loads. */
  private mayNavigate(frame: Frame, url: string): boolean {
    const isMainFrame = frame.parentFrame() === null;
    if (this.isLoading && isMainFrame) return true;
    const details = Object.assign(new PreventableEvent(), { url, isMainFrame });
    if (isMainFrame) this.webContents.emit('will-navigate', details);
    this.webContents.emit('will-frame-navigate', details);
    return !details.isPrevented;
  }

  private async judgePopup(popup: Page): Promise<void> {
    const details = { url: popup.url(), frameName: '', features: '', disposition: 'new-window' };
    // The rest of the details is for handlers that look at more than the address.
    const verdict = this.webContents.windowOpen?.(details as Electron.HandlerDetails) ?? { action: 'allow' };
    if (verdict.action === 'allow') throw notSimulated("setWindowOpenHandler(() => ({ action: 'allow' }))");
    await popup.close();
  }
}

HostWindow.prototype satisfies Pick<
  Electron.BrowserWindow,
  'loadURL' | 'show' | 'focus' | 'restore' | 'isMinimized' | 'isVisible' | 'isDestroyed' | 'close'
>;

function refuseWeakWindows(given: Electron.WebPreferences): void {
  const { nodeIntegration, contextIsolation, sandbox, webSecurity } = given;
  if (nodeIntegration === true || contextIsolation !== true || sandbox !== true || webSecurity === false) {
    throw notSimulated('BrowserWindow with node integration, or without isolation, sandbox or web security');
  }
}

function senderOf(frame: Frame): Sender {
  const parent = frame.parentFrame();
  return { url: frame.url(), parent: parent === null ? null : senderOf(parent) };
}
