import { hash as digest } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { readJson } from '#flow/contract/read-json.ts';
import type { Json } from '#flow/json.ts';
import { createEffects } from './effects.ts';
import { createEgress, type EgressRoom } from './egress/egress.ts';
import type { Clock, Log, Sandbox } from './engine/ports.ts';
import { entryUrl } from './entries.ts';
import { createMachineClock } from './machine/clock.ts';
import { createMachineIds } from './machine/ids.ts';
import { describeRequest } from './preview-request.ts';
import { createSandboxPool } from './sandbox-pool/sandbox-pool.ts';
import type { Secrets } from './secrets/secrets.ts';
import { openStoreInThread } from './store/sqlite/in-thread.ts';
import type { BenchNeeds } from './test-bench/bench-needs.ts';

/** What a bench stands on. */
export type BenchGround = {
  /** Folder of the workspace whose samples are read. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  readonly log: Log;
  /** Where effects that may really happen find their secrets; absent where none may. */
  readonly secrets?: Pick<Secrets, 'get'>;
};

/** Joins what trying and testing flows needs, over a sandbox that may be shared with a runtime. */
export function createBenchNeeds(ground: BenchGround): BenchNeeds {
  const { sandbox, clock, log, secrets, folder } = ground;
  const hash = (text: string): string => digest('sha256', text);
  return {
    sandbox,
    clock,
    hash,
    log: quiet,
    ids: createMachineIds,
    openStore: openThrowaway,
    readSample: (path) => readSample(folder, path),
    describeRequest,
    effectsOver: (workspace, environment, egress) =>
      createEffects({
        connections: workspace.connections,
        environment,
        egress: roomOver(egress),
        clock,
        hash,
        log: quiet,
      }),
    ...(secrets === undefined
      ? {}
      : {
          realEffects: (workspace, environment) => {
            const { connections } = workspace;
            const room = createEgress({ connections, environment, secrets, clock, log });
            const effects = createEffects({ connections, environment, egress: room, clock, hash, log });
            return { effects, close: room.close };
          },
        }),
  };
}

/** A bench with a sandbox of its own, for programs without a runtime. */
export type LoneBench = { readonly needs: BenchNeeds; readonly close: () => Promise<void> };

/** Starts a bench on a workspace folder; nothing it runs can send anything. */
export function startBench(folder: string): LoneBench {
  const clock = createMachineClock();
  const sandbox = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log: quiet, children: 1 });
  return { needs: createBenchNeeds({ folder, sandbox, clock, log: quiet }), close: sandbox.close };
}

/** A try is nobody's operation: what its engine says belongs into no log. */
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function openThrowaway(now: () => number): ReturnType<BenchNeeds['openStore']> {
  const directory = await mkdtemp(join(tmpdir(), 'penstock-try-'));
  const store = openStoreInThread({ directory, now, ballastBytes: 0, synchronous: 'off' });
  return {
    store,
    close: async () => {
      await store[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Reads a JSON file below the workspace; a path that leads out of it, or holds no JSON, counts as missing. */
async function readSample(folder: string, path: string): Promise<Json | undefined> {
  const file = resolve(folder, path);
  if (!file.startsWith(`${resolve(folder)}${sep}`)) return undefined;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  });
  const read = text === undefined ? undefined : readJson(text);
  return read?.ok === true ? read.value : undefined;
}

/** A way out that leads where somebody else says. */
function roomOver(egress: EgressRoom['forConnection']): EgressRoom {
  return {
    forConnection: egress,
    gate: () => ({ open: true }),
    memory: () => ({ keyKeptForMs: undefined, maxRequestTimeMs: 60_000 }),
    circuits: () => [],
    close: async () => undefined,
  };
}
