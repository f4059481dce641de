import type { Failure, FailureKind } from '#flow/failure.ts';
import type { ApprovalDecision, DecisionFacts, Stub } from '#flow/flow-test/flow-test.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { fromJsonText, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import { operationOf } from '#flow/openapi/operation-of.ts';
import { resolveSchema } from '#flow/openapi/resolve-schema.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import { type Result, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { createEngine, type RunningEngine } from '../engine/engine.ts';
import { decodeFrame } from '../engine/journal.ts';
import type { Effects, Random } from '../engine/ports.ts';
import type { RunRow } from '../store/row.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { BenchNeeds } from './bench-needs.ts';
import { type CutOut, cutOut, givenId, itemId, startId, type TryScope } from './cut-out.ts';
import { compileDraft, type Draft } from './draft.ts';
import { driveToRest } from './drive-to-rest.ts';
import { pinPlan, pinSandbox } from './pinning.ts';
import { type SimulatedEffects, simulateEffects } from './simulated-effects.ts';
import { inputIn, tellTry } from './tell-try.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** One try of a draft. */
export type TryAsk = {
  readonly draft: Draft;
  readonly workspace: Workspace;
  readonly environment: Environment;
  readonly input: Json;
  readonly trigger?: string;
  readonly scope: TryScope;
  readonly pins: Readonly<Record<string, Json>>;
  readonly pinPorts: Readonly<Record<string, string>>;
  readonly stubs: Readonly<Record<string, readonly Stub[]>>;
  readonly approvals: Readonly<Record<string, ApprovalDecision | DecisionFacts>>;
  /** What happens to approvals nobody named: decided at once, or left to their due time. */
  readonly undecided: 'approve' | 'leave';
  /** Whether the environment's purpose may let effects really happen. */
  readonly effects: 'by-purpose' | 'simulated';
  /** Start of the virtual clock in epoch milliseconds. */
  readonly at: number;
  /** Variables in place of the environment's. */
  readonly vars?: JsonObject;
  /** Ids and chance that come out the same every time. */
  readonly isRepeatable: boolean;
  /** Carries out the effects of what is tried in place of systems and simulation. */
  readonly instead?: Effects;
};

/** Runs a draft, or a part of it, with the real engine and sandbox on a store that is thrown away. */
export async function tryFlow(needs: BenchNeeds, ask: TryAsk): Promise<Result<FlowTry>> {
  const startedAt = needs.clock.mono();
  const cut = cutOut(ask.draft.flow, ask);
  if (!cut.ok) return cut;
  const shown = compileDraft(ask.draft, cut.value.flow, ask.workspace, needs.hash);
  if (!shown.ok) return shown;
  const { trigger } = cut.value;
  if (trigger === undefined || shown.value.nodes[trigger] === undefined) {
    const message = `The flow "${ask.draft.flow.id}" has no trigger, so nothing can start it. Add one, or try a single step.`;
    return { ok: false, problems: [{ code: 'run/no-trigger', message }] };
  }
  const plan = pinPlan(shown.value, cut.value.pins, needs.hash);
  const setting = { ask, cut: cut.value, shown: shown.value, plan, trigger, startedAt };
  const store = await needs.openStore(() => ask.at);
  try {
    return succeed(await runOn(needs, setting, store.store));
  } finally {
    await store.close();
  }
}

type Setting = {
  readonly ask: TryAsk;
  readonly cut: CutOut;
  readonly shown: Plan;
  readonly plan: Plan;
  readonly trigger: string;
  readonly startedAt: number;
};

type Store = Awaited<ReturnType<BenchNeeds['openStore']>>['store'];

