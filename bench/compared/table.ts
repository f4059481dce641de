import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../test/e2e/rig/studio.ts';
import { type JobName, jobNames, type Taken } from './job.ts';
import { n8nVersion } from './n8n-install.ts';

/** Everything a run of the comparison saw. */
export type Measured = {
  readonly taken: ({ readonly side: string; readonly job: JobName } & Taken)[];
  /** One-minute load of the machine before each job. */
  readonly loads: number[];
  readonly rounds: number;
};

const titles: Readonly<Record<JobName, string>> = {
  retry: 'Try step 5 again when it fails',
  'set-aside': 'The same, and set aside what still fails',
  'in-and-out': 'Try the flow; in and out of step 5 with the graph in view',
  'find-order': 'Find order SO-1007 among 20 runs',
  rename: 'Rename a step that an expression refers to',
  'open-large': 'Open a flow of 500 steps',
  'open-all': 'The same, with all 500 in view',
};

/** n8n opens a workflow with all of it in view, so that one job is the other. */
const sameInN8n: Readonly<Partial<Record<JobName, JobName>>> = { 'open-all': 'open-large' };

/** The table of the guide: one row a job, medians over the rounds. */
export function printTable({ taken, loads, rounds }: Measured, withN8n: boolean): string {
  const sides = withN8n ? ['Penstock', 'n8n'] : ['Penstock'];
  const head = ['Job', ...sides.flatMap((side) => [`${side}: gestures`, 'to the result', 'main thread'])];
  const rows = jobNames.map((job) => [
    titles[job],
    ...sides.flatMap((side) => {
      const measured = side === 'n8n' ? (sameInN8n[job] ?? job) : job;
      const all = taken.filter((one) => one.side === side && one.job === measured);
      if (all.length < rounds) return ['not measured', '', ''];
      const ms = (read: (one: Taken) => number) => `${Math.round(median(all.map(read))).toLocaleString('en')} ms`;
      return [
        String(median(all.map(({ gestures }) => gestures))),
        ms((one) => one.wallMs),
        ms((one) => one.mainThreadMs),
      ];
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(1));
  const who = withN8n ? `n8n ${n8nVersion} beside it` : 'n8n left out';
  const when = new Date().toISOString().slice(0, 10);
  return [
    `${when}, ${who}, medians of ${rounds} rounds, load of the machine ${least} to ${most}.`,
    '',
    line(head),
    line(head.map((_, at) => (at === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const [begin, end] = ['<!-- figures -->', '<!-- /figures -->'];

/** Puts the table into the guide between its two marks. */
export async function writeIntoGuide(table: string): Promise<void> {
  const file = join(checkout, 'docs', 'guide', 'compared.md');
  const text = await readFile(file, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for figures.`);
  await writeFile(file, `${before}${begin}\n${table}\n${end}${after}`);
}
