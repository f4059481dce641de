import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNodeRed, prepareNodeRed } from './peers/node-red.ts';
import { firstMessage, type Running, startNode } from './processes.ts';
import { benchSecret, type Workload, writeWorkspace } from './workloads.ts';

/** Who is measured. `node-red-fn` is the same Node-RED with function nodes in place of JSONata. */
export type PeerName = 'penstock' | 'node-red' | 'node-red-fn' | 'node:http';

/** A started peer; `node-red-fn` shares its process with `node-red`. */
export type Peer = {
  readonly name: PeerName;
  readonly running: Running;
  readonly port: number;
  readonly path: (workload: Workload) => string;
  readonly headers: readonly string[];
};

/** Where the bench keeps what it made. */
export type Places = {
  /** Survives: builds and Node-RED. */
  readonly cache: string;
  /** Of this run. */
  readonly scratch: string;
  /** Folder with the launcher and our build beside each other, as they are shipped. */
  readonly build: string;
};

/** Token of our API in the bench. */
export const apiToken = 'bench-api-token-0123456789abcdef';

const file = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Starts the system that W1 calls. */
export async function startStub(places: Places): Promise<{ readonly running: Running; readonly port: number }> {
  const running = startNode([file('stub.ts')], join(places.scratch, 'stub.log'));
  return { running, port: (await firstMessage<{ port: number }>(running)).port };
}

/** Starts the bare server. */
export async function startBare(places: Places, stubPort: number): Promise<Peer> {
  const running = startNode([file('bare.ts'), String(stubPort)], join(places.scratch, 'bare.log'));
  const { port } = await firstMessage<{ port: number }>(running);
  return { name: 'node:http', running, port, path: (workload) => `/${workload}`, headers: [] };
}

/** Starts our built runtime on a fresh data directory; it may not serve yet when this returns. */
export async function startPenstock(
  places: Places,
  stubPort: number,
  profile?: string,
): Promise<Peer & { data: string }> {
  const folder = join(places.scratch, `penstock-${randomInt(1e9)}`);
  const workspace = join(folder, 'workspace');
  const data = join(folder, 'data');
  await writeWorkspace(workspace, stubPort);
  const port = freePort();
  const flags =
    profile === undefined
      ? []
      : [
          '--cpu-prof',
          `--cpu-prof-dir=${profile}`,
          '--import',
          new URL('./peers/profile-children.mjs', import.meta.url).href,
        ];
  const running = startNode(
    [
      ...flags,
      join(places.build, 'bin', 'penstock.mjs'),
      'serve',
      workspace,
      '--env',
      'dev',
      '--data',
      data,
      '--port',
      String(port),
    ],
    join(folder, 'penstock.log'),
    {
      PENSTOCK_TOKEN: apiToken,
      PENSTOCK_SECRET_BENCH_TOKEN: benchSecret,
      NODE_COMPILE_CACHE: join(places.scratch, 'compiled'),
      ...(profile === undefined ? {} : { BENCH_PROFILE: profile }),
    },
  );
  const headers = [`Authorization: Bearer ${benchSecret}`];
  return { name: 'penstock', running, port, path: (workload) => `/hooks/${workload}`, headers, data };
}

/** Starts Node-RED, installing it first where needed; it may not serve yet when this returns. */
export async function startNodeRed(places: Places, stubPort: number): Promise<Peer> {
  const folder = join(places.scratch, `node-red-${randomInt(1e9)}`);
  await mkdir(folder, { recursive: true });
  const port = freePort();
  const args = await prepareNodeRed(await installNodeRed(places.cache), folder, port, stubPort);
  const running = startNode(args, join(folder, 'node-red.log'));
  return { name: 'node-red', running, port, path: (workload) => `/${workload}`, headers: [] };
}

/** The same Node-RED, asked at its function nodes. */
export function withFunctionNodes(peer: Peer): Peer {
  return { ...peer, name: 'node-red-fn', path: (workload) => `/${workload.replace('w', 'f')}` };
}

/** Below the range the system hands out by itself. */
function freePort(): number {
  return randomInt(20_000, 32_000);
}
