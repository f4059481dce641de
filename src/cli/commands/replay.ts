import { type Command, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime } from '../remote.ts';
import { replayBody, replayDeadLetter, sayReplay } from './dead-letters.ts';

/** `penstock replay`: a past event once more. */
export const replay: Command = {
  name: 'replay',
  group: 'a running runtime',
  summary: 'Run a past run or a dead letter again, as a new run linked to the old one.',
  operands: 'RUN|DEADLETTER',
  takes: [1, 1],
  about:
    'Writes that happened are not made again: they are known by their keys. --again makes them a second time, on purpose.',
  options: {
    input: { kind: 'text', value: 'FILE', help: 'JSON instead of the recorded input; - is standard input.' },
    again: { kind: 'flag', help: 'Repeat writes that happened already, on purpose.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why; the audit shows it. Required.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock replay run_01… --reason "the price list was wrong"', says: 'Run an event again.' },
    {
      command: 'penstock replay dl_01… --input mended.json --reason "address mended"',
      says: 'Run a dead letter with mended data.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [id = ''] = call.operands;
    const remote = await connectRuntime(call);
    const input = call.text('input');
    if (id.startsWith('dl_')) return await replayDeadLetter(call, remote, { id, input });
    if (!id.startsWith('run_'))
      throw new Refused(exitCodes.usage, `"${id}" is neither a run (run_…) nor a dead letter (dl_…).`);
    const body = await replayBody(call, input);
    await sayReplay(call, await remote.take(remote.client.send('runs.replay', { params: { id }, body })), id);
    return exitCodes.fine;
  },
};
