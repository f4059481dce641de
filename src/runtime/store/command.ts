import type { JsonObject, JsonText } from '#flow/json.ts';
import type { AuditFact, Change } from './change.ts';

/** A run's states. */
export type RunState =
  | 'accepted'
  | 'running'
  | 'waiting'
  | 'closing'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'superseded';

export type StoreCommand =
  | AcceptCommand
  | AppendCommand
  | DecideApprovalCommand
  | CloseDeadLetterCommand
  | HoldCommand
  | LookAtLaneCommand
  | UnparkLaneCommand
  | RefusedCallCommand
  | DeployCommand
  | RetireCommand
  | KeepBundleCommand
  | RefuseBundleCommand
  | ActivateCommand
  | RollbackCommand
  | SecretCommand
  | TickCommand
  | PollCursorCommand
  | ClaimStepCommand
  | TakeTurnCommand
  | AuditCommand;

/** Takes an event in: claim, run, journal, lane and audit in one transaction. */
export type AcceptCommand = {
  readonly kind: 'accept';
  readonly run: NewRun;
  readonly claim?: Claim;
  readonly lane?: LaneRequest;
  /** The dead letter this run replays: closed with it, and a closed one refuses the whole command. */
  readonly closes?: { readonly deadLetter: string; readonly by: string; readonly at: number; readonly reason?: string };
  /** Where a polling trigger goes on after this event; kept also where the event turns out to be a duplicate. */
  readonly cursor?: PollCursor;
  /** First journal frame: a JSON list of entries. */
  readonly frame: string;
  readonly changes: readonly Change[];
};

/** The run row at birth. */
export type NewRun = {
  readonly id: string;
  readonly environment: string;
  readonly flow: string;
  readonly version: string;
  readonly plan: string;
  readonly trigger: string;
  /** Business key shown to people. */
  readonly key?: string;
  /** First run of the chain of replays: its own id unless this is a replay. */
  readonly origin: string;
  /** The run this one replays or was started by. */
  readonly parent?: string;
  /** A replay on purpose: its effects get a new generation of keys. */
  readonly again?: true;
  readonly acceptedAt: number;
  readonly state: RunState;
};

/** Recognises the same incoming event twice, under (environment, flow, trigger's first id). */
export type Claim = {
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the body: same key with another body is a duplicate all the same, and counted. */
  readonly bodyHash: string;
  readonly expiresAt: number;
};

/** Puts the run into the lane of one key. */
export type LaneRequest = {
  readonly scope: string;
  readonly key: string;
  /** Position the sender gave, where the trigger names one: integers compare as numbers, other text by code point. */
  readonly order?: string;
  /** How long the lane waits for a number that is missing before this one; absent where numbers need not be consecutive. */
  readonly gapMs?: number;
  /** A failed run keeps its lane until replayed or closed, or lets the next one go. */
  readonly onFailure: 'hold' | 'continue';
  /** A replay takes the place of this run in its lane. */
  readonly insteadOf?: string;
};

/** Adds entries to a run's journal and everything derived from them. */
export type AppendCommand = {
  readonly kind: 'append';
  readonly run: string;
  /** Number of frames the writer believes are there; another number refuses the append. */
  readonly expectedSeq: number;
  readonly frame: string;
  readonly changes: readonly Change[];
  /** The frame stands for every frame before it: whoever drives the run reads from here on. */
  readonly snapshot?: true;
};

/** Decides an approval, once: the entry is appended only when the approval is still open. */
export type DecideApprovalCommand = {
  readonly kind: 'decide-approval';
  readonly approval: string;
  readonly expectedSeq: number;
  readonly frame: string;
  readonly decision: 'approved' | 'rejected';
  readonly by: string;
  readonly at: number;
  readonly reason?: string;
  /** SHA-256 of what the approver was shown; another value refuses the decision. */
  readonly shownHash: string;
  readonly changes: readonly Change[];
};

/** Closes a dead letter: replayed (with the new run's id) or closed with a reason. */
export type CloseDeadLetterCommand = {
  readonly kind: 'close-dead-letter';
  readonly deadLetter: string;
  readonly state: 'replayed' | 'closed';
  readonly by: string;
  readonly at: number;
  readonly reason?: string;
  readonly changes: readonly Change[];
};

/** Stops effects of a flow, a connection or the whole runtime, or lets them go on. */
export type HoldCommand = {
  readonly kind: 'hold' | 'unhold';
  readonly target: HoldTarget;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
};

/** Looks whether the number a run waits for is overdue: the lane is then parked, for a person or the missing event. */
export type LookAtLaneCommand = { readonly kind: 'look-at-lane'; readonly run: string; readonly at: number };

/** Lets the lane a run stands in go on without the missing number. */
export type UnparkLaneCommand = {
  readonly kind: 'unpark-lane';
  readonly run: string;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
};

export type HoldTarget = { readonly kind: 'flow' | 'connection'; readonly id: string } | { readonly kind: 'runtime' };

/** Notes a refused call with its reason; never with its body. */
export type RefusedCallCommand = {
  readonly kind: 'refused-call';
  readonly at: number;
  readonly path: string;
  readonly method: string;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
};

/** Makes a flow version known and live for new events. */
export type DeployCommand = {
  readonly kind: 'deploy';
  readonly environment: string;
  readonly flow: string;
  readonly version: string;
  readonly plan: string;
  readonly planText: string;
  readonly by: string;
  readonly at: number;
};

/** Takes a flow off: it takes no new events; runs under way go on. */
export type RetireCommand = {
  readonly kind: 'retire';
  readonly environment: string;
  readonly flow: string;
  readonly by: string;
  readonly at: number;
};

/** Where a bundle stands in an environment. */
export type BundleState = 'admitted' | 'live' | 'retired' | 'refused';

