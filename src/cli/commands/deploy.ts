import { readBundleText } from '../bundles/bundle-file.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote } from '../remote.ts';
import { layOut } from '../terminal.ts';

/** `penstock deploy`: a bundle goes live. */
export const deploy: Command = {
  name: 'deploy',
  group: 'a running runtime',
  summary: 'Hand a bundle to a runtime: it is judged, told what it newly reaches, and goes live.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'Every flow of the bundle goes live, or none. Runs under way finish on the version they began with. A bundle that may reach\nwhat nothing live reaches is admitted and waits until it is deployed with --accept-reach.',
  options: {
    'accept-reach': { kind: 'flag', help: 'Say yes to everything it newly reaches.' },
    'dry-run': { kind: 'flag', help: 'Judge and keep the bundle, and let nothing go live.' },
    ...remoteOptions,
    json: { ...jsonOption, help: 'Print what the runtime said, as JSON.' },
  },
  examples: [
    { command: 'penstock deploy orders-1.2.0.pstk --dry-run', says: 'What would it newly reach?' },
    { command: 'penstock deploy orders-1.2.0.pstk --accept-reach', says: 'Make it live.' },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [file = ''] = call.operands;
    const bundle = await readBundleText(file);
    const remote = await connectRuntime(call);
    const { client, take } = remote;
    const verdict = await admit(remote, bundle);
    const { digest } = verdict;
    const acceptReach = call.flag('accept-reach');
    const waits = verdict.newReach.length > 0 && !acceptReach;
    if (!call.flag('json')) await call.terminal.print(describe(file, verdict));
    if (call.flag('dry-run') || waits) return await tellWaiting(call, verdict, waits);
    const live = await take(client.send('deployments.activate', { params: { digest }, body: { acceptReach } }));
    if (call.flag('json')) await call.terminal.printJson({ state: 'live', ...live });
    else await call.terminal.print(`Live: ${live.flows.map(({ flow, version }) => `${flow} ${version}`).join(', ')}.`);
    return exitCodes.fine;
  },
};

/** What the runtime says of a bundle. */
type Verdict = Awaited<ReturnType<typeof admit>>;

function admit({ client, take }: Remote, bundle: string) {
  return take(client.send('deployments.admit', { body: { bundle } }));
}

async function tellWaiting(call: CommandCall, verdict: Verdict, waits: boolean): Promise<number> {
  const isDry = call.flag('dry-run');
  if (call.flag('json')) await call.terminal.printJson({ state: 'admitted', ...verdict });
  else if (isDry) await call.terminal.print('Admitted; nothing went live.');
  else
    await call.terminal.print(
      'Admitted, and it waits: it may reach what nothing live reaches. Deploy it with --accept-reach if that is meant.',
    );
  return waits && !isDry ? exitCodes.findings : exitCodes.fine;
}

function describe(file: string, verdict: Verdict): string {
  const { digest, flows, newReach, notes, findings } = verdict;
  const rows = flows.map(({ flow, version, live }) => [
    `  ${flow}`,
    version,
    live === null ? 'new here' : `now ${live.version}`,
  ]);
  const sections = [
    `${file}: bundle ${digest}`,
    layOut(rows),
    sayWho(verdict),
    ...list(
      'It newly reaches:',
      newReach.map(({ sentence }) => sentence),
    ),
    ...list('Know before:', notes),
    ...(findings.length === 0 ? [] : [`Findings that do not keep it out: ${findings.length}.`]),
  ];
  return sections.join('\n');
}

function sayWho({ authors, approvers, emergency }: Verdict): string {
  const names = (people: readonly string[]): string => (people.length === 0 ? 'nobody' : people.join(', '));
  const said = `Handed over by ${names(authors)}, approved by ${names(approvers)}.`;
  if (emergency === null) return said;
  return `${said}\nEMERGENCY of ${emergency.by}, ${emergency.incident}: ${emergency.reason} It lapses at ${emergency.until} unless somebody approves it.`;
}

function list(title: string, sentences: readonly string[]): readonly string[] {
  return sentences.length === 0 ? [] : [title, ...sentences.map((sentence) => `  ${sentence}`)];
}
