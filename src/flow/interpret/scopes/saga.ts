import { type JsonText, toJsonText } from '../../json.ts';
import type { PlanNode } from '../../plan/plan.ts';
import type { Intended } from '../entry.ts';
import type { Frame, StepPlace, StepView, Walk } from '../frame.ts';
import { attemptFrame, isInside, planNodeId, splitStep, stepPath, undoId } from '../path.ts';
import { failureData } from '../segment.ts';
import { nodeOf, type Outcome } from '../settle.ts';
import { stepFacts } from '../state.ts';
import { decideEffect, failed, lacksConfig } from '../step.ts';
import { closedBy, decideApart, failureOf, innerFrame } from './scope.ts';

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
  // Nothing inside has begun, so there is nothing to undo and nothing to say.
  if (frame.isClosing && !walk.state.frames.has(frame.path)) return { is: 'working', inFlight: false };
  const { status, degraded } = decideApart(walk, frame);
  if (status.is === 'open') return { is: 'working', inFlight: true };
  if (status.is === 'done') {
    walk.commands.push({ do: 'close-frame', frame: frame.path, status: 'done', output: status.output, ...degraded });
    return { is: 'working', inFlight: true };
  }
  const saga = compensate(walk, place, frame, status.outcomes);
  if (saga === 'under way') return { is: 'working', inFlight: true };
  const ownCause = walk.state.frames.get(frame.path)?.closing !== undefined;
  walk.commands.push({ ...closedBy(walk, frame), status: ownCause ? 'failed' : 'cancelled', saga, ...degraded });
  return { is: 'working', inFlight: true };
}

/** One recorded write to undo. */
type Undo = { readonly order: number; readonly node: PlanNode; readonly undo: PlanNode; readonly input: JsonText };

function compensate(
  walk: Walk,
  place: StepPlace,
  frame: Frame,
  outcomes: ReadonlyMap<string, Outcome>,
): 'compensated' | 'stuck' | 'under way' {
  const writes = writesInside(walk, frame.path);
  // Past the pivot there is no way back: a person takes it forward.
  if (isPastPivot(walk, frame, outcomes) || writes.some(mayBePivot)) return 'stuck';
  const undone = undoneInside(walk, frame.path);
  for (const write of writes) {
    if (write.node.compensate === undefined || write.outcome === 'refused') continue;
    if (undone.has(undoId(write.node.compensate, write.order))) continue;
    const undo = nodeOf(walk.plan, write.node.compensate);
    const view = decideUndo(walk, place, frame, {
      order: write.order,
      node: write.node,
      undo,
      input: undoInput(write),
    });
    if (view.is === 'escapes') return 'stuck';
    if (view.is === 'over') continue;
    // Abandoned: no further undo begins, and what is left undone is left to a person.
    return isAbandoned(walk) && !(view.is === 'working' && view.inFlight) ? 'stuck' : 'under way';
  }
  return 'compensated';
}

function isAbandoned(walk: Walk): boolean {
  return walk.state.cancel?.abandon === true;
}

/** The pivot may be any step of the body, a scope as well: it is behind the saga when its first success port fired. */
function isPastPivot(walk: Walk, frame: Frame, outcomes: ReadonlyMap<string, Outcome>): boolean {
  return frame.body.order.some((id) => {
    const node = nodeOf(walk.plan, id);
    const outcome = outcomes.get(id);
    if (!node.pivot || outcome === undefined || outcome.skipped) return false;
    if (node.kind === 'scope') return outcome.ports.includes(node.ports[0] ?? 'done');
    return outcome.ports.some((port) => port !== 'error');
  });
}

/** A pivot nobody can tell the outcome of counts as behind us: undoing around it could undo half. */
function mayBePivot(write: Write): boolean {
  return write.node.pivot && write.outcome !== 'refused';
}

/** Undo steps that inner sagas have carried out already. */
function undoneInside(walk: Walk, frame: string): ReadonlySet<string> {
  const undone = new Set<string>();
  for (const [key, { path, port }] of walk.state.outcomes) {
    const step = splitStep(path);
    if (!step.node.startsWith('~') || step.frame === frame || !isInside(path, frame)) continue;
    if (port !== undefined || walk.state.verdicts.get(key)?.resolution === 'happened') undone.add(step.node);
  }
  return undone;
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
  const ends = intents.map((intent) => attemptEnd(walk, `${path}@${intent.attempt}`));
  const done = ends.find((end) => end.is === 'done');
  const outcome = done !== undefined ? 'done' : ends.every((end) => end.is === 'refused') ? 'refused' : 'unknown';
  const node = nodeOf(walk.plan, planNodeId(splitStep(path).node));
  return { order: first.order, node, intent: first, outcome, result: done?.result };
}

type AttemptEnd = { readonly is: Write['outcome']; readonly result?: JsonText | undefined };

/** What is known of one attempt: its answer, else what a person said of it, else nothing. */
function attemptEnd(walk: Walk, key: string): AttemptEnd {
  const attempted = walk.state.outcomes.get(key);
  if (attempted?.port !== undefined) return { is: 'done', result: attempted.learned ?? attempted.output };
  const verdict = attempted?.doubt ? walk.state.verdicts.get(key) : undefined;
  if (verdict?.resolution === 'happened') return { is: 'done', result: verdict.learned ?? verdict.output };
  if (verdict?.resolution === 'send') return { is: 'refused' };
  const isRefusal = attempted?.failure !== undefined && attempted.failure.unknown !== true && attempted.doubt !== true;
  return { is: isRefusal ? 'refused' : 'unknown' };
}

function undoInput(write: Write): JsonText {
  const result = write.result === undefined ? '' : `,"result":${write.result}`;
  // Assembled from JSON texts, so the whole is JSON text.
  return `{"input":${write.intent.input ?? 'null'}${result},"outcome":"${write.outcome}"}` as JsonText;
}

function decideUndo(walk: Walk, place: StepPlace, frame: Frame, undo: Undo): StepView {
  const path = stepPath(frame.path, undoId(undo.undo.id, undo.order));
  const undoPlace: StepPlace = {
    frame: { ...frame, isClosing: isAbandoned(walk) },
    node: undo.undo,
    path,
    input: undo.input,
    deliveries: [{ from: '', input: undo.input }],
    outcomes: place.outcomes,
  };
  const facts = stepFacts(walk.state, path);
  if (facts?.settled?.failure !== undefined) return failed(walk, undoPlace, facts.settled.failure);
  if (lacksConfig(undoPlace, facts)) {
    if (isAbandoned(walk)) return { is: 'working', inFlight: false };
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
