import type { Failure } from '../failure.ts';
import type { JsonText } from '../json.ts';

/** How a step of the frame ended, as far as a segment needs it. */
export type SegmentOutcome = {
  readonly ports: readonly string[];
  /** What its delivered edges carry; absent where nothing still to come reads it. */
  readonly output?: JsonText;
  /** What `$steps.<id>` shows, where it is not the output. */
  readonly learned?: JsonText;
  readonly skipped?: true;
};

/** One pure step that is over. */
export type SettledStep = {
  readonly id: string;
  readonly ports: readonly string[];
  readonly output?: JsonText;
  readonly learned?: JsonText;
  readonly failure?: Failure;
};

/** One step whose config was computed; a failure here is the step's failure, before anything was sent. */
export type PreparedStep = {
  readonly id: string;
  readonly config: JsonText;
  readonly key?: string;
  readonly failure?: Failure;
};
