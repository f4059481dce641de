import type { Failure } from '#flow/failure.ts';
import type { JsonObject, JsonText } from '#flow/json.ts';

/**
 * The store port. Everything that must survive goes through `commit`; one command is atomic, and its outcome is only
 * handed out after the disk has it. The engine relies on four promises and no more (architecture.md §3): fenced
 * append, idempotent projection, signals as appends, leased acquire.
 */
export type Store = StoreWrites & StoreReads & AsyncDisposable;

/** The writing half. */
export type StoreWrites = {
  /**
   * Makes one command true and durable.
   *
   * @throws StoreUnavailable when the disk refuses (full, read-only, I/O error); nothing of the command happened
   */
  readonly commit: (command: StoreCommand) => Promise<CommitOutcome>;
};

/** Thrown by `commit` when the disk cannot take the command; the caller keeps its result and tries again. */
export class StoreUnavailable extends Error {
  readonly reason: 'disk-full' | 'io' | 'closed';
  constructor(reason: 'disk-full' | 'io' | 'closed', cause?: unknown) {
    super(`The store refuses writes: ${reason}.`, { cause });
    this.name = 'StoreUnavailable';
    this.reason = reason;
  }
}

/** Thrown by a read that overran its deadline; the store goes on, the caller may ask again or ask for less. */
export class StoreBusy extends Error {
  readonly read: string;
  constructor(read: string) {
    super(`The store did not answer "${read}" in time. Ask again, or narrow the question.`);
    this.name = 'StoreBusy';
    this.read = read;
  }
}

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
  | RefusedCallCommand
  | DeployCommand
  | SecretCommand
  | TickCommand
  | AuditCommand;

