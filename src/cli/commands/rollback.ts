import { type Command, exitCodes, remoteOptions } from '../command.ts';
import { connectRuntime, requireReason } from '../remote.ts';
import { layOut } from '../terminal.ts';

/** `penstock rollback`: back to what was live before. */
export const rollback: Command = {
  name: 'rollback',
  group: 'a running runtime',
  summary: 'Go back to what was live before the bundle of a flow.',
  operands: 'FLOW',
  takes: [1, 1],
  about:
    'A bundle goes back as a whole, because its flows were reviewed together: each returns to the version that was live before,\nor takes no more events where there was none. Runs under way finish on the version they began with.',
  options: {
    reason: { kind: 'text', value: 'TEXT', help: 'Why; the audit shows it.' },
    ...remoteOptions,
  },
  examples: [{ command: 'penstock rollback orders --reason "totals are wrong"', says: 'One step back.' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [flow = ''] = call.operands;
    const reason = requireReason(call);
    const { client, take } = await connectRuntime(call);
    const back = await take(client.send('deployments.rollback', { body: { flow, reason } }));
    if (call.flag('json')) await call.terminal.printJson(back);
    else
      await call.terminal.print(
        layOut(back.flows.map(({ flow: id, from, to }) => [id, from, to === null ? '→ off' : `→ ${to}`])),
      );
    return exitCodes.fine;
  },
};
