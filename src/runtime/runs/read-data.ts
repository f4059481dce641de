import { triggerBinding } from '#flow/interpret/decide.ts';
import type { Entry, Started } from '#flow/interpret/entry.ts';
import type { Frame, Walk } from '#flow/interpret/frame.ts';
import { planNodeId, scopeOfFrame, splitStep, stepPath } from '#flow/interpret/path.ts';
import { bodyOf, inputOf, type Outcome, readiness, skippedOutcome, triggerOutcome } from '#flow/interpret/settle.ts';
import { emptyState, fold } from '#flow/interpret/state.ts';
import { decideStep } from '#flow/interpret/step.ts';
import type { JsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { RunStep } from './describe-run.ts';

/** Frames of a run whose steps are told with their data; of those beyond only what happened is told. */
const mostFrames = 200;

/** How often an edge delivered. */
export type TakenEdge = { readonly from: string; readonly port: string; readonly to: string; readonly count: number };

/** What a step received and how it ended. */
export type StepData = { readonly input: JsonText; readonly outcome: Outcome | undefined };

/** Reads what every step received and handed on, by path, with the interpreter's own rules. Steps never reached have no data. */
export function readData(plan: Plan, entries: readonly Entry[]): ReadonlyMap<string, StepData> {
  const data = new Map<string, StepData>();
  const started = entries.find((entry) => entry.kind === 'started');
  if (started === undefined) return data;
  const root: FrameAsk = { path: '', scope: '', input: started.input };
  const open: FrameAsk[] = [root];
  for (let frames = 0; open.length > 0 && frames < mostFrames; frames += 1) {
    const frame = open.shift();
    if (frame !== undefined) open.push(...readFrame({ plan, entries, started, data }, frame));
  }
  return data;
}

type FrameAsk = { readonly path: string; readonly scope: string; readonly input: JsonText };

type Reading = {
  readonly plan: Plan;
  readonly entries: readonly Entry[];
  readonly started: Started;
  readonly data: Map<string, StepData>;
};

/** Walks one frame with the interpreter's own rules; its closing is left out, because it would make it forget. */
function readFrame({ plan, entries, started, data }: Reading, ask: FrameAsk): readonly FrameAsk[] {
  const own = entries.filter((entry) => concerns(entry, ask.path));
  const state = emptyState();
  for (const entry of own) fold(plan, state, entry);
  const walk: Walk = { plan, state, commands: [], degraded: false };
  const frame: Frame = {
    path: ask.path,
    scope: ask.scope,
    body: bodyOf(plan, ask.scope),
    input: ask.input,
    ...(ask.path === '' ? { trigger: started.trigger } : {}),
    isClosing: false,
    bindings: { run: started.run, vars: started.vars, trigger: triggerBinding(started) },
    outer: {},
  };
  const outcomes = new Map<string, Outcome>();
  const inner: FrameAsk[] = [];
  for (const id of frame.body.order) {
    const node = plan.nodes[id];
    if (node === undefined) continue;
    const path = stepPath(ask.path, id);
    if (node.kind === 'trigger') {
      const outcome = triggerOutcome(node, frame.trigger, ask.input);
      outcomes.set(id, outcome);
      if (!outcome.skipped) data.set(path, { input: ask.input, outcome });
      continue;
    }
    const ready = readiness(node, outcomes, ask.input);
    if (ready.is === 'skipped') outcomes.set(id, skippedOutcome);
    if (ready.is !== 'ready') continue;
    const input = inputOf(node, ready.deliveries);
    const view = decideStep(walk, { frame, node, path, input, deliveries: ready.deliveries, outcomes });
    const outcome = view.is === 'over' ? view.outcome : undefined;
    if (outcome !== undefined) outcomes.set(id, outcome);
    data.set(path, { input, outcome });
    if (node.kind === 'scope') inner.push(...innerFrames(entries, { path, scope: id, input }));
  }
  return inner;
}

/** Entries of a frame and of everything inside it, without the ones that end the frame itself. */
function concerns(entry: Entry, frame: string): boolean {
  if (frame === '') return true;
  if (entry.kind === 'scope-closed' || entry.kind === 'closing')
    return entry.frame.startsWith(`${frame}/`) && entry.frame !== frame;
  return 'path' in entry && entry.path.startsWith(`${frame}/`);
}

/** The frames a scope opened: one per item, or one per attempt. */
function innerFrames(entries: readonly Entry[], scope: FrameAsk): readonly FrameAsk[] {
  const found = new Map<string, FrameAsk>();
  const inputs = new Map<string, JsonText>();
  for (const entry of entries) {
    if ((entry.kind === 'opened' || entry.kind === 'paged') && entry.path === scope.path) {
      for (const item of entry.items ?? []) inputs.set(item.key, item.input);
    }
    const place = 'path' in entry ? entry.path : 'frame' in entry ? entry.frame : '';
    const frame = frameBelow(scope.path, place);
    if (frame !== undefined && !found.has(frame))
      found.set(frame, { path: frame, scope: scope.scope, input: scope.input });
  }
  return [...found.values()].map((frame) => ({ ...frame, input: inputs.get(itemKey(frame.path)) ?? frame.input }));
}

/** The frame directly below a scope that a path leads through. */
function frameBelow(scope: string, path: string): string | undefined {
  if (!path.startsWith(scope)) return undefined;
  const match = /^(?:\[[^\]]*\]|#\d+)/.exec(path.slice(scope.length));
  return match === null ? undefined : `${scope}${match[0]}`;
}

function itemKey(frame: string): string {
  const key = /\[(?:\d+~)?([^\]]*)\]$/.exec(frame)?.[1] ?? '';
  return key.replace(/%([\da-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/**
 * Counts how often each edge of a plan delivered.
 *
 * @param hidden ids of nodes whose edges are not told
 */
export function countEdges(
  plan: Plan,
  data: ReadonlyMap<string, StepData>,
  hidden: ReadonlySet<string> = new Set(),
): readonly TakenEdge[] {
  const counts = new Map<string, TakenEdge>();
  for (const [path, { outcome }] of data) {
    const id = planNodeId(splitStep(path).node);
    if (outcome === undefined || outcome.skipped || hidden.has(id)) continue;
    for (const port of outcome.ports) {
      for (const to of plan.nodes[id]?.next[port] ?? []) {
        const key = JSON.stringify([id, port, to]);
        counts.set(key, { from: id, port, to, count: (counts.get(key)?.count ?? 0) + 1 });
      }
    }
  }
  return [...counts.values()];
}

/**
 * Ends the scopes among the steps: the journal keeps no entry of their outcome, because it follows from what is inside.
 * A scope whose outcome is known was done when the last step inside was.
 */
export function endScopes(
  plan: Plan | undefined,
  steps: readonly RunStep[],
  data: ReadonlyMap<string, StepData>,
): readonly RunStep[] {
  const endings = lastEndings(steps);
  return steps.map((step) => {
    const outcome = data.get(step.path)?.outcome;
    if (plan?.nodes[step.node]?.kind !== 'scope' || outcome === undefined || outcome.ports.length === 0) return step;
    return {
      ...step,
      state: 'done',
      ports: outcome.ports,
      output: outcome.learned ?? outcome.output,
      endedAt: endings.get(step.path) ?? step.startedAt,
    };
  });
}

/** When the last step inside each scope was over, by the path of the scope. */
function lastEndings(steps: readonly RunStep[]): ReadonlyMap<string, number> {
  const endings = new Map<string, number>();
  for (const { path, endedAt } of steps) {
    if (endedAt === undefined) continue;
    for (
      let scope = scopeOfFrame(splitStep(path).frame);
      scope !== undefined;
      scope = scopeOfFrame(splitStep(scope).frame)
    ) {
      endings.set(scope, Math.max(endings.get(scope) ?? 0, endedAt));
    }
  }
  return endings;
}
