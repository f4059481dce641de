import type { Json } from '#flow/json.ts';
import type { TriggerEvent } from '#flow/node-type/work.ts';
import type { HoldTarget, PollCursor, RunState } from '../store/command.ts';

/** What doors and services may ask of the engine; nothing else of it is visible to them. */
export type Engine = {
  /** Verified event in: keys evaluated, claimed, committed; resolves after the disk has it. */
  readonly acceptEvent: (event: IncomingEvent) => Promise<AcceptOutcome>;
  /** Closes the root of a run; `abandon` skips compensation. A second cancel does nothing. */
  readonly cancelRun: (run: string, by: string, reason: string, abandon?: true) => Promise<SignalOutcome>;
  /** Decides an open approval once; `shownHash` must be the hash of what the approver was shown. */
  readonly decideApproval: (decision: {
    approval: string;
    decision: 'approved' | 'rejected';
    by: string;
    shownHash: string;
    reason?: string;
    /** What the person filled in; judged against the approval's form. */
    form?: Json;
  }) => Promise<SignalOutcome>;
  /** Settles a write in doubt once: it happened (with its result), it did not and is sent now, or it is given up. */
  readonly settleDoubt: (settle: {
    run: string;
    path: string;
    resolution: 'happened' | 'send' | 'give-up';
    by: string;
    result?: Json;
    reason: string;
  }) => Promise<SignalOutcome>;
  /** Runs a dead letter or a past run again as a new, linked run; `again` forces a new generation of effect keys. */
  readonly replay: (replay: {
    deadLetter?: string;
    run?: string;
    by: string;
    reason: string;
    input?: Json;
    again?: true;
  }) => Promise<AcceptOutcome | SignalOutcome>;
  /** Stops effects of a flow, a connection or the whole runtime, or lets them go on. */
  readonly setHold: (command: {
    on: boolean;
    target: HoldTarget;
    by: string;
    reason: string;
  }) => Promise<SignalOutcome>;
  /** Lets the lane of a run that waits for a missing number, parked or not yet, go on without it. */
  readonly unparkLane: (command: { run: string; by: string; reason: string }) => Promise<SignalOutcome>;
  /** Resolves when the run has an answer or is final, or after the limit (milliseconds) with undefined. */
  readonly awaitAnswer: (run: string, limitMs: number) => Promise<Answer | undefined>;
  /** Calls the listener for every event from now on; the returned function ends that. A listener must not throw. */
  readonly subscribe: (listener: (event: EngineEvent) => void) => () => void;
};

/** An event whose sender was verified. */
export type IncomingEvent = {
  flow: string;
  /** Id of the trigger node in the live version of the flow. */
  triggerNode: string;
  event: TriggerEvent;
  /** Epoch milliseconds. */
  receivedAt: number;
  /** SHA-256 of the body as it came, 64 hex digits. */
  bodyHash: string;
  /** Who the audit names: `sender:<trigger>`, or a person's or token's name. */
  actor: string;
  /** Recognises the event where the trigger itself knows what repeats, such as a tick; else its config says. */
  dedupeKey?: string;
  /** Puts the run into a lane of its trigger's choosing, such as one tick after the other. */
  laneKey?: string;
  /** Where the trigger that polled it goes on; kept in the commit that takes the event in. */
  cursor?: PollCursor;
  /** Why a person started it; audited. */
  reason?: string;
};

/** What became of an event; both good kinds are durable when they are handed out. */
export type AcceptOutcome =
  | { kind: 'accepted' | 'duplicate'; run: string }
  | { kind: 'refused'; status: 422 | 503; code: string; reason: string; retryAfterMs?: number };

/** What became of a person's command. */
export type SignalOutcome = { kind: 'done' } | { kind: 'refused'; code: string; reason: string };

/** What a waiting sender gets: the flow's own answer, or the state in which the run ended without one. */
export type Answer =
  | { kind: 'answer'; status: number; contentType: string; body: string }
  | { kind: 'ended'; state: RunState };

/** A change of a run's state, told after the commit; a hint to look again, never the record. */
export type EngineEvent = { kind: 'run'; run: string; flow: string; state: RunState; at: number };
