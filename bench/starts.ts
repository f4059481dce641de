import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBurst, megabytesOf, startLoadMaker, untilServing } from './measure.ts';
import { startPenstock, startStub } from './peers.ts';
import { cpuOf } from './processes.ts';

// Start and memory of several builds that take turns, process by process: `node bench/starts.ts BUILD [BUILD …]`, where
// a build is a folder with `bin/` and `out/`. What another build gained is read from pairs of neighbours, because a
// single start says more about the machine's other work than about ours.

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '15' },
    /** Runs of W1 before memory is read; 0 leaves memory out. */
    runs: { type: 'string', default: '0' },
    /** Every start compiles everything anew. */
    cold: { type: 'boolean', default: false },
    /** Waits until the machine does little else, per start for at most this many seconds. */
    quiet: { type: 'string', default: '0' },
  },
});

type Start = {
  readonly servingMs: number;
  readonly cpuMs: number;
  readonly mainMs: number;
  readonly threadsMs: number;
  readonly childrenMs: number;
  readonly idleMb: number;
  readonly usedMb: number;
};

const scratch = await mkdtemp(join(tmpdir(), 'penstock-starts-'));
try {
  await measure(positionals.map((folder) => resolve(folder)));
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function measure(builds: readonly string[]): Promise<void> {
  const places = { cache: scratch, scratch, build: '' };
  const stub = await startStub(places);
  await using _stub = stub.running;
  const maker = startLoadMaker(scratch);
  await using _maker = maker.running;
  const taken = new Map<string, Start[]>(builds.map((build) => [build, []]));
  // The first start of a build fills its cache of compiled code, and is not counted.
  for (let pair = options.cold ? 0 : -1; pair < Number(options.pairs); pair += 1) {
    // Neither build is always the one that comes after the other.
    for (const build of pair % 2 === 0 ? builds : builds.toReversed()) {
      const start = await measureOne(build, stub.port, maker);
      if (pair >= 0) taken.get(build)?.push(start);
    }
  }
  for (const [build, starts] of taken) {
    const of = (pick: (start: Start) => number) => quartiles(starts.map(pick));
    process.stdout.write(
      `${build}\n  2xx ms ${of((s) => s.servingMs)}\n  CPU ms ${of((s) => s.cpuMs)} = main ${of((s) => s.mainMs)} + threads ${of(
        (s) => s.threadsMs,
      )} + children ${of((s) => s.childrenMs)}\n  PSS MB idle ${of((s) => s.idleMb)}, used ${of((s) => s.usedMb)}\n`,
    );
  }
  const [first, ...others] = builds;
  for (const other of others) {
    const before = taken.get(first ?? '') ?? [];
    const after = taken.get(other) ?? [];
    const gains = before.map((start, at) => start.servingMs - (after[at]?.servingMs ?? 0));
    process.stdout.write(`${other}: sooner than the first by ${quartiles(gains)} ms, pair by pair\n`);
  }
  process.stdout.write(
    `load ${loadavg()[0]?.toFixed(1)}, ${options.pairs} pairs; median (quarter to three quarters)\n`,
  );
}

async function measureOne(build: string, stubPort: number, maker: ReturnType<typeof startLoadMaker>): Promise<Start> {
  await untilQuiet(Number(options.quiet) * 1_000);
  const places = { cache: scratch, scratch: options.cold ? await mkdtemp(join(scratch, 'cold-')) : scratch, build };
  const peer = await startPenstock(places, stubPort);
  await using _running = peer.running;
  const servingMs = await untilServing(peer, peer.running.startedAt, () => maker.number++);
  const cpu = cpuOf(peer.running.pid);
  const start = { servingMs, cpuMs: cpu.all * 1_000, mainMs: cpu.main * 1_000 };
  const rest = { threadsMs: cpu.threads * 1_000, childrenMs: cpu.children * 1_000 };
  if (options.runs === '0') return { ...start, ...rest, idleMb: 0, usedMb: 0 };
  await pause(1_500);
  const idleMb = megabytesOf(peer);
  await measureBurst(maker, peer, { workload: 'w1', concurrency: 16 }, { warmMs: 0, count: Number(options.runs) });
  return { ...start, ...rest, idleMb, usedMb: megabytesOf(peer) };
}

/** The load of the last minute is too slow to ask, so a short look at the share of idle time decides. */
async function untilQuiet(limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    const before = performance.now();
    await pause(50);
    // A timer that comes late had to wait for a core.
    if (performance.now() - before < 51.5) return;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function quartiles(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
  return `${at(0.5)} (${at(0.25)} to ${at(0.75)})`;
}
