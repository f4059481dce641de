import type { Failure } from '#flow/failure.ts';
import type { JsonObject, JsonText } from '#flow/json.ts';
import type { NewRun, RunState } from './command.ts';

/** Facts derived from entries; applied in the same transaction, idempotent under their keys. */
export type Change =
  | {
      readonly kind: 'run';
      readonly state: RunState;
      readonly endedAt?: number;
      readonly output?: JsonText;
      readonly failure?: Failure;
      readonly waitingFor?: string;
      readonly key?: string;
      readonly degraded?: true;
    }
  | { readonly kind: 'timer'; readonly path: string; readonly at: number }
  | { readonly kind: 'timer-clear'; readonly path: string }
  | { readonly kind: 'approval'; readonly approval: NewApproval }
  | {
      readonly kind: 'approval-withdraw';
      readonly path: string;
      readonly state: 'expired' | 'withdrawn';
      readonly at: number;
    }
  | { readonly kind: 'dead-letter'; readonly deadLetter: NewDeadLetter }
  | { readonly kind: 'intent'; readonly effect: EffectIntent }
  | { readonly kind: 'outcome'; readonly effect: EffectOutcome }
  | {
      readonly kind: 'doubt';
      readonly path: string;
      readonly open: boolean;
      readonly at: number;
      readonly title: string;
    }
  | { readonly kind: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'milestone'; readonly name: string; readonly businessKey?: string; readonly at: number }
  | { readonly kind: 'lane-release' }
  /** Another run begins with this commit: the flow that handles a failure. Its id is among the woken ones. */
  | { readonly kind: 'start'; readonly run: NewRun; readonly frame: string; readonly audit: AuditFact }
  | { readonly kind: 'claim-free' }
  | { readonly kind: 'audit'; readonly entry: AuditFact };

export type NewApproval = {
  readonly id: string;
  readonly path: string;
  readonly node: string;
  readonly group: string;
  readonly title: string;
  /** What the approver is shown, as JSON; its hash binds the decision. */
  readonly shown: JsonText;
  readonly shownHash: string;
  readonly openedAt: number;
  readonly dueAt?: number;
};

export type NewDeadLetter = {
  readonly id: string;
  /** Path of the step that set it aside; empty when the run failed without such a step. */
  readonly path: string;
  readonly node: string;
  readonly owner: string;
  readonly hint?: string;
  readonly cause?: Failure;
  readonly at: number;
};

/** A write about to be sent, entered into the ledger of effects under its key. */
export type EffectIntent = {
  readonly key: string;
  readonly generation: number;
  readonly path: string;
  readonly attempt: number;
  readonly connection: string;
  readonly requestHash: string;
  readonly at: number;
  /** What to do when another run left an intent under this key without an outcome. */
  readonly ifOpen: 'take-over' | 'report';
};

/** How a write ended: it happened, it was definitely refused, or nobody knows. */
export type EffectOutcome = {
  readonly key: string;
  readonly generation: number;
  readonly outcome: 'done' | 'refused' | 'unknown';
  readonly port?: string;
  readonly result?: JsonText;
  readonly at: number;
};

/** Who did what to what, and when. */
export type AuditFact = {
  readonly at: number;
  /** `system`, `sender:<trigger>`, or a person's or token's name. */
  readonly actor: string;
  /** Constant, such as `run.accepted`, `effect.sent`, `approval.decided`. */
  readonly action: string;
  /** What it was done to: a run, flow, connection or secret name. */
  readonly subject: string;
  readonly detail?: JsonObject;
};
