import type { Failure } from '#flow/failure.ts';
import type { FlowTry, TriedStep } from '#flow/flow-test/flow-try.ts';
import { parseInstant } from '#flow/instant.ts';
import { canonicalJson, isJsonObject, type Json } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Effects } from '../engine/ports.ts';
import { readPlan } from '../runs/runs.ts';
import type { Store } from '../store/store.ts';
import type { BenchNeeds } from '../test-bench/bench-needs.ts';
import { tellRecorded } from '../test-bench/keep-run.ts';
import { tryFlow } from '../test-bench/try-flow.ts';
import type { DeployedSet } from './deployed-set.ts';
import type { OpenedBundle } from './open-bundle.ts';

/** How a version would have done on events another one has handled. */
export type ShadowReport = {
  readonly flow: string;
  readonly live: string;
  readonly candidate: string;
  readonly equal: number;
  readonly different: readonly ShadowDifference[];
  /** Runs that could not be compared, such as those whose version is no longer live. */
  readonly skipped: number;
};

/** Where one run would have gone otherwise; places only, because values are somebody's data. */
export type ShadowDifference = {
  readonly run: string;
  /** JSON Pointers into `{ effects, output }`, at most ten. */
  readonly at: readonly string[];
};

/** What a shadow needs. */
export type ShadowNeeds = {
  readonly environment: Environment;
  readonly store: Pick<Store, 'listRuns' | 'loadRun' | 'loadPlan'>;
  readonly bench: BenchNeeds;
  readonly look: () => Promise<{ readonly set: DeployedSet }>;
  readonly open: (digest: string) => Promise<OpenedBundle | undefined>;
};

const mostPointers = 10;

/**
 * Takes the last finished runs of a live flow through another version, with the answers that were recorded, and
 * compares what both want done and what they hand out. The live version is taken through in the same way, so that
 * only the versions differ: same instant, same chance, same answers. Nothing reaches a system.
 *
 * @param runs how many of the last finished runs, 1 to 50
 */
export async function shadowRuns(
  needs: ShadowNeeds,
  ask: { readonly digest: string; readonly flow: string; readonly runs: number },
): Promise<Result<ShadowReport>> {
  const { set } = await needs.look();
  const live = set.flows.find(({ flow }) => flow === ask.flow);
  const from = set.live.find(({ workspace }) => workspace.flows.some(({ flow }) => flow.id === ask.flow));
  const into = await needs.open(ask.digest);
  const candidate = into?.workspace.flows.find(({ flow }) => flow.id === ask.flow);
  if (live === undefined || from === undefined || into === undefined || candidate === undefined)
    return refuse(impossible(ask.flow, ask.digest));
  const different: ShadowDifference[] = [];
  let equal = 0;
  let skipped = 0;
  for (const run of await finishedRuns(needs, ask.flow, ask.runs)) {
    const recorded = await tellRecorded(needs.store, [needs.environment], run.id);
    const plan = await readPlan(needs.store, run.plan);
    if (run.version !== live.version || recorded === undefined || plan === undefined) {
      skipped += 1;
      continue;
    }
    const [before, after] = [
      await imagine(needs, from, { recorded, plan, flow: ask.flow }),
      await imagine(needs, into, { recorded, plan, flow: ask.flow }),
    ];
    const at = pointersTo(before, after);
    if (at.length === 0) equal += 1;
    else different.push({ run: run.id, at });
  }
  const versions = { live: live.version, candidate: candidate.flow.version ?? '' };
  return succeed({ flow: ask.flow, ...versions, equal, different, skipped });
}

async function finishedRuns({ store }: ShadowNeeds, flow: string, wanted: number) {
  const lists = await Promise.all(
    ['succeeded', 'failed'].map((state) => store.listRuns({ flow, state, limit: wanted })),
  );
  return lists
    .flatMap(({ rows }) => rows)
    .sort((one, other) => other.startedAt - one.startedAt)
    .slice(0, wanted);
}

type Recorded = { readonly recorded: FlowTry; readonly plan: Plan; readonly flow: string };

