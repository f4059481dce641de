import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { findNode } from './find-node.ts';

/** Where a runtime serves. */
export type RuntimePlace = {
  /** Address of the designer with a one-time token in its fragment. */
  readonly address: string;
  readonly origin: string;
  readonly port: number;
};

/** How a runtime ended, or why it did not begin. */
export type RuntimeEnd = {
  /** In words, for a person: `exit code 78`, `signal SIGKILL`. */
  readonly how: string;
  /** The last lines it said on standard error, at most 4,000 characters. */
  readonly said: string;
  /** True where starting it again as it stands cannot help: it refused the workspace or its own options. */
  readonly isRefusal: boolean;
};

/** How the start of a runtime came out. */
export type RuntimeStart =
  | { readonly ok: true; readonly place: RuntimePlace }
  | { readonly ok: false; readonly end: RuntimeEnd };

/** A runtime that was started beside the shell. */
export type RuntimeProcess = {
  /** Settles once it serves or has failed to; never rejects. */
  readonly ready: Promise<RuntimeStart>;
  /** Settles when it is gone, however it went; never rejects. */
  readonly ended: Promise<RuntimeEnd>;
  /** Lets it finish what is in flight, and kills it after twelve seconds. Resolves when it is gone. */
  readonly stop: () => Promise<void>;
};

/** Where and with what a runtime starts. */
export type RuntimeProcessOptions = {
  /** The folder with `bin/penstock.mjs`. */
  readonly packageFolder: string;
  readonly workspace: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
};

/** How long a runtime may take until it serves, in milliseconds. */
const startLimitMs = 30_000;
/** How long it may take to drain before it is killed, in milliseconds; its own limit is nine seconds. */
const stopLimitMs = 12_000;
/** How long to wait for its last words once it is gone, in milliseconds. */
const lastWordsMs = 500;
const mostSaid = 4_000;

/** Exit codes of the command line for "asked wrongly" and "this machine or folder does not fit". */
const refusals: ReadonlySet<number> = new Set([2, 78]);

/** The descriptor of the child on which it sees that the shell is gone. */
const launcherDescriptor = 3;

/**
 * Starts `penstock studio` on a workspace. The child holds the other end of a pipe: when the shell dies, however it
 * dies, the pipe ends and the runtime drains and leaves.
 */
export function startRuntimeProcess(options: RuntimeProcessOptions): RuntimeProcess {
  const { packageFolder, workspace, port, env } = options;
  const child = spawn(
    findNode(packageFolder, env),
    [join(packageFolder, 'bin', 'penstock.mjs'), 'studio', workspace, '--port', String(port), '--json', '--no-open'],
    {
      cwd: packageFolder,
      env: environmentOf(env),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  const said = keepTail(child.stderr);
  const ended = watchEnd(child, said);
  const stop = async (): Promise<void> => {
    child.stdio[launcherDescriptor]?.destroy();
    const giveUp = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(giveUp);
  };
  // A pipe that breaks because the child is gone is told by its end.
  child.stdio[launcherDescriptor]?.on('error', () => undefined);
  return { ready: awaitReady(child, ended), ended, stop };
}

/** What the child inherits. Switches meant for the shell's own Node would change the runtime's. */
function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ELECTRON_RUN_AS_NODE: _runAsNode, ...rest } = env;
  return { ...rest, PENSTOCK_LAUNCHER_FD: String(launcherDescriptor) };
}

function keepTail(stream: Readable | null): () => string {
  let tail = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-mostSaid);
  });
  return () => tail.trim();
}

async function watchEnd(child: ChildProcess, said: () => string): Promise<RuntimeEnd> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = await new Promise<Omit<RuntimeEnd, 'said'>>((resolve) => {
    child.once('error', (error) => resolve({ how: error.message, isRefusal: true }));
    child.once('exit', (code, signal) =>
      resolve(
        signal === null
          ? { how: `exit code ${code}`, isRefusal: refusals.has(code ?? 0) }
          : { how: `signal ${signal}`, isRefusal: false },
      ),
    );
  });
  // Grandchildren may hold the pipe open a little longer than the child lived.
  await Promise.race([closed, delay(lastWordsMs)]);
  return { ...end, said: said() };
}

async function awaitReady(child: ChildProcess, ended: Promise<RuntimeEnd>): Promise<RuntimeStart> {
  const late = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  const failed = ended.then((end): RuntimeStart => ({ ok: false, end }));
  const started = await Promise.race([readPlace(child), failed]);
  clearTimeout(late);
  return started ?? (await failed);
}

async function readPlace({ stdout }: ChildProcess): Promise<RuntimeStart | undefined> {
  if (stdout === null) return undefined;
  const lines = createInterface({ input: stdout });
  // A plain listener, not a loop over the lines: leaving a loop would close the pipe the runtime goes on writing to.
  return await new Promise((resolve) => {
    lines.once('close', () => resolve(undefined));
    lines.on('line', (line) => {
      const place = parsePlace(line);
      if (place !== undefined) resolve({ ok: true, place });
    });
  });
}

/** Reads the ready line of `penstock studio --json`; undefined for every other line, and for a place off loopback. */
export function parsePlace(line: string): RuntimePlace | undefined {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null || !('ready' in said) || said.ready !== true) return undefined;
  if (!('address' in said) || typeof said.address !== 'string' || !URL.canParse(said.address)) return undefined;
  const { protocol, hostname, origin, port } = new URL(said.address);
  if (protocol !== 'http:' || hostname !== '127.0.0.1') return undefined;
  return { address: said.address, origin, port: Number(port) };
}
