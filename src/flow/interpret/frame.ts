import type { Failure } from '../failure.ts';
import { type JsonText, toJsonText } from '../json.ts';
import type { Plan, PlanBody, PlanNode } from '../plan/plan.ts';
import type { Command } from './command.ts';
import { stepPath } from './path.ts';
import type { SegmentOutcome } from './segment-shape.ts';
import { type Delivery, inputOf, nodeOf, type Outcome, readiness, skippedOutcome, triggerOutcome } from './settle.ts';
import type { State } from './state.ts';
import { decideStep } from './step.ts';

/** One pass over the state: commands collect here. */
export type Walk = { readonly plan: Plan; readonly state: State; readonly commands: Command[]; degraded: boolean };

/** One execution of one graph, as seen while deciding. */
export type Frame = {
  readonly path: string;
  /** Scope node whose body it runs; empty for the run itself. */
  readonly scope: string;
  readonly body: PlanBody;
  readonly input: JsonText;
  /** Root only: the trigger that fired. */
  readonly trigger?: string;
  /** True when it, or a frame around it, starts no new work. */
  readonly isClosing: boolean;
  readonly bindings: Readonly<Record<string, JsonText>>;
  /** `$steps` results of the frames around it. */
  readonly outer: Readonly<Record<string, JsonText>>;
};

/** Where a frame stands. */
export type FrameStatus =
  | { readonly is: 'open' }
  | { readonly is: 'done'; readonly output: JsonText }
  /** Closing, and nothing in flight any more; how its steps ended. */
  | { readonly is: 'quiet'; readonly outcomes: ReadonlyMap<string, Outcome> };

/** Where a startable step stands. */
export type StepView =
  | { readonly is: 'over'; readonly outcome: Outcome }
  /** Its failure leaves it with nowhere to go. */
  | { readonly is: 'escapes'; readonly failure: Failure }
  /** An end that was reached: nothing else begins beside it. */
  | { readonly is: 'ends'; readonly command: Command }
  /** Pure, or its config is not computed yet. */
  | { readonly is: 'unevaluated' }
  /** `inFlight` keeps a closing frame open. */
  | { readonly is: 'working'; readonly inFlight: boolean };

