import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { callDeployments, type DeploymentCaller, shopKey } from './bundles.ts';

/** A runtime that serves bundles, in a process that can be killed. */
export type DeployedProcess = AsyncDisposable & DeploymentCaller & { readonly kill: () => Promise<void> };

/** Starts the process and waits until it serves. */
export async function spawnRuntime(place: { readonly site: string; readonly data: string }): Promise<DeployedProcess> {
  const options = {
    workspace: place.site,
    environment: 'live',
    data: place.data,
    port: 0,
    synchronous: 'off',
    ballastBytes: 0,
  };
  const child = spawn(process.execPath, [fileURLToPath(new URL('./runtime-entry.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: join(tmpdir(), 'penstock-compile-cache'),
      PENSTOCK_SECRET_SHOP_KEY: shopKey,
      PENSTOCK_TEST_OPTIONS: JSON.stringify(options),
    },
  });
  const kill = (): Promise<void> => killGroup(child);
  const ready: { url: string; token: string } = JSON.parse(await firstLine(child));
  return { ...callDeployments(ready), kill, [Symbol.asyncDispose]: kill };
}

/** Runs a command of the program from its sources, to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: join(tmpdir(), 'penstock-compile-cache'), ...env },
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, stdout };
}

/** The whole group: the children of a runtime must not outlive it. */
async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  process.kill(-child.pid, 'SIGKILL');
  await closed;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    const [line, rest] = printed.split('\n', 2);
    if (line !== undefined && rest !== undefined) return line;
  }
  throw new Error('the runtime ended without serving');
}
