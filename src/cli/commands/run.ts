import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readJson } from '#flow/contract/read-json.ts';
import { parseDuration } from '#flow/duration.ts';
import { formatInstant } from '#flow/instant.ts';
import { fromJsonText, isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { withSandbox } from '../governed.ts';
import { findWorkspace, readNamed } from '../places.ts';
import { layOut } from '../terminal.ts';

type Runner = typeof import('#runtime/direct-run.ts');
type Outcome = Extract<Awaited<ReturnType<Runner['runDirectly']>>, { readonly ok: true }>['value'];
type Stub = NonNullable<Parameters<Runner['runDirectly']>[0]['stub']>;

/** `penstock run`: one event through one flow, here and now. */
export const run: Command = {
  name: 'run',
  group: 'workspace',
  summary: 'Run one event through one flow, with the real engine, store and sandbox.',
  operands: 'FLOW',
  takes: [1, 1],
  about:
    'FLOW is a flow file inside a workspace. What --input holds is handed on as the trigger does it; no signature is asked for.\nEffects are real unless --stub is given: then each one is answered from samples/stubs/<node>.json of the workspace, or with a\nminimal object. The command ends when the run ends, waits for a person, or waits longer than --wait.',
  options: {
    input: { kind: 'text', value: 'FILE', help: 'JSON the trigger hands on; - is standard input. Required.' },
    env: { kind: 'text', value: 'NAME', help: 'Environment. Default: the one with "purpose: dev".' },
    data: { kind: 'text', value: 'DIR', help: 'Data directory to run on. Default: a fresh one, removed afterwards.' },
    stub: { kind: 'flag', help: 'Answer effects instead of carrying them out.' },
    trigger: { kind: 'text', value: 'NODE', help: 'Trigger to start at. Default: the first one of the flow.' },
    wait: { kind: 'text', value: 'DURATION', help: 'How long timers and retries are waited for. Default: 10s.' },
    verbose: { kind: 'flag', help: "Write the runtime's log to standard error." },
    json: jsonOption,
  },
  examples: [
    {
      command: 'penstock run flows/order-to-cash.flow.yaml --input samples/small-order.json --stub',
      says: 'Try a flow without touching any system.',
    },
    {
      command: 'penstock run flows/order-to-cash.flow.yaml --input samples/large-order.json --stub --json',
      says: 'The same for a program; exits with 3 because an approval is waited for.',
    },
  ],
  exits: [0, 1, 2, 3, 78],
  run: async (call) => {
    const [file = ''] = call.operands;
    const folder = findWorkspace(file);
    if (folder === undefined)
      throw new Refused(exitCodes.usage, `${file} stands in no workspace: no folder above it has a penstock.yaml.`);
    const body = await readInput(call);
    const { requireSound } = await import('../workspace.ts');
    // Whether patterns decide as well hangs on the environment, which is only known further down.
    await requireSound([file], { isStructureOnly: true });
    const prepared = await prepare(call, folder, resolve(file));
    const kept = call.text('data');
    const data = kept ?? (await mkdtemp(join(tmpdir(), 'penstock-run-')));
    try {
      const stubbed: string[] = [];
      const outcome = await carryOut(call, { ...prepared, body, data, isKept: kept !== undefined, stubbed });
      return await tell(call, outcome, stubbed, kept !== undefined);
    } finally {
      if (kept === undefined) await rm(data, { recursive: true, force: true });
    }
  },
};

async function readInput(call: CommandCall): Promise<JsonText> {
  const file = call.text('input');
  if (file === undefined)
    throw new Refused(exitCodes.usage, 'Name the event with --input FILE. See "penstock run --help".');
  const text = file === '-' ? await call.terminal.readInput() : await readNamed(file);
  const read = readJson(text);
  if (!read.ok)
    throw new Refused(exitCodes.usage, { code: read.refusal.code, message: `${file}: ${read.refusal.reason}` });
  return toJsonText(read.value);
}

async function prepare(call: CommandCall, folder: string, file: string) {
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { admitWorkspace, askFlows, reportRefused } = await import('#runtime/deployments/deployments.ts');
  const { pickEnvironment, sha256 } = await import('../workspace.ts');
  const workspace = await readWorkspace(folder);
  const broken = workspace.problems.filter((problem) => !problem.file.endsWith('.flow.yaml'));
  if (broken.length > 0) throw new Refused(exitCodes.findings, ...broken);
  const environment = pickEnvironment(workspace.environments, call.text('env'));
  const found = workspace.flows.find((flow) => resolve(folder, flow.file) === file);
  if (found === undefined)
    throw new Refused(
      exitCodes.usage,
      `${file} is not among the flows of its workspace; flows stand in its folder "flows".`,
    );
  const { governanceFor } = await import('#runtime/workspace/governance.ts');
  const governed = await governanceFor(workspace, environment, new Date().toISOString().slice(0, 10));
  const alone = { ...workspace, flows: [found] };
  const asked = await withSandbox((ask) => askFlows(alone, governed, ask));
  const admission = admitWorkspace(alone, sha256, governed, asked);
  const [flow] = admission.admitted;
  if (flow === undefined) {
    const open = reportRefused(admission, workspace).filter(
      ({ severity, waiver }) => severity === 'error' && waiver === null,
    );
    throw new Refused(
      exitCodes.findings,
      ...open.map(({ rule, message, line, column }) => ({ code: rule, message, file, line, column })),
    );
  }
  return { workspace, environment, flow };
}

type Prepared = Awaited<ReturnType<typeof prepare>> & {
  readonly body: JsonText;
  readonly data: string;
  readonly isKept: boolean;
  readonly stubbed: string[];
};

async function carryOut(call: CommandCall, prepared: Prepared): Promise<Outcome> {
  const { runDirectly } = await import('#runtime/direct-run.ts');
  const { stubbed, ...given } = prepared;
  const trigger = call.text('trigger');
  const result = await runDirectly({
    ...given,
    ...(trigger === undefined ? {} : { trigger }),
    env: call.env,
    ...(call.flag('stub') ? { stub: stubFrom(prepared.workspace.folder, stubbed) } : {}),
    patienceMs: patienceOf(call),
    writeLog: call.flag('verbose') ? call.terminal.note : () => undefined,
  });
  if (!result.ok) throw new Refused(exitCodes.findings, ...result.problems);
  return result.value;
}

function patienceOf(call: CommandCall): number {
  const text = call.text('wait') ?? '10s';
  const patienceMs = text === '0' ? 0 : parseDuration(text);
  if (patienceMs === undefined)
    throw new Refused(exitCodes.usage, `--wait ${text} is no duration; write it as 500ms, 30s or 5m.`);
  return patienceMs;
}

function stubFrom(folder: string, stubbed: string[]): Stub {
  return async (node) => {
    if (!stubbed.includes(node.id)) stubbed.push(node.id);
    const file = join(folder, 'samples', 'stubs', `${node.id}.json`);
    const value = await readStub(file);
    const port = node.ports[0] ?? 'out';
    if (value === undefined) return { port, result: { stubbed: true } };
    if (isJsonObject(value) && typeof value.port === 'string' && 'result' in value) {
      if (!node.ports.includes(value.port))
        throw new Refused(
          exitCodes.findings,
          `${file}: "${node.id}" has no port "${value.port}". It has: ${node.ports.join(', ')}.`,
        );
      return { port: value.port, result: value.result ?? null };
    }
    return { port, result: value };
  };
}

async function readStub(file: string): Promise<Json | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const read = readJson(text);
  if (!read.ok) throw new Refused(exitCodes.findings, `${file}: ${read.refusal.reason}`);
  return read.value;
}

