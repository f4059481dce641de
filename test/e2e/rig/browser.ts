import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/ensure-chromium.ts';
import type { Studio } from './studio.ts';

/** A page of the designer, and everything it complained about. */
export type DesignerPage = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, uncaught exceptions and violations of the content security policy, in order. */
  readonly complaints: readonly string[];
};

/** How a page is opened. */
export type PageOptions = {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly language?: 'en' | 'en-XA';
  readonly reducedMotion?: boolean;
};

/** Starts the browser of a suite; close it when the suite ends. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; the suite’s setup should have said so.');
  return await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  });
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** The token of a studio's address is good once; whoever comes later brings the cookie it was given for. */
const signedIn = new WeakMap<Studio, Cookies>();

/** Opens the designer signed in. */
export async function openDesigner(browser: Browser, studio: Studio, options: PageOptions = {}): Promise<DesignerPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: options.reducedMotion === false ? 'no-preference' : 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: studio.url });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Refusals of the runtime's API are part of how page and runtime talk; Chromium reports them as errors.
    if (/^Failed to load resource/.test(message.text()) && message.location().url.includes('/api/')) return;
    if (message.type() === 'error' || message.text().includes('Content Security Policy'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const cookies = signedIn.get(studio);
  if (cookies !== undefined) await context.addCookies(cookies);
  const address = cookies === undefined ? studio.address : `${studio.url}/#/flows`;
  await page.goto(options.language === 'en-XA' ? address.replace('/#', '/?language=en-XA#') : address);
  await page.locator('[data-region="rail"]').waitFor();
  signedIn.set(studio, await context.cookies());
  return {
    page,
    context,
    complaints,
    [Symbol.asyncDispose]: async () => {
      await context.close();
    },
  };
}