/** Keeps a bundle that was admitted, or what it is signed with now; its state stays where it is known already. */
export type KeepBundleCommand = {
  readonly kind: 'keep-bundle';
  readonly environment: string;
  /** SHA-256 of its manifest. */
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly manifest: JsonText;
  /** Every signature it has, as a JSON list. */
  readonly signatures: JsonText;
  readonly by: string;
  readonly at: number;
  readonly audit: AuditFact;
};

/** Notes that a bundle was refused and why; its bytes are not kept, and one that was admitted before stays so. */
export type RefuseBundleCommand = {
  readonly kind: 'refuse-bundle';
  readonly environment: string;
  /** Digest of its manifest, or of its bytes where no manifest can be read. */
  readonly digest: string;
  readonly code: string;
  readonly why: string;
  readonly by: string;
  readonly at: number;
};

/** Makes every flow of a bundle live for new events: all of them or none. */
export type ActivateCommand = {
  readonly kind: 'activate';
  readonly environment: string;
  readonly bundle: string;
  readonly flows: readonly {
    readonly flow: string;
    readonly version: string;
    readonly plan: string;
    readonly planText: string;
  }[];
  /** What it stood on when it went live, for comparing later. */
  readonly surroundings: JsonText;
  readonly by: string;
  readonly at: number;
  /** What the audit says beside the flows. */
  readonly detail: JsonObject;
};

/** Takes a bundle off: each of its flows goes back to what was live before it, or off where there was nothing. */
export type RollbackCommand = {
  readonly kind: 'rollback';
  readonly environment: string;
  readonly bundle: string;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
  /** Somebody goes back, or nobody approved an emergency in time. */
  readonly why: 'rolled-back' | 'lapsed';
};

/** Stores a sealed secret; the store never sees a plain value. */
export type SecretCommand = {
  readonly kind: 'put-secret';
  readonly name: string;
  readonly sealed: string;
  readonly by: string;
  readonly at: number;
};

/** Remembers the last tick of a clock trigger, so that one tick starts one run across restarts. */
export type TickCommand = { readonly kind: 'tick'; readonly scope: string; readonly tickAt: number };

/** How far a polling trigger has read, under (environment, flow, trigger's first id). */
export type PollCursor = {
  readonly scope: string;
  /** What the trigger's own work reads and writes; the store does not look inside. */
  readonly cursor: JsonText;
};

/** Moves a polling trigger on where no event does. */
export type PollCursorCommand = { readonly kind: 'poll-cursor' } & PollCursor;

/**
 * Takes a key for a step of a run, or finds out who has it. Asked again for the same owner, it is theirs again, so that
 * a crash between this commit and the run's own loses nothing.
 */
export type ClaimStepCommand = {
  readonly kind: 'claim-step';
  readonly run: string;
  /** Environment, flow, and the first id of the step. */
  readonly scope: string;
  readonly key: string;
  /** The same for every attempt, resume and replay of the run; differs from item to item. */
  readonly owner: string;
  readonly at: number;
  readonly expiresAt: number;
};

/** Gives out the next free turn of a rate that every run of a flow shares. */
export type TakeTurnCommand = {
  readonly kind: 'take-turn';
  readonly scope: string;
  /** Turns of different keys do not wait for each other. */
  readonly key: string;
  readonly at: number;
  /** Between two turns, in milliseconds; fractions count. */
  readonly intervalMs: number;
  /** How many may go at once after a quiet time, 1 or more. */
  readonly burst: number;
};

/** An audit entry without another fact. */
export type AuditCommand = { readonly kind: 'audit'; readonly entry: AuditFact };

export type CommitOutcome =
  | {
      readonly kind: 'accepted';
      readonly run: string;
      readonly seq: number;
      readonly lane: 'none' | 'holds' | 'queued' | 'superseded';
      /** Runs that now hold their lane, where the new run gave one up at once. */
      readonly woken?: readonly string[];
    }
  /** The event was accepted before; nothing was written but the count. */
  | { readonly kind: 'duplicate'; readonly run: string; readonly sameBody: boolean }
  /** `woken` lists runs that now hold their lane. */
  | { readonly kind: 'appended'; readonly seq: number; readonly woken: readonly string[] }
  /** Another writer was faster; read the run again. */
  | { readonly kind: 'stale'; readonly seq: number }
  /** The write of an intent already took effect under its key; nothing was written. */
  | {
      readonly kind: 'effect-done';
      readonly key: string;
      readonly requestHash: string;
      readonly port: string;
      readonly result: JsonText;
    }
  /** An intent under this key is open elsewhere and the command asked for a report; nothing was written. */
  | { readonly kind: 'effect-open'; readonly key: string; readonly run: string; readonly at: number }
  /** A step has its key; `by` names the run that had it before, where it was another one. */
  | { readonly kind: 'claimed'; readonly by?: string }
  /** When the turn is, epoch milliseconds; now or later. */
  | { readonly kind: 'turn'; readonly at: number }
  /** A condition of the command did not hold, such as an approval that is no longer open; nothing was written. */
  | {
      readonly kind: 'refused';
      readonly why: 'approval-closed' | 'shown-changed' | 'dead-letter-closed' | 'no-such-thing';
    }
  | {
      readonly kind: 'done';
      readonly woken: readonly string[];
      /** When to look at the lane again, epoch milliseconds. */
      readonly lookAt?: number;
      /** The lane has just been parked. */
      readonly parked?: true;
    };

const finalStates: ReadonlySet<RunState> = new Set(['succeeded', 'failed', 'cancelled', 'superseded']);

/** True for states that never change again. */
export function isFinal(state: RunState): boolean {
  return finalStates.has(state);
}
