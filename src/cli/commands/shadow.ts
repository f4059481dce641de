import { readBundleText } from '../bundles/bundle-file.ts';
import { type Command, exitCodes, jsonOption, Refused, remoteOptions } from '../command.ts';
import { connectRuntime } from '../remote.ts';

const mostRuns = 50;

/** `penstock shadow`: what a bundle would have done with what came already. */
export const shadow: Command = {
  name: 'shadow',
  group: 'a running runtime',
  summary: 'Take recent runs through a bundle without any effect, and compare what it would have done.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'The bundle is judged and kept; nothing goes live. Finished runs of the live version are taken through its version with the\nanswers that were recorded, and both are held against each other: which effects they want, what comes out, how they end.\nIt ends with 1 where a run differs.',
  options: {
    flow: { kind: 'text', value: 'ID', help: 'One flow only. Default: every flow of the bundle that is live.' },
    runs: { kind: 'text', value: 'N', help: `How many recent runs of a flow, 1 to ${mostRuns}. Default: 20.` },
    ...remoteOptions,
    json: { ...jsonOption, help: 'Print what the runtime said, as JSON.' },
  },
  examples: [{ command: 'penstock shadow orders-1.3.0.pstk', says: 'Would yesterday have come out the same?' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [file = ''] = call.operands;
    const runs = readRuns(call.text('runs'));
    const { client, take } = await connectRuntime(call);
    const bundle = await readBundleText(file);
    const { digest, flows } = await take(client.send('deployments.admit', { body: { bundle } }));
    const wanted = call.text('flow');
    const live = flows.filter(({ flow, live: now }) => now !== null && (wanted === undefined || flow === wanted));
    if (live.length === 0)
      throw new Refused(
        exitCodes.usage,
        `${file} holds ${wanted === undefined ? 'no flow' : `no flow "${wanted}"`} that is live there, so there is nothing to compare with.`,
      );
    const reports = [];
    for (const { flow } of live) {
      reports.push(
        await take(client.send('deployments.shadow', { params: { digest }, body: { flow, ...(runs && { runs }) } })),
      );
    }
    if (call.flag('json')) await call.terminal.printJson({ digest, flows: reports });
    else await call.terminal.print(reports.map(describe).join('\n'));
    return reports.some(({ different }) => different.length > 0) ? exitCodes.findings : exitCodes.fine;
  },
};

function readRuns(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= mostRuns) return runs;
  throw new Refused(exitCodes.usage, `--runs ${text}: give a whole number from 1 to ${mostRuns}.`);
}

type Report = {
  readonly flow: string;
  readonly live: string;
  readonly candidate: string;
  readonly equal: number;
  readonly different: readonly { readonly run: string; readonly at: readonly string[] }[];
  readonly skipped: number;
};

function describe({ flow, live, candidate, equal, different, skipped }: Report): string {
  const head = `${flow} ${live} → ${candidate}: ${equal} the same, ${different.length} different${skipped === 0 ? '' : `, ${skipped} of other versions left out`}.`;
  return [head, ...different.map(({ run, at }) => `  ${run}  ${at.join(' ')}`)].join('\n');
}
