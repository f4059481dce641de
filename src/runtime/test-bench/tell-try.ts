import type { Failure } from '#flow/failure.ts';
import type { Simulation, TriedAttempt, TriedEdge, TriedStep } from '#flow/flow-test/flow-try.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { planNodeId, splitStep } from '#flow/interpret/path.ts';
import type { Outcome } from '#flow/interpret/settle.ts';
import { fromJsonText, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { describeRun, type RunStep } from '../runs/describe-run.ts';
import { countEdges, endScopes, readData, type StepData } from '../runs/read-data.ts';
import type { EffectCall } from './simulated-effects.ts';

/** What a run is told from. */
export type TellAsk = {
  /** The plan that ran. */
  readonly plan: Plan;
  /** Plan nodes as the flow has them, where pinning changed what ran. */
  readonly shown: Plan;
  readonly entries: readonly Entry[];
  readonly pinned: ReadonlySet<string>;
  readonly calls: readonly EffectCall[];
  /** Approvals that were decided by the try, by path. */
  readonly decided: ReadonlyMap<string, Simulation>;
  /** Node ids that only the try itself put there. */
  readonly hidden: ReadonlySet<string>;
};

/** A run told step by step, with what every step received and handed on, and how often each edge delivered. */
export function tellTry(ask: TellAsk): { readonly steps: readonly TriedStep[]; readonly edges: readonly TriedEdge[] } {
  const data = readData(ask.plan, ask.entries);
  const calls = [...ask.calls];
  const steps = endScopes(ask.plan, describeRun(ask.plan, ask.entries), data)
    .filter(({ node }) => !ask.hidden.has(node))
    .map((step) => tellStep(ask, step, data.get(step.path), takeCalls(ask, step.path, calls)));
  return { steps, edges: countEdges(ask.shown, data, ask.hidden) };
}

function tellStep(ask: TellAsk, step: RunStep, data: StepData | undefined, calls: readonly EffectCall[]): TriedStep {
  const id = planNodeId(splitStep(step.path).node);
  const shown = ask.shown.nodes[id];
  const isPinned = ask.pinned.has(id);
  const outcome = data?.outcome?.skipped ? undefined : data?.outcome;
  const simulation = isPinned
    ? pinnedSimulation(shown?.name ?? id)
    : (ask.decided.get(step.path) ?? calls.find((call) => call.simulation !== undefined)?.simulation ?? null);
  // A step that failed without a way out handed nothing on.
  const output = outcome?.output ?? (step.state === 'done' ? step.output : undefined);
  return {
    path: step.path,
    node: id,
    name: shown?.name ?? null,
    type: shown === undefined ? null : `${shown.type}@${shown.major}`,
    state: step.state,
    attempts: attemptsOf(ask.entries, step.path, calls),
    ports: [...(outcome?.ports ?? step.ports)],
    ...(data === undefined ? {} : { input: fromJsonText(data.input) }),
    ...(output === undefined ? {} : { output: fromJsonText(output) }),
    ...learnedOf(outcome, step),
    failure: step.failure ?? null,
    startedAt: instant(step.startedAt),
    endedAt: instant(step.endedAt),
    simulated: simulation !== null,
    simulation,
    pinned: isPinned,
  };
}

function learnedOf(outcome: Outcome | undefined, step: RunStep) {
  const learned = outcome?.learned ?? (outcome === undefined ? undefined : step.output);
  if (learned === undefined || learned === outcome?.output) return {};
  return { result: fromJsonText(learned) };
}

function pinnedSimulation(name: string): Simulation {
  return { source: 'pin', sentence: `"${name}" did not run; its pinned data was used.` };
}

function instant(at: number | undefined): string | null {
  return at === undefined ? null : formatInstant(at);
}

function attemptsOf(entries: readonly Entry[], path: string, calls: readonly EffectCall[]): readonly TriedAttempt[] {
  const begun = new Map<number, number>();
  const ended = new Map<number, { readonly at: number; readonly failure: Failure | undefined }>();
  for (const entry of entries) {
    if (!('path' in entry) || entry.path !== path) continue;
    if (entry.kind === 'intended') begun.set(entry.attempt, entry.at);
    if (entry.kind === 'attempted') ended.set(entry.attempt, { at: entry.at, failure: entry.failure });
  }
  for (const call of calls) if (!begun.has(call.attempt)) begun.set(call.attempt, call.startedAt);
  const numbers = [...new Set([...begun.keys(), ...ended.keys()])].sort((one, other) => one - other);
  return numbers.map((number) => {
    const end = ended.get(number);
    return {
      number,
      startedAt: formatInstant(begun.get(number) ?? end?.at ?? 0),
      endedAt: instant(end?.at),
      failure: end?.failure ?? null,
    };
  });
}

/** The calls of one step: those of its node whose attempt ended when the journal says one of its attempts did. */
function takeCalls(ask: TellAsk, path: string, left: EffectCall[]): readonly EffectCall[] {
  const node = planNodeId(splitStep(path).node);
  const taken: EffectCall[] = [];
  for (const entry of ask.entries) {
    if (entry.kind !== 'attempted' || entry.path !== path) continue;
    const at = left.findIndex(
      (call) => call.node === node && call.attempt === entry.attempt && call.endedAt === entry.at,
    );
    if (at >= 0) taken.push(...left.splice(at, 1));
  }
  return taken;
}

/** What a journal's first entry says came in; null before there is one. */
export function inputIn(entries: readonly Entry[]): JsonText {
  return entries.find((entry) => entry.kind === 'started')?.input ?? toJsonText(null);
}
