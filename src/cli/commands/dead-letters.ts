import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote, readJsonFile, requireReason } from '../remote.ts';
import { layOut } from '../terminal.ts';
import { limitOf } from './runs.ts';

const states = ['open', 'replayed', 'closed'] as const;

/** `penstock dead-letters`: list, show, replay, close. */
export const deadLetters: Command = {
  name: 'dead-letters',
  group: 'a running runtime',
  summary: 'List events that were set aside, show one, replay or close it.',
  operands: '[DEADLETTER [replay|close]]',
  takes: [0, 2],
  about:
    'A replay is a new run, linked to the old one. Writes that happened are not made again, unless --again says so.',
  options: {
    state: { kind: 'text', value: 'STATE', help: `Only those in this state: ${states.join(', ')}. Default: open.` },
    flow: { kind: 'text', value: 'ID', help: 'Only those of this flow.' },
    owner: { kind: 'text', value: 'NAME', help: 'Only those of this owner.' },
    limit: { kind: 'text', value: 'N', help: 'Rows of the list, 1 to 200. Default: 50.' },
    edit: { kind: 'text', value: 'FILE', help: 'Replay with this JSON instead of the recorded input.' },
    again: { kind: 'flag', help: 'Repeat writes that happened already, on purpose.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why; needed to replay or close.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock dead-letters', says: 'What was set aside?' },
    {
      command: 'penstock dead-letters dl_01… replay --edit mended.json --reason "the e-mail was missing"',
      says: 'Mend an event and run it again.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const remote = await connectRuntime(call);
    const [id, action] = call.operands;
    if (id === undefined) return await list(call, remote);
    if (action === undefined) return await show(call, remote, id);
    if (action === 'replay') return await replayDeadLetter(call, remote, { id, input: call.text('edit') });
    if (action !== 'close')
      throw new Refused(exitCodes.usage, `"${action}" is nothing to do with a dead letter; say replay or close.`);
    const reply = await remote.take(
      remote.client.send('dead-letters.close', { params: { id }, body: { reason: requireReason(call) } }),
    );
    await (call.flag('json') ? call.terminal.printJson(reply) : call.terminal.print(`${id}: closed.`));
    return exitCodes.fine;
  },
};

/** Replays a dead letter; `input` names a file that replaces the recorded input. */
export async function replayDeadLetter(
  call: CommandCall,
  { client, take }: Remote,
  what: { readonly id: string; readonly input: string | undefined },
): Promise<number> {
  const body = await replayBody(call, what.input);
  const reply = await take(client.send('dead-letters.replay', { params: { id: what.id }, body }));
  await sayReplay(call, reply, what.id);
  return exitCodes.fine;
}

/** What both kinds of replay send. */
export async function replayBody(call: CommandCall, file: string | undefined) {
  const reason = requireReason(call);
  const input = file === undefined ? {} : { input: await readJsonFile(call, file) };
  return { reason, ...input, ...(call.flag('again') ? { again: true as const } : {}) };
}

/** Says which run a replay became. */
export async function sayReplay(call: CommandCall, reply: { readonly run: string | null }, of: string): Promise<void> {
  if (call.flag('json')) await call.terminal.printJson(reply);
  else await call.terminal.print(reply.run === null ? `${of}: replayed.` : `${of}: replayed as ${reply.run}.`);
}

async function list(call: CommandCall, { client, take }: Remote): Promise<number> {
  const asked = call.text('state') ?? 'open';
  const state = states.find((known) => known === asked);
  if (state === undefined)
    throw new Refused(exitCodes.usage, `"${asked}" is no state of a dead letter. There are: ${states.join(', ')}.`);
  const query = { state, flow: call.text('flow'), owner: call.text('owner'), ...limitOf(call) };
  const reply = await take(client.send('dead-letters.list', { query }));
  if (call.flag('json')) await call.terminal.printJson(reply);
  else if (reply.deadLetters.length === 0) call.terminal.note(`No dead letters in state ${state}.`);
  else
    await call.terminal.print(
      layOut(
        reply.deadLetters.map((row) => [
          row.id,
          row.state,
          row.flow,
          row.key ?? '',
          row.owner,
          row.cause?.code ?? '',
          row.at,
        ]),
      ),
    );
  return exitCodes.fine;
}

async function show(call: CommandCall, { client, take }: Remote, id: string): Promise<number> {
  const row = await take(client.send('dead-letters.get', { params: { id } }));
  if (call.flag('json')) await call.terminal.printJson(row);
  else {
    const facts = [
      ['flow', row.flow],
      ['key', row.key ?? '-'],
      ['run', row.run],
      ['step', row.path === '' ? '-' : row.path],
      ['owner', row.owner],
      ['state', row.state],
      ['at', row.at],
      ...(row.hint === null ? [] : [['hint', row.hint]]),
      ...(row.cause === null ? [] : [['cause', `${row.cause.code}: ${row.cause.title}`]]),
      ...(row.closedBy === null
        ? []
        : [['closed by', `${row.closedBy}, ${row.closedAt ?? ''}${row.reason === null ? '' : `: ${row.reason}`}`]]),
    ];
    await call.terminal.print(`${row.id}\n${layOut(facts)}`);
  }
  return exitCodes.fine;
}