/** Takes an event in: claim, run, journal, lane and audit in one transaction. */
export type AcceptCommand = {
  readonly kind: 'accept';
  readonly run: NewRun;
  readonly claim?: Claim;
  readonly lane?: LaneRequest;
  /** The dead letter this run replays: closed with it, and a closed one refuses the whole command. */
  readonly closes?: { readonly deadLetter: string; readonly by: string; readonly at: number; readonly reason?: string };
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

/** An audit entry without another fact. */
export type AuditCommand = { readonly kind: 'audit'; readonly entry: AuditFact };

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
  /** A condition of the command did not hold, such as an approval that is no longer open; nothing was written. */
  | {
      readonly kind: 'refused';
      readonly why: 'approval-closed' | 'shown-changed' | 'dead-letter-closed' | 'no-such-thing';
    }
  | { readonly kind: 'done'; readonly woken: readonly string[] };

/** The reading half. Lists are keyset-paged: `cursor` is what the last page gave as `next`. */
export type StoreReads = {
  readonly loadRun: (id: string) => Promise<StoredRun | undefined>;
  readonly listRuns: (filter: RunFilter) => Promise<Page<RunRow>>;
  /** Runs to drive after a restart: accepted, running or closing, and not queued in a lane. */
  readonly openRuns: (cursor: string | undefined, limit: number) => Promise<Page<{ readonly id: string }>>;
  /** Runs whose timers are due, earliest first; the same run once. */
  readonly dueTimers: (
    now: number,
    limit: number,
  ) => Promise<readonly { readonly run: string; readonly path: string; readonly at: number }[]>;
  readonly nextTimerAt: () => Promise<number | undefined>;
  readonly findEffect: (key: string) => Promise<StoredEffect | undefined>;
  readonly listApprovals: (filter: {
    readonly state?: string;
    readonly group?: string;
    readonly run?: string;
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<Page<ApprovalRow>>;
  readonly loadApproval: (id: string) => Promise<ApprovalRow | undefined>;
  readonly listDeadLetters: (filter: {
    readonly state?: string;
    readonly flow?: string;
    readonly owner?: string;
    readonly run?: string;
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<Page<DeadLetterRow>>;
  readonly loadDeadLetter: (id: string) => Promise<DeadLetterRow | undefined>;
  readonly listAudit: (filter: {
    readonly subject?: string;
    readonly action?: string;
    readonly afterSeq?: number;
    readonly limit: number;
  }) => Promise<Page<AuditRow>>;
  readonly listRefused: (limit: number, cursor?: string) => Promise<Page<RefusedRow>>;
  readonly listHolds: () => Promise<readonly HoldRow[]>;
  readonly listDoubts: (
    limit: number,
    cursor?: string,
  ) => Promise<
    Page<{
      readonly run: string;
      readonly flow: string;
      readonly path: string;
      readonly title: string;
      readonly openedAt: number;
    }>
  >;
  readonly liveDeployments: (
    environment: string,
  ) => Promise<
    readonly { readonly flow: string; readonly version: string; readonly plan: string; readonly at: number }[]
  >;
  readonly loadPlan: (hash: string) => Promise<string | undefined>;
  readonly loadAnswer: (
    run: string,
  ) => Promise<{ readonly status: number; readonly contentType: string; readonly body: string } | undefined>;
  readonly listSecrets: () => Promise<
    readonly { readonly name: string; readonly sealed: string; readonly at: number }[]
  >;
  readonly lastTick: (scope: string) => Promise<number | undefined>;
  readonly facts: () => Promise<StoreFacts>;
  /**
   * Walks the whole audit chain and every journal frame, and holds the chain against outside checkpoints where given.
   * Has no deadline.
   */
  readonly verifyAudit: (checkpoint?: AuditCheckpoint | readonly AuditCheckpoint[]) => Promise<AuditVerdict>;
};

/** Where the audit chain ends: number of entries and hash of the last one. */
export type AuditHead = { readonly seq: number; readonly hash: string };

/** Tells of every new end of the audit chain once it is durable; what writes checkpoints listens here. */
export type AuditFeed = {
  readonly auditHead: () => AuditHead;
  /** The returned function ends the listening. */
  readonly watchAudit: (onHead: (head: AuditHead) => void) => () => void;
};

export type Page<T> = { readonly rows: readonly T[]; readonly next: string | undefined };

export type RunFilter = {
  readonly flow?: string;
  readonly state?: string;
  readonly key?: string;
  readonly limit: number;
  readonly cursor?: string;
};

export type RunRow = {
  readonly id: string;
  readonly environment: string;
  readonly flow: string;
  readonly version: string;
  readonly plan: string;
  readonly trigger: string;
  readonly state: RunState;
  readonly key: string | undefined;
  readonly origin: string;
  readonly parent: string | undefined;
  readonly again: boolean;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly waitingFor: string | undefined;
  readonly degraded: boolean;
  readonly output: JsonText | undefined;
  readonly failure: Failure | undefined;
};

/** A run with its journal, oldest frame first. */
export type StoredRun = { readonly row: RunRow; readonly seq: number; readonly frames: readonly string[] };

export type StoredEffect = {
  readonly key: string;
  readonly generation: number;
  readonly run: string;
  readonly path: string;
  readonly outcome: 'open' | 'done' | 'refused' | 'unknown';
  readonly requestHash: string;
  readonly port: string | undefined;
  readonly result: JsonText | undefined;
  readonly at: number;
};

export type ApprovalRow = NewApproval & {
  readonly run: string;
  readonly flow: string;
  readonly state: 'open' | 'approved' | 'rejected' | 'expired' | 'withdrawn';
  readonly decidedBy: string | undefined;
  readonly decidedAt: number | undefined;
  readonly reason: string | undefined;
};

export type DeadLetterRow = NewDeadLetter & {
  readonly run: string;
  readonly flow: string;
  readonly key: string | undefined;
  readonly state: 'open' | 'replayed' | 'closed';
  readonly closedBy: string | undefined;
  readonly closedAt: number | undefined;
  readonly reason: string | undefined;
};

export type RefusedRow = Omit<RefusedCallCommand, 'kind'>;

export type HoldRow = {
  readonly target: HoldTarget;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
};

export type AuditRow = AuditFact & {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Hash of the journal frame committed with the entry; part of the entry's own hash. */
  readonly covers?: string;
};

export type AuditCheckpoint = { readonly seq: number; readonly hash: string; readonly at: number };

export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string; readonly checkpoint: 'matches' | 'none' }
  | {
      readonly ok: false;
      /** Audit entry; for `journal-…` the frame of `run`. */
      readonly seq: number;
      readonly what:
        | 'entry-changed'
        | 'entry-missing'
        | 'truncated'
        | 'rewritten'
        | 'journal-changed'
        | 'journal-missing';
      readonly run?: string;
    };

/** Effective settings, read back from the open database; `doctor` prints them. */
export type StoreFacts = {
  readonly sqlite: string;
  readonly synchronous: number;
  readonly journalMode: string;
  readonly sizeBytes: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly audit: { readonly entries: number; readonly head: string };
};
