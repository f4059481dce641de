import type { Failure } from '../../failure.ts';
import type { JsonText } from '../../json.ts';
import type { ScopeClosed } from '../entry.ts';
import {
  decideFrame,
  type Frame,
  type FrameStatus,
  outerResults,
  type StepPlace,
  type StepView,
  type Walk,
} from '../frame.ts';
import { bodyOf } from '../settle.ts';
import type { StepFacts } from '../state.ts';
import { decideEach } from './each.ts';
import { decideRetry } from './retry.ts';
import { decideSaga } from './saga.ts';
import { decideTry } from './try.ts';

/** Looks at a scope: opens its frames, decides inside them, and settles when they are over. */
export function decideScope(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  switch (place.node.type) {
    case 'each':
      return decideEach(walk, place, facts);
    case 'retry':
      return decideRetry(walk, place, facts);
    case 'try':
      return decideTry(walk, place);
    case 'saga':
      return decideSaga(walk, place);
    default:
      throw new Error(`The interpreter knows no scope "${place.node.type}".`);
  }
}

/** The frame of one attempt or item of a scope. */
export function innerFrame(
  place: StepPlace,
  inner: { readonly path: string; readonly input: JsonText; readonly bindings?: Readonly<Record<string, JsonText>> },
  walk: Walk,
): Frame {
  return {
    path: inner.path,
    scope: place.node.id,
    body: bodyOf(walk.plan, place.node.id),
    input: inner.input,
    isClosing: place.frame.isClosing,
    bindings: inner.bindings === undefined ? place.frame.bindings : { ...place.frame.bindings, ...inner.bindings },
    outer: outerResults(place.frame, place.outcomes),
  };
}

/** How an inner frame stands after being decided: closed (by an entry), still open, or quiet under an outer closing. */
export type InnerStatus =
  | { readonly is: 'closed'; readonly entry: ScopeClosed }
  | { readonly is: 'open' }
  | { readonly is: 'quiet' };

/** Decides inside a frame and asks for its closing entry when it is over. */
export function decideInner(walk: Walk, frame: Frame): InnerStatus {
  const facts = walk.state.frames.get(frame.path);
  if (facts?.closed !== undefined) return { is: 'closed', entry: facts.closed };
  const { status, degraded } = decideApart(walk, frame);
  if (status.is === 'open') return { is: 'open' };
  if (status.is === 'done') {
    walk.commands.push({ do: 'close-frame', frame: frame.path, status: 'done', output: status.output, ...degraded });
    return { is: 'open' };
  }
  if (frame.isClosing) return { is: 'quiet' };
  walk.commands.push({ ...closedBy(walk, frame), ...degraded });
  return { is: 'open' };
}

/** Decides inside a frame and tells whether something in it is degraded: its closing entry says so when its steps are forgotten. */
export function decideApart(
  walk: Walk,
  frame: Frame,
): { readonly status: FrameStatus; readonly degraded: { readonly degraded?: true } } {
  const before = walk.degraded;
  walk.degraded = false;
  const status = decideFrame(walk, frame);
  const degraded = walk.degraded ? { degraded: true as const } : {};
  walk.degraded ||= before;
  return { status, degraded };
}

/** The closing entry of a frame that failed. */
export function closedBy(
  walk: Walk,
  frame: Frame,
): { readonly do: 'close-frame'; readonly frame: string; readonly status: 'failed'; readonly failure?: Failure } {
  const cause = walk.state.frames.get(frame.path)?.closing?.cause;
  const failure = cause === undefined || cause.by === 'cancel' ? undefined : cause.failure;
  return { do: 'close-frame', frame: frame.path, status: 'failed', ...(failure === undefined ? {} : { failure }) };
}

/** A frame's failure, or the sentence for a frame that set its event aside. */
export function failureOf(entry: ScopeClosed): Failure {
  return entry.failure ?? { code: 'flow/set-aside', kind: 'permanent', title: 'The steps inside set the event aside.' };
}