async function runOn(needs: BenchNeeds, setting: Setting, store: Store): Promise<FlowTry> {
  const { ask } = setting;
  const time = createVirtualTime(ask.at);
  const simulated = simulatedFor(needs, setting, time);
  const engine = createEngine({
    store,
    sandbox: countedSandbox(needs, setting, time),
    effects: simulated.effects.effects,
    clock: time.clock,
    random: ask.isRepeatable ? repeatableRandom() : { next: Math.random },
    ids: ask.isRepeatable ? countingIds() : needs.ids(time.clock.now),
    hash: needs.hash,
    log: needs.log,
    reach: () => undefined,
    onBroken: () => undefined,
    environment: ask.environment.name,
    vars: { ...ask.environment.variables, ...ask.vars },
  });
  try {
    return await carryThrough(needs, setting, { store, time, engine, simulated: simulated.effects });
  } finally {
    await closing(engine, time);
    await simulated.close();
  }
}

/** Draining waits on the engine's clock, which somebody has to move. */
async function closing(engine: RunningEngine, time: VirtualTime): Promise<void> {
  await engine.drain(0);
  await time.quiet();
}

type Ground = {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly engine: RunningEngine;
  readonly simulated: SimulatedEffects;
};

async function carryThrough(needs: BenchNeeds, setting: Setting, ground: Ground): Promise<FlowTry> {
  const { ask, plan, trigger } = setting;
  const { store, engine, time } = ground;
  const { flow, version } = plan;
  await store.commit({
    kind: 'deploy',
    environment: ask.environment.name,
    flow,
    version,
    plan: plan.hash,
    planText: JSON.stringify(plan),
    by: 'try',
    at: ask.at,
  });
  engine.goLive({ flow, version, plan });
  await engine.recover();
  const body = toJsonText(ask.input);
  const accepted = await engine.acceptEvent({
    flow,
    triggerNode: trigger,
    event: { body, headers: {}, query: {} },
    receivedAt: time.clock.now(),
    bodyHash: needs.hash(body),
    actor: 'try',
  });
  if (accepted.kind === 'refused') return refusedTry(needs, setting, accepted);
  const decided = await driveToRest({ ...ground, plan, run: accepted.run, ask, machine: needs.clock });
  const stored = await store.loadRun(accepted.run);
  if (stored === undefined) throw new Error(`The store does not know the run ${accepted.run} it accepted.`);
  const entries = stored.frames.flatMap(decodeFrame);
  return finishedTry(needs, setting, { ...ground, row: stored.row, entries, decided });
}

type Finished = Ground & {
  readonly row: RunRow;
  readonly entries: readonly Entry[];
  readonly decided: Awaited<ReturnType<typeof driveToRest>>;
};

function finishedTry(needs: BenchNeeds, setting: Setting, finished: Finished): FlowTry {
  const { ask, cut, plan, shown } = setting;
  const { row, entries, decided, simulated, time } = finished;
  const pinned = new Set([...cut.pins.keys()].filter((id) => id !== givenId));
  const hidden = new Set([startId, givenId, itemId]);
  const told = tellTry({ plan, shown, entries, pinned, calls: simulated.calls, decided, hidden });
  return {
    state: row.state,
    waitingFor: row.waitingFor ?? null,
    failure: row.failure ?? null,
    ...(row.output === undefined ? {} : { output: fromJsonText(row.output) }),
    simulatedEffects: told.steps.some((step) => step.simulated && !step.pinned),
    environment: { name: ask.environment.name, purpose: ask.environment.purpose },
    trigger: setting.trigger,
    input: fromJsonText(inputIn(entries)),
    ...told,
    effects: effectsOf(simulated),
    durationMs: Math.round(needs.clock.mono() - setting.startedAt),
    virtualMs: Math.max(0, (row.endedAt ?? time.clock.now()) - ask.at),
    ranInstead: cut.ranInstead,
  };
}

function effectsOf({ calls }: SimulatedEffects): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { node, isDone } of calls) counts[node] = (counts[node] ?? 0) + (isDone ? 1 : 0);
  return counts;
}

