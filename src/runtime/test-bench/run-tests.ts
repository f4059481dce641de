import { allNodes, type Flow, parseTypeReference } from '#flow/flow.ts';
import { compareTry, stepsThatRan, type TestDifference } from '#flow/flow-test/compare.ts';
import { type FlowCoverage, measureCoverage } from '#flow/flow-test/coverage.ts';
import type { FlowTest, FlowTests } from '#flow/flow-test/flow-test.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';
import { sampleOf } from '#flow/flow-test/parse-tests.ts';
import { parseInstant } from '#flow/instant.ts';
import type { Json } from '#flow/json.ts';
import { factOf } from '#flow/node-type/manifest.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { BenchNeeds } from './bench-needs.ts';
import type { Draft } from './draft.ts';
import { tryFlow } from './try-flow.ts';

/** What one test came to. */
export type TestResult = {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
  /** Why it failed; empty when it passed. */
  readonly differences: readonly TestDifference[];
  /** Ids of the steps that ran. */
  readonly path: readonly string[];
  readonly effects: Readonly<Record<string, number>>;
  /** The run itself; absent where there was none. */
  readonly tried?: FlowTry;
};

/** What a set of tests came to, and what of the flow they went through. */
export type TestReport = { readonly results: readonly TestResult[]; readonly coverage: FlowCoverage };

/** The tests of one flow, to be run. */
export type TestsAsk = {
  readonly draft: Draft;
  readonly tests: FlowTests;
  readonly workspace: Workspace;
  /** Names of the tests to run; all when absent. */
  readonly names?: readonly string[];
  /** Called as each test ends. */
  readonly onResult?: (result: TestResult) => void;
};

/** When nobody says when, tests begin here: the same day, in every run. */
const usualStart = Date.UTC(2027, 0, 4, 9, 0, 0);

/** Runs tests one after the other, each on a clock and a store of its own. */
export async function runTests(needs: BenchNeeds, ask: TestsAsk): Promise<TestReport> {
  const chosen = ask.tests.tests.filter(({ name }) => ask.names?.includes(name) ?? true);
  const results: TestResult[] = [];
  for (const test of chosen) {
    const result = await runTest(needs, ask, test);
    results.push(result);
    ask.onResult?.(result);
  }
  const tries = results.flatMap(({ tried }) => (tried === undefined ? [] : [tried]));
  return { results, coverage: measureCoverage(ask.draft.flow, tries) };
}

/** Runs one test. */
export async function runTest(needs: BenchNeeds, ask: Omit<TestsAsk, 'tests'>, test: FlowTest): Promise<TestResult> {
  const startedAt = needs.clock.mono();
  const { flow } = ask.draft;
  const ends = (differences: readonly TestDifference[], tried?: FlowTry): TestResult => ({
    name: test.name,
    passed: differences.length === 0,
    durationMs: Math.round(needs.clock.mono() - startedAt),
    differences,
    path: tried === undefined ? [] : stepsThatRan(tried),
    effects: tried?.effects ?? {},
    ...(tried === undefined ? {} : { tried }),
  });
  const unclear = wrongNames(flow, test);
  if (unclear.length > 0) return ends(unclear);
  const environment = environmentFor(ask.workspace, test);
  if (!('name' in environment)) return ends([environment]);
  const input = await inputOf(needs, test);
  if (!input.ok) return ends([input.difference]);
  const tried = await tryFlow(needs, {
    draft: ask.draft,
    workspace: ask.workspace,
    environment,
    input: input.value,
    ...(test.trigger === undefined ? {} : { trigger: test.trigger }),
    scope: 'flow',
    pins: {},
    pinPorts: {},
    stubs: underNewNames(flow, test.stubs ?? {}),
    approvals: underNewNames(flow, test.approvals ?? {}),
    undecided: 'leave',
    effects: 'simulated',
    at: (test.at === undefined ? undefined : parseInstant(test.at)) ?? usualStart,
    ...(test.vars === undefined ? {} : { vars: test.vars }),
    isRepeatable: true,
  });
  if (!tried.ok) return ends(tried.problems.map(({ code, message }) => notRun(message, { code })));
  const { expect } = test;
  const expected = {
    ...expect,
    ...(expect.effects === undefined ? {} : { effects: underNewNames(flow, expect.effects) }),
    ...(expect.steps === undefined ? {} : { steps: underNewNames(flow, expect.steps) }),
    ...(expect.path === undefined ? {} : { path: expect.path.map((id) => nameNow(flow, id)) }),
  };
  return ends(compareTry(expected, tried.value, orderOf(flow)), tried.value);
}

