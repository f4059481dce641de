import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote, readJsonFile } from '../remote.ts';
import { layOut } from '../terminal.ts';
import { limitOf } from './runs.ts';

const states = ['open', 'approved', 'rejected', 'expired', 'withdrawn'] as const;

/** `penstock approvals`: list, show, approve, reject. */
export const approvals: Command = {
  name: 'approvals',
  group: 'a running runtime',
  summary: 'List approvals, show what one is about, approve or reject it.',
  operands: '[APPROVAL [approve|reject]]',
  takes: [0, 2],
  about:
    'A decision is bound to what was shown: when the data changed in between, it is refused. Looking decides nothing.',
  options: {
    state: { kind: 'text', value: 'STATE', help: `Only approvals in this state: ${states.join(', ')}. Default: open.` },
    group: { kind: 'text', value: 'NAME', help: 'Only approvals of this group.' },
    limit: { kind: 'text', value: 'N', help: 'Rows of the list, 1 to 200. Default: 50.' },
    form: {
      kind: 'text',
      value: 'FILE',
      help: 'JSON for the form of the approval, where it has one; - is standard input.',
    },
    reason: { kind: 'text', value: 'TEXT', help: 'Why it was decided so; the audit shows it.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock approvals', says: 'What waits for a decision?' },
    { command: 'penstock approvals apr_01… approve --reason "customer is known"', says: 'Approve one.' },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const remote = await connectRuntime(call);
    const [id, action] = call.operands;
    if (id === undefined) return await list(call, remote);
    if (action === undefined) return await show(call, remote, id);
    if (action !== 'approve' && action !== 'reject')
      throw new Refused(exitCodes.usage, `"${action}" is no decision; say approve or reject.`);
    return await decide(call, remote, { id, decision: action === 'approve' ? 'approved' : 'rejected' });
  },
};

async function list(call: CommandCall, { client, take }: Remote): Promise<number> {
  const asked = call.text('state') ?? 'open';
  const state = states.find((known) => known === asked);
  if (state === undefined)
    throw new Refused(exitCodes.usage, `"${asked}" is no state of an approval. There are: ${states.join(', ')}.`);
  const reply = await take(
    client.send('approvals.list', { query: { state, group: call.text('group'), ...limitOf(call) } }),
  );
  if (call.flag('json')) await call.terminal.printJson(reply);
  else if (reply.approvals.length === 0) call.terminal.note(`No approvals in state ${state}.`);
  else
    await call.terminal.print(
      layOut(
        reply.approvals.map((row) => [
          row.id,
          row.state,
          row.group,
          row.title,
          row.dueAt === null ? '' : `due ${row.dueAt}`,
        ]),
      ),
    );
  return exitCodes.fine;
}

async function show(call: CommandCall, { client, take }: Remote, id: string): Promise<number> {
  const approval = await take(client.send('approvals.get', { params: { id } }));
  if (call.flag('json')) await call.terminal.printJson(approval);
  else {
    const facts = [
      ['title', approval.title],
      ['group', approval.group],
      ['state', approval.state],
      ['run', `${approval.run} of ${approval.flow}`],
      ['due', approval.dueAt ?? '-'],
      ...(approval.decidedBy === null
        ? []
        : [
            [
              'decided by',
              `${approval.decidedBy}, ${approval.decidedAt ?? ''}${approval.reason === null ? '' : `: ${approval.reason}`}`,
            ],
          ]),
    ];
    await call.terminal.print(`${approval.id}\n${layOut(facts)}\n${JSON.stringify(approval.shown, undefined, 2)}`);
  }
  return exitCodes.fine;
}

async function decide(
  call: CommandCall,
  { client, take }: Remote,
  what: { readonly id: string; readonly decision: 'approved' | 'rejected' },
): Promise<number> {
  const { id, decision } = what;
  const { shownHash, title } = await take(client.send('approvals.get', { params: { id } }));
  const reason = call.text('reason');
  const file = call.text('form');
  const form = file === undefined ? {} : { form: await readJsonFile(call, file) };
  const body = { decision, shownHash, ...form, ...(reason === undefined ? {} : { reason }) };
  const reply = await take(client.send('approvals.decide', { params: { id }, body }));
  await (call.flag('json') ? call.terminal.printJson(reply) : call.terminal.print(`${id}: ${decision}. ${title}`));
  return exitCodes.fine;
}
