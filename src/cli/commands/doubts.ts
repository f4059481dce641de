import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote, readJsonFile, requireReason } from '../remote.ts';
import { layOut } from '../terminal.ts';
import { limitOf } from './runs.ts';

const resolutions = ['happened', 'send', 'give-up'] as const;

/** `penstock doubts`: writes nobody knows the end of. */
export const doubts: Command = {
  name: 'doubts',
  group: 'a running runtime',
  summary: 'List writes of which nobody knows whether they happened, and settle one.',
  operands: '[RUN PATH happened|send|give-up]',
  takes: [0, 3],
  about:
    'Look into the target system first. "happened": the run goes on with --result. "send": it did not happen, and is sent now.\n"give-up": the step fails.',
  options: {
    result: { kind: 'text', value: 'FILE', help: 'With happened: JSON of what the target has; - is standard input.' },
    limit: { kind: 'text', value: 'N', help: 'Rows of the list, 1 to 200. Default: 50.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why; needed to settle one.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock doubts', says: 'What is in doubt?' },
    {
      command: 'penstock doubts run_01… pay_supplier send --reason "the bank has no such payment"',
      says: 'Send it after all.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const remote = await connectRuntime(call);
    const [run, path, asked] = call.operands;
    if (run === undefined) return await list(call, remote);
    const resolution = resolutions.find((known) => known === asked);
    if (path === undefined || resolution === undefined) {
      throw new Refused(
        exitCodes.usage,
        `Say which and how: penstock doubts RUN PATH ${resolutions.join('|')}. See "penstock doubts".`,
      );
    }
    const file = call.text('result');
    const result = file === undefined ? {} : { result: await readJsonFile(call, file) };
    const body = { run, path, resolution, reason: requireReason(call), ...result };
    const reply = await remote.take(remote.client.send('doubts.settle', { body }));
    await (call.flag('json')
      ? call.terminal.printJson(reply)
      : call.terminal.print(`${run} ${path}: settled, ${resolution}.`));
    return exitCodes.fine;
  },
};

async function list(call: CommandCall, { client, take }: Remote): Promise<number> {
  const reply = await take(client.send('doubts.list', { query: limitOf(call) }));
  if (call.flag('json')) await call.terminal.printJson(reply);
  else if (reply.doubts.length === 0) call.terminal.note('Nothing is in doubt.');
  else
    await call.terminal.print(
      layOut(reply.doubts.map((row) => [row.run, row.path, row.flow, row.openedAt, row.title])),
    );
  return exitCodes.fine;
}