function notRun(sentence: string, params: TestDifference['params']): TestDifference {
  return { code: 'flow-test/not-run', params, sentence };
}

/** Names a test uses that the flow does not know: such a line would never mean anything. */
function wrongNames(flow: Flow, { stubs, approvals, expect }: FlowTest): readonly TestDifference[] {
  const named = [stubs, approvals, expect.effects, expect.steps].flatMap((part) => Object.keys(part ?? {}));
  const unknown = [...new Set([...named, ...(expect.path ?? [])])].filter((id) => nodeNamed(flow, id) === undefined);
  const differences: TestDifference[] = unknown.map((node) => ({
    code: 'flow-test/unknown-step',
    params: { node },
    sentence: `The test names the step "${node}", which the flow does not have. Correct the name or remove the line.`,
  }));
  for (const [node, list] of Object.entries(stubs ?? {})) {
    const ports = portsOf(flow, node);
    for (const { port } of list) {
      if (port === undefined || ports === undefined || ports.includes(port)) continue;
      const sentence = `The stub of "${node}" answers on "${port}", which the step does not have. It has: ${ports.join(', ')}.`;
      differences.push({ code: 'flow-test/unknown-port', params: { node, port, ports }, sentence });
    }
  }
  return differences;
}

function nodeNamed(flow: Flow, id: string) {
  for (const node of allNodes(flow.nodes)) if (node.id === id || node.was?.includes(id) === true) return node;
  return undefined;
}

/** A test written before a rename still means the same step. */
function nameNow(flow: Flow, id: string): string {
  return nodeNamed(flow, id)?.id ?? id;
}

function underNewNames<T>(flow: Flow, byNode: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(byNode).map(([id, value]) => [nameNow(flow, id), value]));
}

function portsOf(flow: Flow, id: string): readonly string[] | undefined {
  const node = nodeNamed(flow, id);
  const reference = node === undefined ? undefined : parseTypeReference(node.type);
  const manifest = reference === undefined ? undefined : nodeCatalogue.find(reference.type, reference.major);
  return node === undefined || manifest === undefined ? undefined : factOf(manifest.ports, node.config);
}

function environmentFor(workspace: Workspace, { env }: FlowTest): Environment | TestDifference {
  const { environments } = workspace;
  const found = environments.find((one) => (env === undefined ? one.purpose === 'dev' : one.name === env));
  if (found !== undefined) return found;
  const known = environments.map(({ name }) => name);
  const wanted = env === undefined ? 'with "purpose: dev"' : `"${env}"`;
  return {
    code: 'flow-test/no-environment',
    params: { env: env ?? null, known },
    sentence: `The workspace has no environment ${wanted}. It has: ${known.length === 0 ? 'none' : known.join(', ')}.`,
  };
}

async function inputOf(
  needs: BenchNeeds,
  test: FlowTest,
): Promise<{ readonly ok: true; readonly value: Json } | { readonly ok: false; readonly difference: TestDifference }> {
  const file = sampleOf(test);
  if (file === undefined) return { ok: true, value: test.given };
  const value = await needs.readSample(file);
  if (value !== undefined) return { ok: true, value };
  const sentence = `The sample ${file} is not there, or is no JSON. Write it, or put the value into the test.`;
  return { ok: false, difference: { code: 'flow-test/no-sample', params: { file }, sentence } };
}

/** Which step can only run after which: edges of one graph; across graphs nothing is said. */
function orderOf(flow: Flow) {
  const next = new Map<string, readonly string[]>();
  for (const node of allNodes(flow.nodes)) next.set(node.id, node.next?.ports.flatMap(({ targets }) => targets) ?? []);
  return {
    isAfter: (later: string, earlier: string): boolean => {
      const seen = new Set<string>();
      const open = [...(next.get(earlier) ?? [])];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (id === later) return true;
        if (seen.has(id)) continue;
        seen.add(id);
        open.push(...(next.get(id) ?? []));
      }
      return false;
    },
  };
}
