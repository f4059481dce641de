import type { Failure } from '#flow/failure.ts';
import type { PreparedStep, SegmentOutcome, SettledStep } from '#flow/interpret/segment-shape.ts';
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

/**
 * Frames on the channel, both ways: four little-endian fields, then the body.
 *
 * | bytes | field |
 * |---|---|
 * | 4 | length of the body in bytes |
 * | 1 | kind |
 * | 4 | number of the item it belongs to, or 0 |
 * | 4 | length of the header in UTF-16 code units |
 *
 * The body is UTF-8: a JSON header, then the texts one after another. The header holds a text as its position in
 * `texts`, the list of their lengths in code units; so payloads cross without being escaped a second time.
 */
export const frameHeadBytes = 13;

/** Kinds of frame. Below 16 the parent sends, above the child. */
export const frameKind = {
  boot: 1,
  program: 2,
  item: 3,
  probe: 4,
  ready: 16,
  started: 17,
  result: 18,
  probed: 19,
} as const;

/** A body longer than this is no message of ours, in bytes. */
export const maxFrameBytes = 64 * 1024 * 1024;

/** A message as a header carries it: every JSON text is its position in `texts`. */
export type Referenced<T> = T extends JsonText
  ? number
  : T extends Failure
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Referenced<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Referenced<T[Key]> }
        : T;

/** Header of every frame that carries texts. */
export type FrameHeader<T> = { readonly texts: readonly number[]; readonly value: Referenced<T> };

/** First frame a child gets; its one text is the source of JSONata. `addon` is the path of isolated-vm's binary. */
export type Boot = { readonly addon: string; readonly limits: SandboxLimits };

/** Budgets the child keeps by itself; the parent's wall clock and memory limits stand behind them. */
export type SandboxLimits = {
  /** One call into an isolate, in milliseconds. */
  readonly isolateMs: number;
  /** JSONata's own time limit, in milliseconds. */
  readonly expressionMs: number;
  /** JSONata's own depth limit. */
  readonly depth: number;
  /** Heap of one isolate, in megabytes. */
  readonly isolateMb: number;
  /** Longest text an expression reads or gives, in UTF-16 code units. */
  readonly textUnits: number;
  /** Isolates one child keeps. */
  readonly isolates: number;
  /** Resident memory of a child above which it gives up isolates, in megabytes; well below where the parent kills. */
  readonly residentMb: number;
  /** Evaluations after which a context is made anew. */
  readonly contextUses: number;
};

/** What the product ships with. */
export const sandboxLimits: SandboxLimits = {
  isolateMs: 500,
  expressionMs: 200,
  depth: 500,
  isolateMb: 64,
  textUnits: 1_048_576,
  isolates: 50,
  residentMb: 200,
  contextUses: 5_000,
};
