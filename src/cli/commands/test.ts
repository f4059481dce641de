import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { FlowTests } from '#flow/flow-test/flow-test.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { filesBelow, findWorkspace, readNamed, shortPath, statOf } from '../places.ts';
import type { FileReport } from '../test-report.ts';

type Bench = ReturnType<Awaited<typeof import('#runtime/bench-ground.ts')>['startBench']>;
type Workspace = Awaited<ReturnType<Awaited<typeof import('#runtime/workspace/workspace.ts')>['readWorkspace']>>;

const testsSuffix = '.tests.yaml';
const flowSuffix = '.flow.yaml';

/** `penstock test`: the tests of flows, with the real engine and sandbox, on virtual time. */
export const test: Command = {
  name: 'test',
  group: 'workspace',
  summary: 'Run the tests of flows; no system is contacted, and waits take no time.',
  operands: '[PATH…]',
  takes: [0, 1_000],
  about:
    'PATH is a test file, a flow file with one beside it, or a folder. Default: this folder. Tests stand in flows/<id>.tests.yaml;\nsystems answer from their stubs, people decide as the test says, and timers and retries go by at once.',
  options: {
    name: { kind: 'text', value: 'TEXT', help: 'Only tests whose name holds this text, in any case.' },
    junit: { kind: 'text', value: 'FILE', help: 'Also write a report in the JUnit format.' },
    coverage: { kind: 'flag', help: 'Also say which steps and edges no test went through.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock test', says: 'Run every test of the workspace.' },
    {
      command: 'penstock test flows/order-to-cash.tests.yaml --name "rejects" --coverage',
      says: 'Run some of one flow, and see what they leave out.',
    },
    { command: 'penstock test --junit report.xml', says: 'Run all for a build server; exits with 1 when one fails.' },
  ],
  exits: [0, 1, 2],
  run: async (call) => {
    const reports = await runAll(call, await testFiles(call.operands.length === 0 ? ['.'] : call.operands));
    const { printJunit, sayCoverage, sayTotal } = await import('../test-report.ts');
    const junit = call.text('junit');
    if (junit !== undefined) await writeReport(junit, printJunit(reports));
    const failed = reports.flatMap(({ results }) => results).filter(({ passed }) => !passed).length;
    if (call.flag('json')) await call.terminal.printJson({ files: reports.map(withoutRuns), failed });
    else {
      if (call.flag('coverage')) for (const report of reports) await call.terminal.print(sayCoverage(report));
      call.terminal.note(sayTotal(reports));
    }
    return failed > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

async function testFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const stat = statOf(path);
    if (stat === undefined) throw new Refused(exitCodes.usage, `${path}: there is no such file or folder.`);
    if (stat.isDirectory()) for (const file of await filesBelow(resolve(path), [testsSuffix])) found.add(file);
    else found.add(testFileOf(path));
  }
  if (found.size === 0) {
    const where = paths.map(shortPath).join(', ');
    throw new Refused(exitCodes.usage, `No tests below ${where}. They stand in files that end in ${testsSuffix}.`);
  }
  return [...found].sort();
}

function testFileOf(path: string): string {
  if (path.endsWith(testsSuffix)) return resolve(path);
  const beside = resolve(path.replace(/\.flow\.yaml$/, testsSuffix));
  if (path.endsWith(flowSuffix) && existsSync(beside)) return beside;
  const why = path.endsWith(flowSuffix) ? `has no ${shortPath(beside)} beside it` : 'is neither a test file nor a flow';
  throw new Refused(exitCodes.usage, `${path} ${why}.`);
}

type Tested = { readonly file: string; readonly tests: FlowTests };

async function runAll(call: CommandCall, files: readonly string[]): Promise<readonly FileReport[]> {
  const tested = await readAll(files);
  const wanted = call.text('name')?.toLowerCase();
  const chosen = tested.map(({ file, tests }) => ({
    file,
    tests: { ...tests, tests: tests.tests.filter(({ name }) => name.toLowerCase().includes(wanted ?? '')) },
  }));
  const some = wanted === undefined ? chosen : chosen.filter(({ tests }) => tests.tests.length > 0);
  if (wanted !== undefined && some.length === 0)
    throw new Refused(exitCodes.usage, {
      code: 'flow-test/no-such-test',
      message: `No test has "${call.text('name') ?? ''}" in its name.`,
    });
  const reports: FileReport[] = [];
  for (const [folder, inIt] of byWorkspace(some)) reports.push(...(await runIn(call, folder, inIt)));
  return reports;
}

