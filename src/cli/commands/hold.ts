import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote, requireReason } from '../remote.ts';
import { layOut } from '../terminal.ts';

const options = {
  reason: { kind: 'text', value: 'TEXT', help: 'Why; the audit shows it.' },
  ...remoteOptions,
} as const;

/** `penstock hold`: stop effects. */
export const hold: Command = {
  name: 'hold',
  group: 'a running runtime',
  summary: 'Stop the effects of a flow, a connection or the whole runtime; without a target, list what is held.',
  operands: '[flow:ID|connection:ID|runtime]',
  takes: [0, 1],
  about: 'Events are still accepted and stored; runs go up to the next effect and wait there. What is in flight ends.',
  options,
  examples: [
    {
      command: 'penstock hold connection:odoo-main --reason "Odoo is being upgraded"',
      says: 'Let nothing through to one system.',
    },
    { command: 'penstock hold', says: 'What is held?' },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const remote = await connectRuntime(call);
    return call.operands.length === 0 ? await list(call, remote) : await set(call, remote, 'holds.set');
  },
};

/** `penstock unhold`: let effects go on. */
export const unhold: Command = {
  name: 'unhold',
  group: 'a running runtime',
  summary: 'Let the effects of a held flow, connection or runtime go on.',
  operands: 'flow:ID|connection:ID|runtime',
  takes: [1, 1],
  options,
  examples: [{ command: 'penstock unhold connection:odoo-main --reason "upgrade done"', says: 'Go on.' }],
  exits: [0, 1, 2, 78],
  run: async (call) => await set(call, await connectRuntime(call), 'holds.unset'),
};

async function list(call: CommandCall, { client, take }: Remote): Promise<number> {
  const { holds } = await take(client.send('holds.list', {}));
  if (call.flag('json')) await call.terminal.printJson({ holds });
  else if (holds.length === 0) call.terminal.note('Nothing is held.');
  else
    await call.terminal.print(layOut(holds.map(({ target, by, at, reason }) => [sayTarget(target), by, at, reason])));
  return exitCodes.fine;
}

async function set(call: CommandCall, { client, take }: Remote, id: 'holds.set' | 'holds.unset'): Promise<number> {
  const target = readTarget(call.operands[0] ?? '');
  const reply = await take(client.send(id, { body: { target, reason: requireReason(call) } }));
  const said = id === 'holds.set' ? 'held' : 'goes on';
  await (call.flag('json') ? call.terminal.printJson(reply) : call.terminal.print(`${sayTarget(target)}: ${said}.`));
  return exitCodes.fine;
}

type Target = { readonly kind: 'flow' | 'connection'; readonly id: string } | { readonly kind: 'runtime' };

function readTarget(text: string): Target {
  if (text === 'runtime') return { kind: 'runtime' };
  const [, kind, id] = /^(flow|connection):(.+)$/.exec(text) ?? [];
  if (id !== undefined && (kind === 'flow' || kind === 'connection')) return { kind, id };
  throw new Refused(exitCodes.usage, `"${text}" cannot be held. Write it as flow:ID, connection:ID or runtime.`);
}

function sayTarget(target: Target): string {
  return target.kind === 'runtime' ? 'runtime' : `${target.kind}:${target.id}`;
}