/** What a version wants done, and what it hands out. */
async function imagine(needs: ShadowNeeds, { workspace }: OpenedBundle, asked: Recorded): Promise<Json> {
  const { recorded, plan, flow } = asked;
  const found = workspace.flows.find((one) => one.flow.id === flow);
  if (found === undefined) return null;
  const effects: Json[] = [];
  const startedAt = recorded.steps.find(({ node }) => node === recorded.trigger)?.startedAt;
  const tried = await tryFlow(needs.bench, {
    draft: { flow: found.flow, text: found.text },
    workspace: { ...workspace, environments: [needs.environment] },
    environment: needs.environment,
    input: recorded.input,
    trigger: recorded.trigger,
    scope: 'flow',
    pins: {},
    pinPorts: {},
    stubs: {},
    approvals: decisionsIn(recorded),
    undecided: 'approve',
    effects: 'simulated',
    at: parseInstant(startedAt ?? '') ?? 0,
    isRepeatable: true,
    instead: rememberingEffects(answersIn(recorded, plan), effects),
  });
  if (!tried.ok) return { refused: tried.problems.map(({ code }) => code) };
  return {
    effects,
    state: tried.value.state,
    ...(tried.value.output === undefined ? {} : { output: tried.value.output }),
  };
}

/** Effects that answer as it was recorded, and write down what they were asked. */
function rememberingEffects(answers: ReadonlyMap<string, readonly EffectResult[]>, asked: Json[]): Effects {
  const given = new Map<string, number>();
  return {
    invoke: async (node, step) => {
      asked.push({ step: node.id, type: node.type, config: step.config });
      const recorded = answers.get(node.firstId) ?? [];
      const at = given.get(node.firstId) ?? 0;
      given.set(node.firstId, at + 1);
      // A step nobody recorded is answered with nothing; that it was asked at all is the difference.
      return recorded[at] ?? recorded.at(-1) ?? { ok: true, port: node.ports[0] ?? 'done', result: null };
    },
    gate: () => ({ open: true }),
    memory: () => ({ keyKeptForMs: undefined, maxRequestTimeMs: 60_000 }),
  };
}

/** What systems answered, by the first id of the step, in order. */
function answersIn(recorded: FlowTry, plan: Plan): ReadonlyMap<string, readonly EffectResult[]> {
  const answers = new Map<string, EffectResult[]>();
  for (const step of recorded.steps) {
    const node = plan.nodes[step.node];
    if (node?.kind !== 'effect' || node.local) continue;
    const known = answers.get(node.firstId) ?? [];
    known.push(...answersOf(step, node.into));
    answers.set(node.firstId, known);
  }
  return answers;
}

function answersOf(step: TriedStep, into: string | undefined): readonly EffectResult[] {
  const failed = step.attempts.flatMap(({ failure }): EffectResult[] =>
    failure === null ? [] : [failedWith(failure)],
  );
  const [port] = step.ports;
  if (port === undefined || port === 'error') return failed;
  const { output } = step;
  const joined = into !== undefined && isJsonObject(output) ? output[into] : output;
  return [...failed, { ok: true, port, result: step.result ?? joined ?? null }];
}

function failedWith(failure: Failure): EffectResult {
  return { ok: false, failure };
}

function decisionsIn({ steps }: FlowTry): Readonly<Record<string, 'approved' | 'rejected' | 'expired'>> {
  const decided: Record<string, 'approved' | 'rejected' | 'expired'> = {};
  for (const { node, type, ports } of steps) {
    const [port] = ports;
    if (type?.startsWith('approval@') !== true) continue;
    if (port === 'approved' || port === 'rejected' || port === 'expired') decided[node] = port;
  }
  return decided;
}

/** JSON Pointers to the first places where two values differ. */
export function pointersTo(one: Json, other: Json, at = ''): readonly string[] {
  if (canonicalJson(one) === canonicalJson(other)) return [];
  const keys = keysOfBoth(one, other);
  if (keys === undefined) return [at];
  return keys
    .flatMap((key) => {
      const place = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const left = memberOf(one, key);
      const right = memberOf(other, key);
      if (left === undefined || right === undefined) return left === right ? [] : [place];
      return pointersTo(left, right, place);
    })
    .slice(0, mostPointers);
}

function keysOfBoth(one: Json, other: Json): readonly string[] | undefined {
  if (Array.isArray(one) && Array.isArray(other))
    return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => String(at));
  if (!isJsonObject(one) || !isJsonObject(other)) return undefined;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
}

function memberOf(value: Json, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function impossible(flow: string, digest: string): Problem {
  const message = `"${flow}" must be live from a bundle, and the bundle ${digest} must be admitted here and hold it as well.`;
  return { code: 'deployment/shadow-impossible', message };
}