/** The event itself was not taken: no run, and a failure that says why. */
function refusedTry(
  needs: BenchNeeds,
  { ask, cut, trigger, startedAt }: Setting,
  refusal: { readonly code: string; readonly reason: string; readonly status: number },
): FlowTry {
  const kind: FailureKind = refusal.status === 422 ? 'validation' : 'transient';
  const failure: Failure = { code: refusal.code, kind, title: refusal.reason, node: trigger };
  return {
    state: 'refused',
    waitingFor: null,
    failure,
    simulatedEffects: false,
    environment: { name: ask.environment.name, purpose: ask.environment.purpose },
    trigger,
    input: ask.input,
    steps: [],
    edges: [],
    effects: {},
    durationMs: Math.round(needs.clock.mono() - startedAt),
    virtualMs: 0,
    ranInstead: cut.ranInstead,
  };
}

/** The sandbox with pins, counted so that the clock stands still while a child works. */
function countedSandbox(needs: BenchNeeds, { cut }: Setting, time: VirtualTime): BenchNeeds['sandbox'] {
  const pinned = pinSandbox(needs.sandbox, cut.pins);
  return { evaluate: (plan, request) => time.during(pinned.evaluate(plan, request)) };
}

function simulatedFor(needs: BenchNeeds, { ask, cut }: Setting, time: VirtualTime) {
  const { workspace, environment } = ask;
  const connections = new Map<string, Connection>(workspace.connections.map((one) => [one.id, one]));
  const mayAct = ask.effects === 'by-purpose' && environment.purpose === 'test';
  const lent = ask.instead === undefined ? undefined : { effects: ask.instead, close: async () => undefined };
  const real = lent ?? (mayAct ? needs.realEffects?.(workspace, environment) : undefined);
  const isReal = (node: PlanNode) => cut.acting?.has(node.id) ?? true;
  const effects = simulateEffects({
    time,
    stubs: ask.stubs,
    sample: (node) => sampleFor(needs, node),
    responseSchema: (node) => answerSchema(node, connections),
    because: becauseOf(ask, mayAct),
    keyKeptForMs: (node) => connections.get(String(node.config.connection))?.idempotency?.keptForMs,
    ...(real === undefined ? {} : { real: { effects: real.effects, isReal } }),
  });
  return { effects, close: async () => await real?.close() };
}

function becauseOf({ environment, effects }: TryAsk, mayAct: boolean): string {
  if (effects === 'simulated') return 'Tests send nothing.';
  return mayAct
    ? 'It stands before the step that is tried, so nothing was sent.'
    : `The environment "${environment.name}" is for ${environment.purpose}, so nothing was sent.`;
}

/** What the document of the connection says a success answers, its references followed. */
function answerSchema(node: PlanNode, connections: ReadonlyMap<string, Connection>): JsonObject | undefined {
  const schema = operationOf(node.config, connections)?.responseSchema;
  const source = connections.get(String(node.config.connection))?.api?.source;
  return schema === undefined || source === undefined ? schema : resolveSchema(source, schema);
}

/** A file beside the flow that says what a system answers: for this step, else for this operation of the connection. */
async function sampleFor(needs: BenchNeeds, node: PlanNode) {
  const { connection, operation, method } = node.config;
  const named =
    typeof operation === 'string' ? operation : typeof method === 'string' ? method.toLowerCase() : node.type;
  const files = [
    `samples/stubs/${node.id}.json`,
    ...(typeof connection === 'string' ? [`samples/answers/${connection}/${named}.json`] : []),
  ];
  for (const file of files) {
    const value = await needs.readSample(file);
    if (value !== undefined) return { file, value };
  }
  return undefined;
}

/** The same numbers in every run: a test that depends on chance fails always or never. */
function repeatableRandom(): Random {
  let state = 0x9e3779b9;
  return {
    next: () => {
      state = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
      state = (state + 0x6d2b79f5) | 0;
      return (state >>> 0) / 2 ** 32;
    },
  };
}

function countingIds() {
  let count = 0;
  return {
    next: (prefix: string) => {
      count += 1;
      return `${prefix}_00000000-0000-7000-8000-${String(count).padStart(12, '0')}`;
    },
  };
}
