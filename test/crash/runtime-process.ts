import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { type Client, createClient } from '#api/client.ts';
import { firstLine } from './first-line.ts';

/** How a process ended. */
export type ProcessEnd = { readonly code: number | null; readonly signal: string | null };

/** A runtime in a process of its own. */
export type RuntimeProcess = {
  readonly url: string;
  readonly client: Client;
  /** Resolves when the process is gone. */
  readonly ended: Promise<ProcessEnd>;
  readonly signal: (name: 'SIGKILL' | 'SIGTERM') => void;
};

/** Where a runtime finds its things. */
export type RuntimePlace = {
  /** The file to start, of `buildRuntime`. */
  readonly entry: string;
  readonly workspace: string;
  readonly data: string;
  /** Receives what the process writes to its standard error, appended. */
  readonly logFile: string;
  /** Directory in which Node keeps compiled code from start to start. */
  readonly cache: string;
};

/** What senders prove themselves with, and operators. Random enough for a loopback test, and never anywhere else. */
export const tokens = { sender: 'crash-sender-token-7f3a91d2c4', operator: 'crash-operator-token-b81e02d97a' };

const startLimitMs = 20_000;
const callLimitMs = 5_000;

type Ready = { readonly ready: boolean; readonly url: string; readonly refused: readonly unknown[] };

/**
 * Starts a runtime and waits until it serves.
 *
 * @param crashAt a named point, and optionally the how manieth time it is reached: `intent-written:3`
 * @throws when it does not serve, or ended first and no crash point was named
 */
export async function startRuntimeProcess(place: RuntimePlace, crashAt = ''): Promise<RuntimeProcess | undefined> {
  const log = openSync(place.logFile, 'a');
  const child = spawn(process.execPath, [place.entry, place.workspace, place.data], {
    stdio: ['ignore', 'pipe', log],
    env: {
      PATH: process.env.PATH ?? '',
      PENSTOCK_SECRET_SENDER_TOKEN: tokens.sender,
      PENSTOCK_TOKEN: tokens.operator,
      PENSTOCK_CRASH_AT: crashAt,
      NODE_COMPILE_CACHE: place.cache,
    },
  });
  closeSync(log);
  const ended = new Promise<ProcessEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  let ready: Ready;
  try {
    ready = await firstLine<Ready>(child, startLimitMs);
  } catch (error) {
    child.kill('SIGKILL');
    const { signal } = await ended;
    // A point that is reached during recovery ends the process before it serves; that is a crash like any other.
    if (crashAt !== '' && signal === 'SIGKILL') return undefined;
    throw error;
  }
  if (!ready.ready || ready.refused.length > 0) {
    child.kill('SIGKILL');
    throw new Error(`The runtime does not serve the crash workspace: ${JSON.stringify(ready)}`);
  }
  const client = createClient({
    url: ready.url,
    token: tokens.operator,
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(callLimitMs) }),
  });
  return { url: ready.url, client, ended, signal: (name) => void child.kill(name) };
}
