import type { Failure } from '../failure.ts';
import type { JsonText } from '../json.ts';
import type { PlanNode } from '../plan/plan.ts';
import type { CloseCause, PageFolded } from './entry.ts';
import type { SegmentOutcome } from './segment-shape.ts';

/**
 * What the driver is asked to do next. The driver answers every command with entries; asking twice is harmless,
 * because entries are keyed by what they settle.
 */
export type Command =
  | EvaluateCommand
  | InvokeCommand
  | ResolveCommand
  | PerformCommand
  | BeginWaitCommand
  | AwaitCommand
  | OpenCommand
  | FoldPageCommand
  | DoubtCommand
  | CloseCommand
  | CloseFrameCommand
  | EndCommand
  | FinishCommand;

/** Evaluate the pure steps of a frame and the config of those that act next: one trip to the sandbox. */
export type EvaluateCommand = {
  readonly do: 'evaluate';
  readonly frame: string;
  /** Scope whose body it is, empty for the root, `undo:<node>` for one undo step. */
  readonly body: string;
  readonly input: JsonText;
  readonly outcomes: Readonly<Record<string, SegmentOutcome>>;
  readonly underWay: readonly string[];
  readonly outer: Readonly<Record<string, JsonText>>;
  readonly bindings: Readonly<Record<string, JsonText>>;
  /** Path that `prepared` gets, where the body is one undo step. */
  readonly undoPath?: string;
};

/** Attempt an effect, not before an instant. */
export type InvokeCommand = {
  readonly do: 'invoke';
  readonly path: string;
  readonly node: PlanNode;
  readonly attempt: number;
  readonly input: JsonText;
  /** Computed config fields by path, as JSON text. */
  readonly config: JsonText;
  readonly key: string | undefined;
  /** Epoch milliseconds; 0 for at once. */
  readonly notBefore: number;
  /** When the first attempt's intent was committed, for effects that write. */
  readonly firstIntentAt: number | undefined;
  /** True when an earlier attempt may have taken effect. */
  readonly repeated: boolean;
};

/** An intent without an outcome after a restart: send it again under its key, or put it in doubt. */
export type ResolveCommand = Omit<InvokeCommand, 'do' | 'notBefore'> & {
  readonly do: 'resolve';
  readonly idempotencyKey: string;
  readonly generation: number;
};

/** Carry out a local effect inside the commit. */
export type PerformCommand = {
  readonly do: 'perform';
  readonly path: string;
  readonly node: PlanNode;
  readonly input: JsonText;
  readonly config: JsonText;
};

/** Begin a wait: record it with its due time. */
export type BeginWaitCommand = {
  readonly do: 'begin-wait';
  readonly path: string;
  readonly node: PlanNode;
  readonly input: JsonText;
  readonly config: JsonText;
};

/** A wait is under way; when its time has come, it fires `duePort`. */
export type AwaitCommand = {
  readonly do: 'await';
  readonly path: string;
  readonly node: PlanNode;
  readonly dueAt: number | undefined;
  readonly duePort: string | undefined;
};

/** Fix the items of an `each`, or open the next attempt of a `retry`. */
export type OpenCommand = {
  readonly do: 'open';
  readonly path: string;
  readonly node: PlanNode;
  readonly config: JsonText;
  readonly input: JsonText;
  /** `retry`: the attempt to open, and when; undefined for the first opening of any scope. */
  readonly attempt: number | undefined;
  readonly notBefore: number;
  /** `retry`: the attempt before failed and its successor has no recorded time yet. */
  readonly schedule: boolean;
};

/** Every item of a page is over: fold it to its counts. */
export type FoldPageCommand = Omit<PageFolded, 'kind' | 'at'> & { readonly do: 'fold-page' };

/** A write is in doubt; only a person moves it on. */
export type DoubtCommand = {
  readonly do: 'doubt';
  readonly path: string;
  readonly node: PlanNode;
  readonly attempt: number;
  /** What came in: a write that happened hands it on as if it had answered. */
  readonly input: JsonText;
};

/** Stop a frame from starting work. */
export type CloseCommand = { readonly do: 'close'; readonly frame: string; readonly cause: CloseCause };

/** A frame is over. */
export type CloseFrameCommand = {
  readonly do: 'close-frame';
  readonly frame: string;
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly output?: JsonText;
  readonly failure?: Failure;
  readonly saga?: 'compensated' | 'stuck';
  /** True when an optional step gave up inside. */
  readonly degraded?: true;
};

/** An end node was reached: set the event aside, or fail with a name. */
export type EndCommand = {
  readonly do: 'end';
  readonly path: string;
  readonly frame: string;
  readonly node: PlanNode;
  readonly input: JsonText;
  readonly config: JsonText;
  readonly cause: Failure | undefined;
};

/** The run is over. */
export type FinishCommand = {
  readonly do: 'finish';
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly output?: JsonText;
  readonly failure?: Failure;
  readonly degraded: boolean;
  /** True when an end node already set the event aside. */
  readonly setAside: boolean;
};
