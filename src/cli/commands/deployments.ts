import { type Command, exitCodes, remoteOptions } from '../command.ts';
import { connectRuntime } from '../remote.ts';
import { layOut } from '../terminal.ts';

/** `penstock deployments`: what is live, and which bundles there are. */
export const deployments: Command = {
  name: 'deployments',
  group: 'a running runtime',
  summary: 'List what is live, who stands behind it, what drifted since, and the bundles the runtime knows.',
  operands: '',
  takes: [0, 0],
  options: remoteOptions,
  examples: [{ command: 'penstock deployments', says: 'What is live, and since when?' }],
  exits: [0, 2, 78],
  run: async (call) => {
    const { client, take } = await connectRuntime(call);
    const listed = await take(client.send('deployments.list', {}));
    const drifted = listed.deployments.some(({ drift }) => drift > 0)
      ? (await take(client.send('deployments.drift', { query: {} }))).bundles
      : [];
    if (call.flag('json')) {
      await call.terminal.printJson({ ...listed, drift: drifted });
      return exitCodes.fine;
    }
    const live = listed.deployments.map(({ flow, version, deployedAt, by, bundle, authors, approvers, emergency }) => [
      `  ${flow}`,
      version,
      `since ${deployedAt}`,
      `by ${by}`,
      bundle === null ? 'from the folder' : `bundle ${bundle.slice(0, 12)}`,
      sayWho(authors, approvers, emergency),
    ]);
    const waiting = listed.bundles
      .filter(({ state }) => state !== 'live')
      .map(({ digest, state, at, flows, why }) => [
        `  ${digest.slice(0, 12)}`,
        state,
        at,
        flows.map(({ flow, version }) => `${flow} ${version}`).join(', '),
        why ?? '',
      ]);
    const lines = [
      `Live in ${listed.environment}:\n${live.length === 0 ? '  nothing' : layOut(live)}`,
      ...(waiting.length === 0 ? [] : [`Other bundles:\n${layOut(waiting)}`]),
      ...drifted.flatMap(({ flows, drift }) => drift.map(({ sentence }) => `Drift, ${flows.join(', ')}: ${sentence}`)),
    ];
    await call.terminal.print(lines.join('\n'));
    return exitCodes.fine;
  },
};

type Emergency = { readonly by: string; readonly incident: string; readonly until: string } | null;

function sayWho(authors: readonly string[], approvers: readonly string[], emergency: Emergency): string {
  if (emergency !== null) return `EMERGENCY of ${emergency.by}, ${emergency.incident}, until ${emergency.until}`;
  if (authors.length === 0 && approvers.length === 0) return '';
  return `${authors.join(', ')} → ${approvers.join(', ')}`;
}
