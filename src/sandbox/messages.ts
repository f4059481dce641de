import type { Failure } from '#flow/failure.ts';
import type { JsonObject, JsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';

/** What the runtime asks the sandbox child. Only strings cross; there is no handle and no callback. */
export type SandboxRequest = SegmentRequest | EvalRequest;

/** Evaluates as many pure nodes of one frame as can be reached, and the config of what comes after them. */
export type SegmentRequest = {
  readonly kind: 'segment';
  /** Plan hash; the child was sent the program of that hash before. */
  readonly program: string;
  /** Scope node whose body this frame runs; empty for the root, and `undo:<node>` for one undo node. */
  readonly body: string;
  /** Frame path, part of the seed of `$random()`. */
  readonly frame: string;
  /** What the frame's starting nodes receive. */
  readonly input: JsonText;
  /** Root frame: the trigger that fired; its siblings are dead. */
  readonly trigger?: string;
  /** Steps of this frame that are over, by node id. */
  readonly outcomes: Readonly<Record<string, SegmentOutcome>>;
  /** Steps of this frame that are under way (prepared, intended, waiting); the segment leaves them alone. */
  readonly underWay: readonly string[];
  /** `$steps` results of enclosing frames, by node id. */
  readonly outer: Readonly<Record<string, JsonText>>;
  /** Values of `run`, `vars`, `trigger`, and in `each` `item` and `index`, by name without the dollar. */
  readonly bindings: Readonly<Record<string, JsonText>>;
  /** `$now()` and `$millis()`. */
  readonly now: number;
  readonly seed: number;
  /** Before accept: also evaluate the trigger's keys. */
  readonly keys?: true;
};

/** How a step of the frame ended, as far as the segment needs it. */
export type SegmentOutcome = {
  readonly ports: readonly string[];
  /** What its delivered edges carry. */
  readonly output?: JsonText;
  /** What `$steps.<id>` shows, where it is not the output. */
  readonly learned?: JsonText;
  readonly skipped?: true;
};

/** Evaluates one expression: the command line's and the designer's way in. */
export type EvalRequest = {
  readonly kind: 'eval';
  readonly expression: string;
  /** Undefined means JSONata's undefined input. */
  readonly input: JsonText | undefined;
  readonly bindings: Readonly<Record<string, JsonText>>;
  readonly now: number;
  readonly seed: number;
};

/** What the child answers, item by item. */
export type SandboxResult = SegmentResult | EvalResult | SandboxRefusal;

/** What a segment came to. */
export type SegmentResult = {
  readonly kind: 'segment';
  /** Pure steps that are over, in the order they were evaluated. */
  readonly settled: readonly SettledStep[];
  /** Steps that can act now, with their computed config. */
  readonly prepared: readonly PreparedStep[];
  readonly keys?: TriggerKeys;
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

/** The keys of a trigger: `undefined` where the config names none or the expression gave nothing. */
export type TriggerKeys = {
  readonly dedupe?: JsonText;
  readonly lane?: JsonText;
  readonly order?: JsonText;
  readonly correlation?: JsonText;
  readonly failure?: Failure;
};

/** The value of one expression; `text` is absent for JSONata's undefined. */
export type EvalResult = { readonly kind: 'eval'; readonly text?: JsonText };

/** The evaluation did not give a value: the guest's failure, a limit, or a killed child. */
export type SandboxRefusal = { readonly kind: 'refused'; readonly failure: Failure };

/** Everything the child must hold to evaluate a flow version. */
export type Program = { readonly hash: string; readonly plan: Plan };

/** What the parent learns of a child at start: effective flags and which probes were refused. */
export type ChildFacts = { readonly pid: number; readonly flags: readonly string[]; readonly probes: JsonObject };