async function readAll(files: readonly string[]): Promise<readonly Tested[]> {
  const { parseFlowTests } = await import('#flow/flow-test/parse-tests.ts');
  const tested: Tested[] = [];
  for (const file of files) {
    const read = parseFlowTests(await readNamed(file));
    const name = shortPath(file);
    if (!read.ok) throw new Refused(exitCodes.findings, ...read.problems.map((one) => ({ ...one, file: name })));
    tested.push({ file, tests: read.value });
  }
  return tested;
}

function byWorkspace(tested: readonly Tested[]): ReadonlyMap<string, readonly Tested[]> {
  const found = new Map<string, Tested[]>();
  for (const one of tested) {
    const folder = findWorkspace(one.file);
    if (folder === undefined) {
      const message = `${shortPath(one.file)} stands in no workspace: no folder above it has a penstock.yaml.`;
      throw new Refused(exitCodes.usage, message);
    }
    found.set(folder, [...(found.get(folder) ?? []), one]);
  }
  return found;
}

async function runIn(call: CommandCall, folder: string, tested: readonly Tested[]): Promise<readonly FileReport[]> {
  const { startBench } = await import('#runtime/bench-ground.ts');
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const workspace = await readWorkspace(folder);
  const broken = workspace.problems.filter((problem) => !problem.file.endsWith(flowSuffix));
  if (broken.length > 0) throw new Refused(exitCodes.findings, ...broken);
  const bench = startBench(folder);
  try {
    const reports: FileReport[] = [];
    for (const one of tested) reports.push(await runFile(call, { bench, workspace, folder }, one));
    return reports;
  } finally {
    await bench.close();
  }
}

type Ground = { readonly bench: Bench; readonly workspace: Workspace; readonly folder: string };

async function runFile(call: CommandCall, ground: Ground, { file, tests }: Tested): Promise<FileReport> {
  const { runTests } = await import('#runtime/test-bench/run-tests.ts');
  const { sayResult } = await import('../test-report.ts');
  const draft = await draftFor(ground, { file, tests });
  const isQuiet = call.flag('json');
  const name = relative(ground.folder, file).replaceAll('\\', '/');
  if (!isQuiet) await call.terminal.print(shortPath(file));
  const said: Promise<void>[] = [];
  const onResult = (result: FileReport['results'][number]): void => {
    if (!isQuiet) said.push(call.terminal.print(sayResult(result)));
  };
  const report = await runTests(ground.bench.needs, { draft, tests, workspace: ground.workspace, onResult });
  await Promise.all(said);
  return { file: name, flow: tests.flow, ...report };
}

async function draftFor({ workspace, folder }: Ground, { file, tests }: Tested) {
  const { readDraft } = await import('#runtime/test-bench/draft.ts');
  const known = workspace.flows.find(({ flow }) => flow.id === tests.flow)?.file;
  const beside = file.slice(0, -testsSuffix.length) + flowSuffix;
  const flowFile = known === undefined ? beside : resolve(folder, known);
  if (!existsSync(flowFile)) {
    const message = `${shortPath(file)} tests the flow "${tests.flow}", which the workspace does not have.`;
    throw new Refused(exitCodes.findings, { code: 'flow-test/other-flow', message });
  }
  const draft = readDraft(await readFile(flowFile, 'utf8'));
  if (!draft.ok) {
    const name = shortPath(flowFile);
    throw new Refused(exitCodes.findings, ...draft.problems.map((problem) => ({ ...problem, file: name })));
  }
  return draft.value;
}

async function writeReport(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Refused(exitCodes.usage, `${file}: the report cannot be written there (${String(error.code)}).`);
  });
}

/** Programs get what was asked and what came of it; whole runs would be megabytes. */
function withoutRuns(report: FileReport) {
  return { ...report, results: report.results.map(({ tried: _tried, ...result }) => result) };
}
