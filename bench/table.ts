import type { Burst } from './measure.ts';
import type { PeerName } from './peers.ts';
import type { Proofs } from './proofs.ts';
import { type Workload, workloads } from './workloads.ts';

/** Starts of fresh processes, one by one. */
export type Starts = readonly {
  readonly name: PeerName;
  readonly servingMs: number;
  /** CPU until it served. */
  readonly cpuMs: number;
  readonly idleMb: number;
  /** After 1,000 runs of W1. */
  readonly usedMb: number;
}[];

/** Medians of the rounds of one peer in one place of the table. */
export type Cell = {
  readonly peer: PeerName;
  readonly workload: Workload;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: Burst['cpuMicros'];
  readonly writtenBytesEach: number;
  /** Requests per second against Node-RED's in the same round; median, least, most. */
  readonly ratio: readonly [number, number, number] | undefined;
};

/** Everything that is printed. */
export type Result = {
  readonly at: string;
  readonly node: string;
  readonly proofs: Proofs;
  readonly starts: Starts;
  readonly disk: Readonly<Record<string, number>>;
  readonly cells: readonly Cell[];
};

type Round = Burst & { readonly round: number };

/** Takes the medians of all rounds. */
export function summarise(bursts: readonly Round[]): readonly Cell[] {
  const groups = Map.groupBy(bursts, ({ workload, concurrency, peer }) => `${workload} ${concurrency} ${peer}`);
  return [...groups.values()].flatMap((rounds) => {
    const [first] = rounds;
    if (first === undefined) return [];
    const of = (pick: (burst: Round) => number) => median(rounds.map(pick));
    const ratios = rounds.flatMap((burst) => {
      const red = bursts.find((other) => other.peer === 'node-red' && isSamePlace(other, burst));
      return red === undefined ? [] : [burst.perSecond / red.perSecond];
    });
    return {
      peer: first.peer,
      workload: first.workload,
      concurrency: first.concurrency,
      perSecond: of((burst) => burst.perSecond),
      p50Ms: of((burst) => burst.p50Ms),
      p99Ms: of((burst) => burst.p99Ms),
      cpuMicros: {
        all: of((burst) => burst.cpuMicros.all),
        main: of((burst) => burst.cpuMicros.main),
        threads: of((burst) => burst.cpuMicros.threads),
        children: of((burst) => burst.cpuMicros.children),
      },
      writtenBytesEach: of((burst) => burst.writtenBytesEach),
      ratio: ratios.length === 0 ? undefined : [median(ratios), Math.min(...ratios), Math.max(...ratios)],
    };
  });
}

function isSamePlace(one: Round, other: Round): boolean {
  return one.round === other.round && one.workload === other.workload && one.concurrency === other.concurrency;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

const titles: Readonly<Record<Workload, string>> = {
  w1: 'W1  map, branch, POST to a stub, answer',
  w2: 'W2  map, branch, answer',
  w3: 'W3  40 steps, answer',
};

/** The table for people. */
export function tableText(result: Result): string {
  const lines = [`Penstock beside Node-RED 5.0.7, Node ${result.node}, ${result.at}`, ''];
  for (const workload of workloads) {
    const cells = result.cells.filter((cell) => cell.workload === workload);
    if (cells.length === 0) continue;
    lines.push(titles[workload]);
    lines.push(
      row(['peer', 'conc.', 'per s', 'p50 ms', 'p99 ms', 'CPU us', 'main', 'threads', 'children', '  to Node-RED']),
    );
    for (const cell of cells) lines.push(cellRow(cell));
    lines.push('');
  }
  lines.push('Start of a fresh process, medians; memory as PSS of the process tree, idle and after 1,000 runs of W1');
  lines.push(row(['peer', '', '2xx ms', 'CPU ms', 'idle MB', 'used MB']));
  for (const [name, starts] of Map.groupBy(result.starts, (start) => start.name)) {
    const of = (pick: (start: Starts[number]) => number) => median(starts.map(pick)).toFixed(0);
    lines.push(row([name, '', of((s) => s.servingMs), of((s) => s.cpuMs), of((s) => s.idleMb), of((s) => s.usedMb)]));
  }
  const disk = Object.entries(result.disk).map(([workload, bytes]) => `${workload} ${bytes.toFixed(0)}`);
  lines.push('', `Database growth, bytes a run: ${disk.join(', ')}`);
  const { proofs } = result;
  lines.push(
    `Proved in this run: synchronous=${proofs.synchronous}, ${proofs.sandboxChildren} sandbox processes, ` +
      `${proofs.auditEntries} audit entries verified, ${proofs.runsReadBack} of ${proofs.runs} runs read back.`,
    '',
  );
  return lines.join('\n');
}

function cellRow(cell: Cell): string {
  const { cpuMicros: cpu, ratio } = cell;
  return row([
    cell.peer,
    String(cell.concurrency),
    cell.perSecond.toFixed(0),
    cell.p50Ms.toFixed(2),
    cell.p99Ms.toFixed(1),
    cpu.all.toFixed(0),
    cpu.main.toFixed(0),
    cpu.threads.toFixed(0),
    cpu.children.toFixed(0),
    ratio === undefined ? '' : `${ratio[0].toFixed(2)} (${ratio[1].toFixed(2)}-${ratio[2].toFixed(2)})`,
  ]);
}

function row(columns: readonly string[]): string {
  const [first = '', ...rest] = columns;
  return `  ${first.padEnd(12)}${rest.map((text) => text.padStart(10)).join('')}`;
}
