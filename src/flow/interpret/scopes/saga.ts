import { type JsonText, toJsonText } from '../../json.ts';
import type { PlanNode } from '../../plan/plan.ts';
import type { Attempted, Intended } from '../entry.ts';
import { decideFrame, type Frame, type StepPlace, type StepView, type Walk } from '../frame.ts';
import { attemptFrame, isInside, planNodeId, splitStep, stepPath, undoId } from '../path.ts';
import { failureData } from '../segment.ts';
import { nodeOf } from '../settle.ts';
import { stepFacts } from '../state.ts';
import { decideEffect, failed, lacksConfig } from '../step.ts';
import { closedBy, failureOf, innerFrame } from './scope.ts';

/** `saga`: all steps, or every step with a recorded write undone in reverse order of their intents. */
export function decideSaga(walk: Walk, place: StepPlace): StepView {
  const frame = innerFrame(place, { path: attemptFrame(place.path, 1), input: place.input }, walk);
  const closed = walk.state.frames.get(frame.path)?.closed;
  if (closed === undefined) return decideOpenSaga(walk, place, frame);
  if (closed.status === 'done')
    return { is: 'over', outcome: { ports: ['completed'], output: closed.output ?? place.input } };
  const failure = failureOf(closed);
  const port = closed.saga ?? 'compensated';
  if (closed.status === 'cancelled') return { is: 'working', inFlight: false };
  if ((place.node.next[port]?.length ?? 0) === 0) return failed(walk, place, failure);
  return {
    is: 'over',
    outcome: { ports: [port], output: place.input, learned: toJsonText({ failure: failureData(failure) }) },
  };
}

function decideOpenSaga(walk: Walk, place: StepPlace, frame: Frame): StepView {
  const status = decideFrame(walk, frame);
  if (status.is === 'open') return { is: 'working', inFlight: true };
  if (status.is === 'done') {
    walk.commands.push({ do: 'close-frame', frame: frame.path, status: 'done', output: status.output });
    return { is: 'working', inFlight: true };
  }
  const undone = walk.state.cancel?.abandon ? 'compensated' : compensate(walk, place, frame);
  if (undone === 'under way') return { is: 'working', inFlight: true };
  const ownCause = walk.state.frames.get(frame.path)?.closing !== undefined;
  walk.commands.push({ ...closedBy(walk, frame), status: ownCause ? 'failed' : 'cancelled', saga: undone });
  return { is: 'working', inFlight: true };
}

/** One recorded write to undo. */
type Undo = { readonly order: number; readonly node: PlanNode; readonly undo: PlanNode; readonly input: JsonText };

function compensate(walk: Walk, place: StepPlace, frame: Frame): 'compensated' | 'stuck' | 'under way' {
  const writes = writesInside(walk, frame.path);
  // Past the pivot there is no way back: a person takes it forward.
  if (writes.some((write) => write.node.pivot && write.outcome === 'done')) return 'stuck';
  for (const write of writes) {
    if (write.node.compensate === undefined || write.outcome === 'refused') continue;
    const undo = nodeOf(walk.plan, write.node.compensate);
    const view = decideUndo(walk, place, frame, {
      order: write.order,
      node: write.node,
      undo,
      input: undoInput(write),
    });
    if (view.is === 'escapes') return 'stuck';
    if (view.is !== 'over') return 'under way';
  }
  return 'compensated';
}

type Write = {
  readonly order: number;
  readonly node: PlanNode;
  readonly intent: Intended;
  readonly outcome: 'done' | 'unknown' | 'refused';
  readonly result: JsonText | undefined;
};

/** Every step inside with a write intent, last first; steps of inner scopes count. */
function writesInside(walk: Walk, frame: string): readonly Write[] {
  const byPath = new Map<string, Intended[]>();
  for (const intent of walk.state.intents.values()) {
    if (!isInside(intent.path, frame) || splitStep(intent.path).node.startsWith('~')) continue;
    byPath.set(intent.path, [...(byPath.get(intent.path) ?? []), intent]);
  }
  const writes = [...byPath.entries()].map(([path, intents]) => writeOf(walk, path, intents));
  return writes.sort((a, b) => b.order - a.order);
}

function writeOf(walk: Walk, path: string, intents: readonly Intended[]): Write {
  const first = intents.reduce((a, b) => (a.order < b.order ? a : b));
  const outcomes = intents.map((intent) => walk.state.outcomes.get(`${path}@${intent.attempt}`));
  const done = outcomes.find((outcome) => outcome?.port !== undefined);
  const outcome = done !== undefined ? 'done' : outcomes.every(isDefiniteRefusal) ? 'refused' : 'unknown';
  const node = nodeOf(walk.plan, planNodeId(splitStep(path).node));
  return { order: first.order, node, intent: first, outcome, result: done?.learned ?? done?.output };
}

function isDefiniteRefusal(outcome: Attempted | undefined): boolean {
  return outcome?.failure !== undefined && outcome.failure.unknown !== true && outcome.doubt !== true;
}

function undoInput(write: Write): JsonText {
  const result = write.result === undefined ? '' : `,"result":${write.result}`;
  // Assembled from JSON texts, so the whole is JSON text.
  return `{"input":${write.intent.input ?? 'null'}${result},"outcome":"${write.outcome}"}` as JsonText;
}

function decideUndo(walk: Walk, place: StepPlace, frame: Frame, undo: Undo): StepView {
  const path = stepPath(frame.path, undoId(undo.undo.id, undo.order));
  const undoPlace: StepPlace = {
    frame: { ...frame, isClosing: false },
    node: undo.undo,
    path,
    input: undo.input,
    deliveries: [{ from: '', input: undo.input }],
    outcomes: place.outcomes,
  };
  const facts = stepFacts(walk.state, path);
  if (facts?.settled?.failure !== undefined) return failed(walk, undoPlace, facts.settled.failure);
  if (lacksConfig(undoPlace, facts)) {
    const { bindings, outer } = frame;
    walk.commands.push({
      do: 'evaluate',
      frame: frame.path,
      body: `undo:${undo.undo.id}`,
      input: undo.input,
      outcomes: {},
      underWay: [],
      outer,
      bindings,
      undoPath: path,
    });
    return { is: 'working', inFlight: true };
  }
  return decideEffect(walk, undoPlace, facts);
}
