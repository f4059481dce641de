import { isJsonObject } from '#flow/json.ts';
import { type Command, type CommandCall, exitCodes, Refused, remoteOptions } from '../command.ts';
import { connectRuntime, type Remote, requireReason } from '../remote.ts';
import { layOut } from '../terminal.ts';

const states = ['accepted', 'running', 'waiting', 'closing', 'succeeded', 'failed', 'cancelled', 'superseded'] as const;

const actions = ['cancel', 'abandon', 'unpark'] as const;

/** `penstock runs`: list, show, take a report from, cancel, abandon, unpark. */
export const runs: Command = {
  name: 'runs',
  group: 'a running runtime',
  summary: 'List runs, show one with its steps, cancel, abandon or unpark one.',
  operands: '[RUN [cancel|abandon|unpark]]',
  takes: [0, 2],
  about:
    'Cancel lets what is in flight end and undoes open sagas; abandon closes the run without undoing anything.\nUnpark lets the queue of a run that waits for a missing number go on without it.',
  options: {
    flow: { kind: 'text', value: 'ID', help: 'Only runs of this flow.' },
    state: { kind: 'text', value: 'STATE', help: `Only runs in this state: ${states.join(', ')}.` },
    key: { kind: 'text', value: 'KEY', help: 'Only runs with this business key; KEY* for those that begin so.' },
    limit: { kind: 'text', value: 'N', help: 'Rows of the list, 1 to 200. Default: 50.' },
    report: { kind: 'text', value: 'STEP', help: 'With RUN: write the report of this step as it is, by id or path.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why; needed to cancel, abandon or unpark.' },
    ...remoteOptions,
  },
  examples: [
    { command: 'penstock runs --state waiting', says: 'What waits?' },
    { command: 'penstock runs run_01… --json', says: 'One run with every step.' },
    { command: 'penstock runs run_01… --report rejected > rejected.csv', says: 'Keep the report a run wrote.' },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const remote = await connectRuntime(call);
    const [id, action] = call.operands;
    const report = call.text('report');
    if (report !== undefined && (id === undefined || action !== undefined))
      throw new Refused(exitCodes.usage, '--report goes with a run and nothing else: penstock runs RUN --report STEP.');
    if (id === undefined) return await list(call, remote);
    if (report !== undefined) return await printReport(call, remote, { run: id, step: report });
    if (action === undefined) return await show(call, remote, id);
    const verb = actions.find((known) => known === action);
    if (verb === undefined)
      throw new Refused(exitCodes.usage, `"${action}" is nothing a run can be told; say ${actions.join(', ')}.`);
    const reply = await remote.take(
      remote.client.send(`runs.${verb}`, { params: { id }, body: { reason: requireReason(call) } }),
    );
    await (call.flag('json') ? call.terminal.printJson(reply) : call.terminal.print(`${id}: told to ${action}.`));
    return exitCodes.fine;
  },
};

/** Writes the text of a report byte for byte, so that it can go straight into a file. */
async function printReport(
  call: CommandCall,
  { client, take }: Remote,
  asked: { readonly run: string; readonly step: string },
): Promise<number> {
  const { steps } = await take(client.send('runs.get', { params: { id: asked.run } }));
  const named = steps.filter(({ node, path }) => path === asked.step || node === asked.step);
  const reports = named.flatMap(({ path, type, output }) =>
    isReport(type) && isJsonObject(output) && typeof output.text === 'string' ? [{ path, output }] : [],
  );
  const [found, ...others] = reports;
  if (found === undefined) {
    const has = steps.filter(({ type }) => isReport(type)).map(({ path }) => path);
    const hint = has.length === 0 ? 'The run has no report steps.' : `Report steps of the run: ${has.join(', ')}.`;
    throw new Refused(exitCodes.findings, `Step "${asked.step}" of ${asked.run} wrote no report. ${hint}`);
  }
  if (others.length > 0) {
    const paths = reports.map(({ path }) => path).join(', ');
    throw new Refused(
      exitCodes.usage,
      `Step "${asked.step}" wrote ${reports.length} reports. Name one by its path: ${paths}.`,
    );
  }
  if (call.flag('json')) await call.terminal.printJson(found.output);
  // The terminal ends what it prints with a line end, as every report does that is not empty.
  else if (found.output.text !== '') await call.terminal.print(String(found.output.text).replace(/\n$/, ''));
  return exitCodes.fine;
}

/** Types are told with their major version: `report@1`. */
function isReport(type: string | null): boolean {
  return type?.split('@')[0] === 'report';
}

async function list(call: CommandCall, { client, take }: Remote): Promise<number> {
  const asked = call.text('state');
  const state = states.find((known) => known === asked);
  if (asked !== undefined && state === undefined)
    throw new Refused(exitCodes.usage, `"${asked}" is no state of a run. There are: ${states.join(', ')}.`);
  const query = { flow: call.text('flow'), state, ...keyOf(call.text('key')), ...limitOf(call) };
  const reply = await take(client.send('runs.list', { query }));
  if (call.flag('json')) await call.terminal.printJson(reply);
  else if (reply.runs.length === 0) call.terminal.note('No runs.');
  else {
    const rows = reply.runs.map((run) => [run.id, run.state, run.flow, run.version, run.key ?? '', run.startedAt]);
    await call.terminal.print(layOut(rows));
    if (reply.next !== null) call.terminal.note('There are older ones; narrow the question, or raise --limit.');
  }
  return exitCodes.fine;
}

function keyOf(text: string | undefined): { readonly key?: string; readonly keyPrefix?: string } {
  if (text === undefined) return {};
  return text.length > 1 && text.endsWith('*') ? { keyPrefix: text.slice(0, -1) } : { key: text };
}

/** Reads `--limit` for lists. */
export function limitOf(call: CommandCall): { readonly limit?: number } {
  const text = call.text('limit');
  if (text === undefined) return {};
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 200)
    throw new Refused(exitCodes.usage, `--limit ${text}: give a number from 1 to 200.`);
  return { limit: Number(text) };
}

async function show(call: CommandCall, { client, take }: Remote, id: string): Promise<number> {
  const run = await take(client.send('runs.get', { params: { id } }));
  if (call.flag('json')) {
    await call.terminal.printJson(run);
    return exitCodes.fine;
  }
  const facts = [
    ['flow', `${run.flow} ${run.version}`],
    ['state', run.waitingFor === null ? run.state : `${run.state}, for: ${run.waitingFor}`],
    ['key', run.key ?? '-'],
    ['began', run.startedAt],
    ['ended', run.endedAt ?? '-'],
    ...(run.parent === null ? [] : [['replay of', run.parent]]),
    ...(run.cause === null ? [] : [['why', run.cause.sentence]]),
    ...(run.failure === null ? [] : [['failure', `${run.failure.code}: ${run.failure.title}`]]),
  ];
  const steps = run.steps.map((step) => [
    `  ${step.path}`,
    step.state,
    step.ports.join(', '),
    step.attempts > 1 ? `${step.attempts} attempts` : '',
    step.failure?.title ?? '',
  ]);
  await call.terminal.print(`${run.id}\n${layOut(facts)}\nsteps\n${layOut(steps)}`);
  if (run.output !== undefined) await call.terminal.print(`output\n${JSON.stringify(run.output, undefined, 2)}`);
  return exitCodes.fine;
}
