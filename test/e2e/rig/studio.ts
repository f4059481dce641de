import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtFolder } from '../../setup/built-product.ts';

/** The folder of the checkout. */
export const checkout = join(import.meta.dirname, '..', '..', '..');

/** A studio that runs as its own process on a workspace of its own. */
export type Studio = AsyncDisposable & {
  /** Address with the one-time token: open this first. */
  readonly address: string;
  /** Address without it. */
  readonly url: string;
  /** Folder of the workspace, free to be changed. */
  readonly workspace: string;
  readonly pid: number;
};

/** What a studio starts with. */
export type StudioOptions = {
  /** A workspace to copy; an empty one when left out. */
  readonly from?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the copy, or fills the data directory, before the studio starts. */
  readonly prepare?: (workspace: string, data: string) => Promise<void>;
};

/** The example workspace of the project. */
export const orderToCash = join(checkout, 'examples', 'order-to-cash');

/** How long a studio may take until it serves, in milliseconds. */
const startLimitMs = 30_000;

/** Starts the built program as `penstock studio` on a copy of a workspace. */
export async function startStudio({ from, env = {}, prepare }: StudioOptions = {}): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-e2e-'));
  const workspace = join(folder, 'workspace');
  if (from === undefined) await runCli(['init', workspace]);
  else await cp(from, workspace, { recursive: true });
  const data = join(folder, 'data');
  await prepare?.(workspace, data);
  const args = ['studio', workspace, '--port', '0', '--data', data, '--json'];
  const child = spawn(process.execPath, [join(builtFolder, 'cli.mjs'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = await readReady(child);
  return {
    address: ready.address,
    url: ready.url,
    workspace,
    pid: ready.pid,
    [Symbol.asyncDispose]: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How the built program is run. */
type CliOptions = {
  /** Its working folder; default the checkout. */
  readonly cwd?: string;
  /** Findings, exit code 1, are no failure; default false. */
  readonly mayFind?: boolean;
};

/** Runs the built program to its end; throws with what it said when it fails. */
export async function runCli(
  args: readonly string[],
  { cwd = checkout, mayFind = false }: CliOptions = {},
): Promise<string> {
  const child = spawn(process.execPath, [join(builtFolder, 'cli.mjs'), ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.error += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0 && !(mayFind && code === 1))
    throw new Error(`penstock ${args.join(' ')} ended with ${code}: ${said.error}${said.out}`);
  return said.out;
}

type Ready = { readonly address: string; readonly url: string; readonly pid: number };

async function readReady(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null || child.stderr === null) throw new Error('The studio has no output.');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      // The program's own ready line.
      const value = JSON.parse(line) as Partial<Ready> & { readonly ready?: boolean };
      if (value.ready === true && value.address !== undefined && value.url !== undefined && value.pid !== undefined) {
        return { address: value.address, url: value.url, pid: value.pid };
      }
    }
  } finally {
    clearTimeout(giveUp);
  }
  throw new Error(`The studio did not start: ${errors}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await once(child, 'close');
  clearTimeout(giveUp);
}
