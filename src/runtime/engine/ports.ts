import type { JsonObject } from '#flow/json.ts';
import type { EffectResult, EffectStep } from '#flow/node-type/work.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { SandboxRequest, SandboxResult } from '#sandbox/messages.ts';

/** Wall clock and timers; virtual in the simulator. */
export type Clock = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Monotonic milliseconds; never jumps. */
  readonly mono: () => number;
  /** Calls back once after a delay of 0 to 2^31-1 ms; the returned function withdraws it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
};

/** Randomness: `next` gives a number in [0, 1). */
export type Random = { readonly next: () => number };

/** Makes public ids. */
export type Ids = {
  /** `prefix_` + UUIDv7, monotonic within a millisecond. */
  readonly next: (prefix: 'run' | 'apr' | 'dl' | 'aud' | 'ref') => string;
};

/** SHA-256 as 64 hex digits. */
export type Hash = (text: string) => string;

/** Evaluates in a sandbox child. Never rejects: a killed child is a refusal with `sandbox/killed`. */
export type Sandbox = {
  readonly evaluate: (plan: Plan | undefined, request: SandboxRequest) => Promise<SandboxResult>;
};

/** Carries out effects through node work, connections and egress. */
export type Effects = {
  /**
   * Runs one attempt. Never rejects; a bug in node work becomes `engine/node-broke`.
   *
   * @param signal aborts at the step's timeout, at a cancel and at shutdown
   */
  readonly invoke: (node: PlanNode, step: EffectStep, signal: AbortSignal) => Promise<EffectResult>;
  /** Whether the node's connection takes work now; a paused one names when to look again. */
  readonly gate: (
    node: PlanNode,
  ) => { readonly open: true } | { readonly open: false; readonly why: string; readonly untilMs?: number };
  /** How long a target of this node remembers keys, and how long a request may be in flight there, in milliseconds. */
  readonly memory: (node: PlanNode) => { readonly keyKeptForMs: number | undefined; readonly maxRequestTimeMs: number };
};

/** Operational log: one JSON line per event, facts as fields, never payloads. */
export type Log = {
  readonly info: (event: string, facts?: JsonObject) => void;
  readonly warn: (event: string, facts?: JsonObject) => void;
  readonly error: (event: string, facts?: JsonObject) => void;
};