/** A step about to be looked at. */
export type StepPlace = {
  readonly frame: Frame;
  readonly node: PlanNode;
  readonly path: string;
  readonly input: JsonText;
  readonly deliveries: readonly Delivery[];
  /** Outcomes of the frame so far. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};

/** Settles a frame as far as the facts go and says what to do next inside it. */
export function decideFrame(walk: Walk, frame: Frame): FrameStatus {
  const isClosing = frame.isClosing || walk.state.frames.get(frame.path)?.closing !== undefined;
  const here = isClosing === frame.isClosing ? frame : { ...frame, isClosing };
  const mark = walk.commands.length;
  const look = lookAtSteps(walk, here);
  if (isClosing) return look.inFlight ? { is: 'open' } : { is: 'quiet', outcomes: look.outcomes };
  const closing = look.escape ?? look.end;
  if (closing !== undefined) {
    stopFrame(walk, mark, closing);
    return { is: 'open' };
  }
  if (look.unevaluated) walk.commands.push(evaluateCommand(walk, here, look));
  if (look.unsettled) return { is: 'open' };
  return { is: 'done', output: frameOutput(walk, here, look.outcomes) };
}

/**
 * Asks for nothing but the closing of a frame: what was about to begin in it is taken back, because a step that begins
 * beside the closing entry would be begun in a closing frame. What is in flight is still looked after.
 */
export function stopFrame(walk: Walk, mark: number, closing: Command): void {
  const asked = walk.commands.splice(mark);
  walk.commands.push(closing, ...asked.filter((command) => command.do === 'resolve' || command.do === 'doubt'));
}

type Look = {
  readonly outcomes: Map<string, Outcome>;
  readonly underWay: string[];
  unsettled: boolean;
  unevaluated: boolean;
  inFlight: boolean;
  /** What closes the frame: a failure that escapes, or an end that was reached; the failure has happened already. */
  escape: Command | undefined;
  end: Command | undefined;
};

function lookAtSteps(walk: Walk, frame: Frame): Look {
  const look: Look = {
    outcomes: new Map(),
    underWay: [],
    unsettled: false,
    unevaluated: false,
    inFlight: false,
    escape: undefined,
    end: undefined,
  };
  for (const id of frame.body.order) {
    const node = nodeOf(walk.plan, id);
    if (node.kind === 'trigger') {
      look.outcomes.set(id, triggerOutcome(node, frame.trigger, frame.input));
      continue;
    }
    const ready = readiness(node, look.outcomes, frame.input);
    if (ready.is === 'skipped') look.outcomes.set(id, skippedOutcome);
    if (ready.is === 'pending') look.unsettled = true;
    if (ready.is === 'ready') lookAtStep(walk, look, placeOf(frame, node, ready.deliveries, look));
  }
  return look;
}

function placeOf(frame: Frame, node: PlanNode, deliveries: readonly Delivery[], look: Look): StepPlace {
  return {
    frame,
    node,
    path: stepPath(frame.path, node.id),
    input: inputOf(node, deliveries),
    deliveries,
    outcomes: look.outcomes,
  };
}

function lookAtStep(walk: Walk, look: Look, place: StepPlace): void {
  const view = decideStep(walk, place);
  if (view.is === 'over') {
    look.outcomes.set(place.node.id, view.outcome);
    return;
  }
  look.unsettled = true;
  if (view.is === 'unevaluated') look.unevaluated = true;
  if (view.is === 'working') {
    look.underWay.push(place.node.id);
    if (view.inFlight) look.inFlight = true;
  }
  if (view.is === 'ends') look.end ??= view.command;
  if (view.is === 'escapes') {
    const { failure } = view;
    look.underWay.push(place.node.id);
    look.escape ??= { do: 'close', frame: place.frame.path, cause: { by: 'failure', failure, node: place.node.id } };
  }
}

function frameOutput(walk: Walk, frame: Frame, outcomes: ReadonlyMap<string, Outcome>): JsonText {
  const answer = frame.body.order.find(
    (id) => nodeOf(walk.plan, id).type === 'respond' && hasAnswered(outcomes.get(id)),
  );
  // What the caller was answered is what the run came to, whatever it did afterwards.
  if (answer !== undefined) return outcomes.get(answer)?.output ?? toJsonText(null);
  const delivered = frame.body.sinks.flatMap((id) => {
    const outcome = outcomes.get(id);
    return outcome === undefined || outcome.skipped ? [] : [{ id, output: outcome.output }];
  });
  const [first, second] = delivered;
  if (first === undefined) return toJsonText(null);
  if (second === undefined) return first.output;
  // Assembled from JSON texts, so the whole is JSON text.
  return `{${delivered.map(({ id, output }) => `${JSON.stringify(id)}:${output}`).join(',')}}` as JsonText;
}

function hasAnswered(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.skipped !== true && !outcome.ports.includes('error');
}

function evaluateCommand(walk: Walk, frame: Frame, look: Look): Command {
  const unsettled = frame.body.order.filter((id) => !look.outcomes.has(id)).map((id) => nodeOf(walk.plan, id));
  const read = new Set(unsettled.flatMap((node) => [...node.incoming.map((edge) => edge.from), ...node.uses]));
  const outcomes: Record<string, SegmentOutcome> = {};
  for (const [id, outcome] of look.outcomes) outcomes[id] = asSegmentOutcome(outcome, read.has(id));
  const outer = Object.fromEntries(Object.entries(frame.outer).filter(([id]) => read.has(id)));
  return {
    do: 'evaluate',
    frame: frame.path,
    body: frame.scope,
    input: frame.input,
    outcomes,
    underWay: look.underWay,
    outer,
    bindings: frame.bindings,
  };
}

function asSegmentOutcome(outcome: Outcome, isRead: boolean): SegmentOutcome {
  if (outcome.skipped) return { ports: [], skipped: true };
  if (!isRead) return { ports: outcome.ports };
  return {
    ports: outcome.ports,
    output: outcome.output,
    ...(outcome.learned === undefined ? {} : { learned: outcome.learned }),
  };
}

/** `$steps` texts a body sees from the frames around it. */
export function outerResults(frame: Frame, outcomes: ReadonlyMap<string, Outcome>): Readonly<Record<string, JsonText>> {
  const results: Record<string, JsonText> = { ...frame.outer };
  for (const [id, outcome] of outcomes) if (!outcome.skipped) results[id] = outcome.learned ?? outcome.output;
  return results;
}
