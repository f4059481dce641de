import { type Failure, permanent } from '../../failure.ts';
import type { StepPlace, Walk } from '../frame.ts';
import { stoppedFrame } from '../path.ts';

/** Items that must be over before a share of them says anything. */
const fewestItems = 20;

/** Items of an `each` that are over, of all its pages. */
export type Tally = { readonly over: number; readonly failed: number };

/** The failure a list is stopped with, and whether its entry is there. */
export type TooMany = { readonly failure: Failure; readonly isRecorded: boolean };

/**
 * Why a list is stopped because too many of its items failed, or undefined while it is not. Asks for an entry that says
 * so: items under way may still come out well, and must not set the list going again.
 */
export function tooManyFailed(walk: Walk, place: StepPlace, tally: Tally): TooMany | undefined {
  const allowed = place.node.config.errorThreshold;
  if (typeof allowed !== 'string') return undefined;
  const frame = stoppedFrame(place.path);
  const cause = walk.state.frames.get(frame)?.closing?.cause;
  if (cause?.by === 'stop') return { failure: cause.failure, isRecorded: true };
  const isTooMany = tally.over >= fewestItems && tally.failed * 100 > tally.over * Number.parseFloat(allowed);
  if (!isTooMany || place.frame.isClosing) return undefined;
  const failure = permanent(
    'each/too-many-failed',
    `${tally.failed} of the first ${tally.over} items failed; at most ${allowed} may. Look at the failures, then replay.`,
  );
  walk.commands.push({ do: 'close', frame, cause: { by: 'stop', failure, node: place.node.id } });
  return { failure, isRecorded: false };
}
