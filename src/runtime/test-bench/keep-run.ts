import { fieldClasses } from '#flow/contract/field-classes.ts';
import { allNodes, type Flow, parseTypeReference } from '#flow/flow.ts';
import type { FlowTest, FlowTests } from '#flow/flow-test/flow-test.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';
import { keepAsTest } from '#flow/flow-test/keep-test.ts';
import { parseFlowTests, printFlowTests } from '#flow/flow-test/parse-tests.ts';
import { fromJsonText, type Json } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { decodeFrame } from '../engine/journal.ts';
import { readPlan } from '../runs/runs.ts';
import type { StoreReads } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { BenchNeeds } from './bench-needs.ts';
import type { Draft } from './draft.ts';
import { runTest, type TestResult } from './run-tests.ts';
import { inputIn, tellTry } from './tell-try.ts';

/** A run that is to become a test. */
export type KeepAsk = {
  readonly draft: Draft;
  readonly workspace: Workspace;
  /** Text of the test file as it is; undefined where there is none yet. */
  readonly tests: string | undefined;
  readonly name: string;
  readonly tried: FlowTry;
  readonly expect: 'success' | 'as-it-was';
};

/** The test file with the new test, what goes beside it, and what the new test comes to on the flow as it is. */
export type KeptRun = {
  readonly tests: string;
  readonly samples: readonly { readonly path: string; readonly text: string }[];
  /** How many different personal values were replaced. */
  readonly masked: number;
  readonly result: TestResult;
};

/** Input of more characters than this goes to a file of its own. */
const longestInline = 400;

/** Turns a run into a test of the flow's test file and runs it once; nothing is written. */
export async function keepRun(needs: BenchNeeds, ask: KeepAsk): Promise<Result<KeptRun>> {
  const { draft, workspace } = ask;
  const known = ask.tests === undefined ? emptyTests(draft.flow) : parseFlowTests(ask.tests);
  if (!known.ok) return known;
  if (known.value.flow !== draft.flow.id) {
    const message = `The file holds tests of the flow "${known.value.flow}", and this run is one of "${draft.flow.id}".`;
    return refuse({ code: 'flow-test/other-flow', message });
  }
  const name = freeName(ask.name, known.value);
  const kept = keepAsTest({
    name,
    tried: ask.tried,
    expect: ask.expect,
    ...rolesOf(draft.flow),
    classes: classesOf(draft.flow, ask.tried.trigger, workspace),
    sample: samplePath(draft.flow, name, ask.tried.input),
  });
  const test = await passable(needs, ask, kept.test, kept.samples);
  const tests = printFlowTests({ ...known.value, tests: [...known.value.tests, test.test] });
  return succeed({ tests, samples: kept.samples, masked: kept.masked, result: test.result });
}

type Kept = { readonly test: FlowTest; readonly result: TestResult };

/**
 * A test that asks for success, of a run that failed, must fail before the flow is mended: where binding a refusal to
 * its request lets it pass already, the refusal is kept for every request.
 */
async function passable(needs: BenchNeeds, ask: KeepAsk, test: FlowTest, samples: KeptRun['samples']): Promise<Kept> {
  const beside: BenchNeeds = {
    ...needs,
    readSample: async (path) => sampleIn(samples, path) ?? (await needs.readSample(path)),
  };
  const result = await runTest(beside, ask, test);
  if (ask.expect !== 'success' || !result.passed || ask.tried.state === 'succeeded') return { test, result };
  const firm = withoutConditions(test);
  return { test: firm, result: await runTest(beside, ask, firm) };
}

function withoutConditions(test: FlowTest): FlowTest {
  const stubs = Object.entries(test.stubs ?? {}).map(([node, list]) => [
    node,
    list.map(({ when: _when, ...stub }) => stub),
  ]);
  return { ...test, stubs: Object.fromEntries(stubs) };
}

function sampleIn(samples: KeptRun['samples'], path: string): Json | undefined {
  const text = samples.find((sample) => sample.path === path)?.text;
  // Printed by us a moment ago.
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

function emptyTests(flow: Flow): Result<FlowTests> {
  return succeed({ flow: flow.id, tests: [], comments: new Map() });
}

function freeName(wished: string, { tests }: FlowTests): string {
  const taken = new Set(tests.map(({ name }) => name));
  if (!taken.has(wished)) return wished;
  for (let number = 2; ; number += 1) if (!taken.has(`${wished} (${number})`)) return `${wished} (${number})`;
}

function samplePath(flow: Flow, name: string, input: Json): string | undefined {
  // A text stands for a file, so a text as input needs one.
  if (typeof input !== 'string' && JSON.stringify(input).length <= longestInline) return undefined;
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return `samples/${flow.id}/${slug === '' ? 'kept' : slug}.json`;
}

/** Which steps act on systems, and which ask people. */
function rolesOf(flow: Flow) {
  const effects = new Map<string, string | undefined>();
  const approvals = new Set<string>();
  for (const node of allNodes(flow.nodes)) {
    const reference = parseTypeReference(node.type);
    const manifest = reference === undefined ? undefined : nodeCatalogue.find(reference.type, reference.major);
    if (manifest?.kind === 'effect' && manifest.local !== true) effects.set(node.id, node.into);
    if (manifest?.type === 'approval') approvals.add(node.id);
  }
  return { effects, approvals };
}

function classesOf(flow: Flow, trigger: string, workspace: Workspace) {
  const contract = flow.nodes.find(({ id }) => id === trigger)?.config.contract;
  const schema = typeof contract === 'string' ? workspace.contracts.get(contract) : undefined;
  return schema === undefined ? new Map() : fieldClasses(schema);
}

/** Tells a recorded run as a try; undefined where the run or its plan is not known. */
export async function tellRecorded(
  store: Pick<StoreReads, 'loadRun' | 'loadPlan'>,
  environments: readonly Environment[],
  id: string,
): Promise<FlowTry | undefined> {
  const stored = await store.loadRun(id);
  const plan = stored === undefined ? undefined : await readPlan(store, stored.row.plan);
  if (stored === undefined || plan === undefined) return undefined;
  const { row } = stored;
  const entries = stored.frames.flatMap(decodeFrame);
  const told = tellTry({
    plan,
    shown: plan,
    entries,
    pinned: new Set(),
    calls: [],
    decided: new Map(),
    hidden: new Set(),
  });
  const purpose = environments.find(({ name }) => name === row.environment)?.purpose ?? 'dev';
  return {
    state: row.state,
    waitingFor: row.waitingFor ?? null,
    failure: row.failure ?? null,
    ...(row.output === undefined ? {} : { output: fromJsonText(row.output) }),
    simulatedEffects: false,
    environment: { name: row.environment, purpose },
    trigger: row.trigger,
    input: fromJsonText(inputIn(entries)),
    ...told,
    effects: effectsIn(plan, told.steps),
    durationMs: (row.endedAt ?? row.startedAt) - row.startedAt,
    virtualMs: (row.endedAt ?? row.startedAt) - row.startedAt,
    ranInstead: null,
  };
}

function effectsIn(plan: Plan, steps: FlowTry['steps']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { node, attempts } of steps) {
    const kind = plan.nodes[node];
    if (kind?.kind !== 'effect' || kind.local || attempts.length === 0) continue;
    const done = attempts.filter(({ endedAt, failure }) => endedAt !== null && failure === null).length;
    counts[node] = (counts[node] ?? 0) + done;
  }
  return counts;
}