async function tell(
  call: CommandCall,
  { story, isDuplicate }: Outcome,
  stubbed: readonly string[],
  isKept: boolean,
): Promise<number> {
  const { row, steps } = story;
  const { terminal } = call;
  if (stubbed.length > 0) terminal.note(`Stubbed, so nothing left this machine: ${stubbed.join(', ')}.`);
  if (isDuplicate)
    terminal.note(`This event was accepted before on this data directory; what follows is its run ${row.id}.`);
  if (call.flag('json')) {
    await terminal.printJson({
      run: {
        id: row.id,
        flow: row.flow,
        version: row.version,
        state: row.state,
        startedAt: formatInstant(row.startedAt),
        endedAt: row.endedAt === undefined ? null : formatInstant(row.endedAt),
      },
      output: readText(row.output),
      ...(call.flag('stub') ? { stubbed } : {}),
      steps: steps.map((step) => ({
        node: step.node,
        // Steps inside items and attempts share their node; only their path tells them apart.
        ...(step.path === step.node ? {} : { path: step.path }),
        state: step.state,
        attempts: step.attempts,
        port: step.ports[0] ?? null,
        output: readText(step.output),
        failure: step.failure ?? null,
      })),
    });
  } else {
    await terminal.print(describeStory(story));
  }
  if (row.state === 'succeeded') return exitCodes.fine;
  if (row.state === 'failed' || row.state === 'cancelled' || row.state === 'superseded') return exitCodes.findings;
  if (!isKept)
    terminal.note(
      'The run still waits, and its data directory is removed now. Keep one with --data DIR, and go on with "penstock serve".',
    );
  return exitCodes.waiting;
}

function readText(text: JsonText | undefined): Json {
  return text === undefined ? null : fromJsonText(text);
}

function describeStory({ row, steps }: Outcome['story']): string {
  const took = row.endedAt === undefined ? '' : ` in ${row.endedAt - row.startedAt} ms`;
  const waits = row.waitingFor === undefined ? '' : `, waits for: ${row.waitingFor}`;
  const lines = steps
    .filter(({ state }) => state !== 'skipped')
    .map((step) => [
      `  ${step.path}`,
      step.state,
      step.ports.join(', '),
      step.attempts > 1 ? `${step.attempts} attempts` : '',
      step.failure?.title ?? '',
    ]);
  const output = row.output === undefined ? '' : `\n${JSON.stringify(fromJsonText(row.output), undefined, 2)}`;
  const failure = row.failure === undefined ? '' : `\n${row.failure.code}: ${row.failure.title}`;
  return `Run ${row.id} of ${row.flow} ${row.version}: ${row.state}${took}${waits}\n${layOut(lines)}${failure}${output}`;
}
