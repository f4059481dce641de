import type { Failure } from '../failure.ts';
import { fromJsonText, isJsonObject, type JsonObject, type JsonText, toJsonText } from '../json.ts';
import type { PureResult } from '../node-type/work.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import type { PreparedStep, SegmentOutcome, SettledStep } from './segment-shape.ts';
import {
  bodyOf,
  type Delivery,
  failureRoute,
  inputOf,
  nodeOf,
  type Outcome,
  readiness,
  skippedOutcome,
  triggerOutcome,
} from './settle.ts';

/** What the caller must be able to do: evaluate a pure node, and compute the config of one that acts. */
export type SegmentWork = {
  readonly evaluate: (node: PlanNode, step: SegmentStep) => PureResult;
  readonly prepare: (
    node: PlanNode,
    step: SegmentStep,
  ) => { readonly config: JsonText; readonly key?: string } | { readonly failure: Failure };
};

/** What a node of a segment sees. */
export type SegmentStep = {
  readonly input: JsonText;
  readonly inputs: readonly Delivery[];
  /** By name without the dollar; `steps` is there when the node reads it. */
  readonly bindings: Readonly<Record<string, JsonText>>;
};

/** The part of a request the walk needs; the sandbox's message has these members. */
export type SegmentAsk = {
  readonly body: string;
  readonly input: JsonText;
  readonly trigger?: string;
  readonly outcomes: Readonly<Record<string, SegmentOutcome>>;
  readonly underWay: readonly string[];
  readonly outer: Readonly<Record<string, JsonText>>;
  readonly bindings: Readonly<Record<string, JsonText>>;
};

/**
 * Walks one frame as far as pure nodes lead: evaluates them in topological order, settles their edges, and computes
 * the config of every step that can act next. Deterministic in what it is given.
 */
export function advanceSegment(
  plan: Plan,
  ask: SegmentAsk,
  work: SegmentWork,
): { readonly settled: readonly SettledStep[]; readonly prepared: readonly PreparedStep[] } {
  if (ask.body.startsWith('undo:')) return prepareUndo(plan, ask, work);
  const settled: SettledStep[] = [];
  const prepared: PreparedStep[] = [];
  const outcomes = knownOutcomes(ask);
  const underWay = new Set(ask.underWay);
  for (const id of bodyOf(plan, ask.body).order) {
    if (outcomes.has(id) || underWay.has(id)) continue;
    const node = nodeOf(plan, id);
    if (node.kind === 'trigger') {
      outcomes.set(id, triggerOutcome(node, ask.trigger, ask.input));
      continue;
    }
    const ready = readiness(node, outcomes, ask.input);
    if (ready.is === 'skipped') outcomes.set(id, skippedOutcome);
    if (ready.is !== 'ready') continue;
    const step = segmentStep(node, ready.deliveries, outcomes, ask);
    if (node.kind !== 'pure') {
      if (needsPreparing(node)) prepared.push(prepareOne(node, step, work));
      continue;
    }
    const result = work.evaluate(node, step);
    settled.push(asSettled(id, result));
    const outcome = pureOutcome(node, step.input, result);
    // The failure closes this frame: nothing after it may be computed.
    if (outcome === undefined) break;
    outcomes.set(id, outcome);
  }
  return { settled, prepared };
}

/** True when a step's config or key holds something to compute before it can act. */
export function needsPreparing(node: PlanNode): boolean {
  return node.kind !== 'trigger' && node.kind !== 'pure' && (node.prepare.length > 0 || node.key !== undefined);
}

/** How a pure step's result settles, or undefined when its failure escapes the frame. */
export function pureOutcome(node: PlanNode, input: JsonText, result: PureResult): Outcome | undefined {
  if (result.ok) {
    const learned = result.learned === undefined ? {} : { learned: result.learned };
    return { ports: result.ports, output: result.output ?? input, ...learned };
  }
  return failedOutcome(node, input, result.failure);
}

/** How a failed step settles: on its error port, as optional, or (undefined) by closing its frame. */
export function failedOutcome(node: PlanNode, input: JsonText, failure: Failure): Outcome | undefined {
  // Failures are JSON data by construction.
  const learned = toJsonText({ failure: failureData(failure) });
  switch (failureRoute(node)) {
    case 'error-port':
      return { ports: ['error'], output: input, learned };
    case 'optional':
      return {
        ports: [node.ports[0] ?? 'out'],
        output: fallbackOutput(node, input),
        learned,
      };
    case 'escapes':
      return undefined;
  }
}

/** The fallback stands where the result would: alone, or under `into` in what came in. */
function fallbackOutput(node: PlanNode, input: JsonText): JsonText {
  if (node.fallback === undefined) return input;
  if (node.into === undefined) return toJsonText(node.fallback);
  const base = fromJsonText(input);
  return toJsonText({ ...(isJsonObject(base) ? base : {}), [node.into]: node.fallback });
}

/** A failure as the JSON people's expressions see. */
export function failureData(failure: Failure): JsonObject {
  return {
    code: failure.code,
    kind: failure.kind,
    title: failure.title,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
  };
}

function knownOutcomes(ask: SegmentAsk): Map<string, Outcome> {
  const known = new Map<string, Outcome>();
  for (const [id, outcome] of Object.entries(ask.outcomes)) {
    if (outcome.skipped) known.set(id, skippedOutcome);
    // An outcome whose text nobody downstream reads travels without it.
    else known.set(id, { output: 'null' as JsonText, ...outcome });
  }
  return known;
}

function segmentStep(
  node: PlanNode,
  deliveries: readonly Delivery[],
  outcomes: ReadonlyMap<string, Outcome>,
  ask: SegmentAsk,
): SegmentStep {
  const bindings =
    node.uses.length === 0 ? ask.bindings : { ...ask.bindings, steps: stepsBinding(node, outcomes, ask.outer) };
  return { input: inputOf(node, deliveries), inputs: deliveries, bindings };
}

function stepsBinding(
  node: PlanNode,
  outcomes: ReadonlyMap<string, Outcome>,
  outer: Readonly<Record<string, JsonText>>,
): JsonText {
  const members = node.uses.flatMap((id) => {
    const outcome = outcomes.get(id);
    const text = outcome === undefined ? outer[id] : outcome.skipped ? undefined : (outcome.learned ?? outcome.output);
    return text === undefined ? [] : [`${JSON.stringify(id)}:${text}`];
  });
  // Built from JSON texts, so the whole is JSON text.
  return `{${members.join(',')}}` as JsonText;
}

function prepareOne(node: PlanNode, step: SegmentStep, work: SegmentWork, id = node.id): PreparedStep {
  const done = work.prepare(node, step);
  if ('failure' in done) return { id, config: '{}' as JsonText, failure: done.failure };
  return { id, ...done };
}

function prepareUndo(
  plan: Plan,
  ask: SegmentAsk,
  work: SegmentWork,
): { readonly settled: readonly SettledStep[]; readonly prepared: readonly PreparedStep[] } {
  const node = nodeOf(plan, ask.body.slice('undo:'.length));
  const step = segmentStep(node, [{ from: '', input: ask.input }], new Map(), ask);
  return { settled: [], prepared: [prepareOne(node, step, work)] };
}

function asSettled(id: string, result: PureResult): SettledStep {
  if (!result.ok) return { id, ports: [], failure: result.failure };
  return {
    id,
    ports: result.ports,
    ...(result.output === undefined ? {} : { output: result.output }),
    ...(result.learned === undefined ? {} : { learned: result.learned }),
  };
}
