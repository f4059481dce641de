import { mkdir } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Electron from 'electron';
import { _electron, type Page } from 'playwright-core';
import { findElectron } from '../../../scripts/electron-binary.ts';
import type { DesktopBridge } from '../../../src/main/bridge.ts';
import { createHost, type Host, userDataIn } from '../host/host.ts';
import { desktopPackage } from './desktop-package.ts';

declare global {
  interface Window {
    /** What the preload puts into the page. */
    penstock?: DesktopBridge;
    /** Where a test keeps the window it tried to open. */
    opened?: Window | null;
  }
}

/** The desktop shell as a test drives it, under Electron where there is one, else on the stand-in. */
export type Shell = {
  readonly driver: 'Electron' | 'stand-in';
  /** The process that holds the shell. */
  readonly pid: number;
  /** The page of the first window, whatever it shows. */
  readonly firstWindow: () => Promise<Page>;
  /** Runs a function in the main process on what `import … from 'electron'` gives there. It closes over nothing. */
  readonly evaluate: <Given, Result>(
    work: (electron: typeof Electron, given: Given) => Result | Promise<Result>,
    given: Given,
  ) => Promise<Result>;
  /** Quits the application and waits until it has. */
  readonly quit: () => Promise<void>;
};

/** What a shell starts with. */
export type ShellOptions = {
  /** Folder for what the shell keeps; its own, so that no test sees another's. */
  readonly folder: string;
  /** Named on the command line; none when left out. */
  readonly workspace?: string;
};

/** How long the first window may take, in milliseconds. */
const windowLimitMs = 15_000;

/** Starts the built shell. `PENSTOCK_REQUIRE_ELECTRON` makes it fail where there is no Electron. */
export async function launchShell(options: ShellOptions): Promise<Shell> {
  const { program, isThere } = findElectron(process.env);
  if (isThere) return await launchElectron(program, options);
  if (process.env.PENSTOCK_REQUIRE_ELECTRON) throw new Error(`There is no Electron at ${program}.`);
  return await launchStandIn(options);
}

/** Which of the two it will be, in words that cannot be misread. */
export function nameDriver(): string {
  const { program, isThere } = findElectron(process.env);
  return isThere
    ? `# desktop driver: Electron at ${program}`
    : '# desktop driver: the Chromium stand-in. This is NOT Electron: there is no Electron program here.';
}

async function launchElectron(executablePath: string, { folder, workspace }: ShellOptions): Promise<Shell> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [...asRoot, `--user-data-dir=${userDataIn(folder)}`, desktopPackage, ...(workspace ? [workspace] : [])],
  });
  return {
    driver: 'Electron',
    pid: app.process().pid ?? 0,
    firstWindow: () => app.firstWindow({ timeout: windowLimitMs }),
    // Playwright's own types want handles; a module and plain data are what both drivers have.
    evaluate: (work, given) => app.evaluate(work as never, given as never),
    quit: () => app.close(),
  };
}

let launches = 0;

async function launchStandIn({ folder, workspace }: ShellOptions): Promise<Shell> {
  const userData = userDataIn(folder);
  await mkdir(userData, { recursive: true });
  const host = createHost({ userData });
  launches += 1;
  const unhook = provide(host, launches);
  const before = process.argv;
  process.argv = [process.execPath, desktopPackage, ...(workspace === undefined ? [] : [workspace])];
  try {
    // Under a name of its own, so that every start runs the shell from its first line.
    await import(
      /* @vite-ignore */ `${pathToFileURL(join(desktopPackage, 'out', 'main', 'main.mjs'))}?start=${launches}`
    );
    const page = await firstPage(host);
    return {
      driver: 'stand-in',
      pid: process.pid,
      firstWindow: async () => page,
      // What the stand-in lacks of the module throws when it is touched.
      evaluate: async (work, given) => await work(host.module as unknown as typeof Electron, given),
      quit: async () => {
        host.quit();
        await host.gone;
      },
    };
  } finally {
    process.argv = before;
    unhook();
  }
}

/** Makes `import … from 'electron'` of the built shell give the stand-in; a missing name fails when modules are linked. */
function provide(host: Host, launch: number): () => void {
  const key = `penstock.stand-in.${launch}`;
  Object.assign(globalThis, { [key]: host.module });
  const address = `stand-in:electron-${launch}`;
  const names = Object.keys(host.module).join(', ');
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: address, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      url === address
        ? { format: 'module', shortCircuit: true, source: `export const { ${names} } = globalThis['${key}'];` }
        : next(url, context),
  });
  return () => hooks.deregister();
}

async function firstPage(host: Host): Promise<Page> {
  const until = performance.now() + windowLimitMs;
  for (;;) {
    const page = host.windows()[0]?.page;
    if (page !== undefined) return page;
    if (performance.now() > until) throw new Error('The shell opened no window.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
