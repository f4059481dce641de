import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { openDesk, type ShopDesk, shopEnvironment, stockProducts } from './shop-desk.ts';
import { type FlowVariant, makeShopWorkspace } from './shop-workspace.ts';

/** How a process ended. */
export type ProcessEnd = { readonly code: number | null; readonly signal: string | null };

/** A runtime in a process of its own. */
export type RuntimeProcess = AsyncDisposable & {
  readonly pid: number;
  readonly desk: ShopDesk;
  readonly url: string;
  readonly ended: Promise<ProcessEnd>;
  /** What it wrote to its log so far. */
  readonly log: () => string;
  /** Sends a signal; one to a process that has just ended is lost. */
  readonly signal: (signal: NodeJS.Signals) => void;
};

/** How a process differs from a plain one. */
export type ProcessSetting = {
  readonly env?: Readonly<Record<string, string>>;
  readonly synchronous?: 'full' | 'off';
  readonly ballastBytes?: number;
  /** Another data directory than the rig's. */
  readonly data?: string;
};

/** A workspace, a data directory and a fake Odoo that outlive the processes started over them. */
export type ProcessRig = AsyncDisposable & {
  readonly odoo: FakeOdoo;
  readonly data: string;
  /** Starts a runtime and waits until it serves. */
  readonly start: (setting?: ProcessSetting) => Promise<RuntimeProcess>;
  /** Starts a runtime that is to refuse; gives its end and what it said. */
  readonly startRefused: (setting?: ProcessSetting) => Promise<ProcessEnd & { readonly said: string }>;
};

/**
 * Sets the rig up. Processes started on it are killed with it.
 *
 * @param data an existing data directory; one of its own by default
 */
export async function setUpProcessRig(
  options: {
    readonly variants?: readonly FlowVariant[];
    readonly more?: Readonly<Record<string, string>>;
    readonly bindings?: string;
    readonly data?: string;
  } = {},
): Promise<ProcessRig> {
  await using cleanUp = new AsyncDisposableStack();
  const odoo = cleanUp.use(await startFakeOdoo({ version: 19 }));
  stockProducts(odoo);
  const workspace = cleanUp.use(await makeShopWorkspace({ odooUrl: odoo.url, database: odoo.database, ...options }));
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'penstock-data-')));
  if (options.data === undefined) cleanUp.defer(() => rm(data, { recursive: true, force: true }));
  const running = new Set<RunningChild>();
  cleanUp.defer(async () => {
    for (const child of running) await endChild(child);
  });
  const launch = (setting: ProcessSetting = {}): RunningChild => {
    const { env = {}, synchronous = 'off', ballastBytes = 0 } = setting;
    const given = {
      workspace: workspace.folder,
      environment: 'dev',
      data: setting.data ?? data,
      port: 0,
      synchronous,
      ballastBytes,
    };
    const child = watchChild(
      spawn(process.execPath, [fileURLToPath(new URL('./runtime-entry.ts', import.meta.url))], {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env: {
          PATH: process.env.PATH ?? '',
          // Processes of one test run start from one cache: most of a start is reading the sources.
          NODE_COMPILE_CACHE: join(tmpdir(), 'penstock-compile-cache'),
          ...shopEnvironment(odoo),
          PENSTOCK_TEST_OPTIONS: JSON.stringify(given),
          ...env,
        },
      }),
    );
    running.add(child);
    return child;
  };
  const kept = cleanUp.move();
  return {
    odoo,
    data,
    start: async (setting) => await untilServing(launch(setting)),
    startRefused: async (setting) => {
      const child = launch(setting);
      const end = await child.ended;
      return { ...end, said: child.said() };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type RunningChild = {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  /** Everything on stdout so far. */
  readonly printed: () => string;
  /** Everything on stderr so far. */
  readonly said: () => string;
};

function watchChild(child: ChildProcess): RunningChild {
  let printed = '';
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]): ProcessEnd => ({ code, signal }));
  return { child, ended, printed: () => printed, said: () => said };
}

/** The whole group: the children of a runtime must not outlive it. */
async function endChild({ child, ended }: RunningChild): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    process.kill(-child.pid, 'SIGKILL');
  }
  await ended;
}

async function untilServing(running: RunningChild): Promise<RuntimeProcess> {
  const { child, ended, printed, said } = running;
  const line = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      if (printed().includes('\n')) resolve(printed());
    };
    child.stdout?.on('data', look);
    ended.then((end) => reject(new Error(`the runtime ended with ${JSON.stringify(end)}: ${said()}`)), reject);
  });
  const ready: { url: string; token: string } = JSON.parse(line.split('\n')[0] ?? '');
  return {
    pid: child.pid ?? 0,
    url: ready.url,
    desk: openDesk(ready),
    ended,
    log: said,
    signal: (signal) => void child.kill(signal),
    [Symbol.asyncDispose]: () => endChild(running),
  };
}
