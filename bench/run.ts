import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  type Burst,
  checkAnswers,
  type LoadMaker,
  measureBurst,
  megabytesOf,
  startLoadMaker,
  untilServing,
} from './measure.ts';
import {
  type Peer,
  type PeerName,
  type Places,
  startBare,
  startNodeRed,
  startPenstock,
  startStub,
  withFunctionNodes,
} from './peers.ts';
import { cpuOf } from './processes.ts';
import { databaseBytes, type Proofs, proveGuarantees } from './proofs.ts';
import { type Starts, summarise, tableText } from './table.ts';
import { type Workload, workloads } from './workloads.ts';

// `npm run bench`: requests per second, latency, CPU, disk, memory and start-up, ours and Node-RED's from one run in
// which they take turns every few seconds. `node bench/run.ts smoke` starts our side alone and asserts no figure.

const root = fileURLToPath(new URL('..', import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    workloads: { type: 'string', default: workloads.join(',') },
    concurrency: { type: 'string', default: '1,16,64' },
    peers: { type: 'string', default: 'penstock,node-red,node-red-fn,node:http' },
    starts: { type: 'string', default: '3' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});

const scratch = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
const cache = join(root, 'node_modules', '.cache', 'bench');
const places: Places = { cache, scratch, build: join(cache, 'package') };

try {
  await mkdir(cache, { recursive: true });
  // A build of its own: the one in `out/` may be replaced while this runs.
  if (!options['no-build'] || !existsSync(places.build)) await build(places.build);
  if (positionals[0] === 'smoke') await smoke();
  else await bench();
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function build(folder: string): Promise<void> {
  const rolldown = join(root, 'node_modules', 'rolldown', 'bin', 'cli.mjs');
  const args = [rolldown, '-c', join(root, 'rolldown.config.ts'), '-d', join(folder, 'out'), '--logLevel', 'silent'];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  await mkdir(join(folder, 'bin'), { recursive: true });
  await copyFile(join(root, 'bin', 'penstock.mjs'), join(folder, 'bin', 'penstock.mjs'));
}

async function bench(): Promise<void> {
  const wanted = options.peers.split(',');
  const stub = await startStub(places);
  await using _stub = stub.running;
  const maker = startLoadMaker(scratch);
  await using _maker = maker.running;
  const startsBy = wanted.includes('node-red') ? ['penstock', 'node-red'] : ['penstock'];
  const starts = await measureStarts(maker, stub.port, startsBy, Number(options.starts));
  const ours = await startPenstock(places, stub.port, options.profile);
  await using _ours = ours.running;
  const red = wanted.some((name) => name.startsWith('node-red')) ? await startNodeRed(places, stub.port) : undefined;
  await using _red = red?.running;
  const bare = wanted.includes('node:http') ? await startBare(places, stub.port) : undefined;
  await using _bare = bare?.running;
  const started = [ours, red, red === undefined ? undefined : withFunctionNodes(red), bare];
  const peers: readonly Peer[] = started.filter((peer) => peer !== undefined && wanted.includes(peer.name)) as Peer[];
  for (const peer of peers) await untilServing(peer, performance.now(), () => maker.number++);
  for (const peer of peers) await checkAnswers(peer, () => maker.number++);
  const disk = await measureDisk(maker, ours);
  const bursts = await takeTurns(maker, peers);
  const proofs = await proveGuarantees(ours);
  const result = {
    at: new Date().toISOString(),
    node: process.version,
    proofs,
    starts,
    disk,
    cells: summarise(bursts),
  };
  process.stdout.write(options.json ? `${JSON.stringify({ ...result, bursts }, null, 2)}\n` : tableText(result));
}

/** Every peer gets its turn within seconds of the others, so that a busy machine is busy for all. */
async function takeTurns(maker: LoadMaker, peers: readonly Peer[]): Promise<readonly (Burst & { round: number })[]> {
  const bursts: (Burst & { round: number })[] = [];
  const length = { warmMs: 300, measureMs: Number(options.seconds) * 1_000 };
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const workload of options.workloads.split(',') as Workload[]) {
      for (const concurrency of options.concurrency.split(',').map(Number)) {
        for (const peer of peers) {
          const burst = await measureBurst(maker, peer, { workload, concurrency }, length);
          bursts.push({ ...burst, round });
          progress(
            `${peer.name} ${workload} c${concurrency}: ${burst.perSecond.toFixed(0)}/s ${JSON.stringify(burst.cpuMicros)}`,
          );
        }
      }
    }
  }
  return bursts;
}

/** Growth of the database for each run, per workload. */
async function measureDisk(maker: LoadMaker, ours: Peer): Promise<Readonly<Record<string, number>>> {
  const each: Record<string, number> = {};
  const count = 1_000;
  for (const workload of workloads) {
    const before = await databaseBytes(ours);
    await measureBurst(maker, ours, { workload, concurrency: 16 }, { warmMs: 0, count });
    each[workload] = ((await databaseBytes(ours)) - before) / count;
  }
  return each;
}

/** Start-up to the first 2xx of a fresh process, and its memory then and after 1,000 runs. */
async function measureStarts(
  maker: LoadMaker,
  stubPort: number,
  names: readonly string[],
  rounds: number,
): Promise<Starts> {
  const taken: { name: PeerName; servingMs: number; cpuMs: number; idleMb: number; usedMb: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const peer = name === 'penstock' ? await startPenstock(places, stubPort) : await startNodeRed(places, stubPort);
      await using _running = peer.running;
      const servingMs = await untilServing(peer, peer.running.startedAt, () => maker.number++);
      const cpuMs = cpuOf(peer.running.pid).all * 1_000;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const idleMb = megabytesOf(peer);
      await measureBurst(maker, peer, { workload: 'w1', concurrency: 16 }, { warmMs: 0, count: 1_000 });
      taken.push({ name: peer.name, servingMs, cpuMs, idleMb, usedMb: megabytesOf(peer) });
      progress(`${peer.name} serves after ${servingMs.toFixed(0)} ms`);
    }
  }
  return taken;
}

async function smoke(): Promise<void> {
  const stub = await startStub(places);
  await using _stub = stub.running;
  const maker = startLoadMaker(scratch);
  await using _maker = maker.running;
  const ours = await startPenstock(places, stub.port);
  await using _ours = ours.running;
  await untilServing(ours, performance.now(), () => maker.number++);
  await checkAnswers(ours, () => maker.number++);
  let runs = 0;
  for (const workload of workloads) {
    runs += (await measureBurst(maker, ours, { workload, concurrency: 8 }, { warmMs: 0, count: 100 })).done;
  }
  const proofs: Proofs = await proveGuarantees(ours);
  process.stdout.write(`${JSON.stringify({ ...proofs, runs })}\n`);
}

function progress(line: string): void {
  if (process.stderr.isTTY || process.env.BENCH_PROGRESS) process.stderr.write(`${line}\n`);
}
