import type { JsonText } from '#flow/json.ts';
import type { CommitOutcome, StoreCommand } from './command.ts';
import type {
  ApprovalRow,
  AuditCheckpoint,
  AuditHead,
  AuditRow,
  AuditVerdict,
  BundleRow,
  DeadLetterRow,
  DeployedFlowRow,
  HoldRow,
  Page,
  RefusedRow,
  RunFilter,
  RunRow,
  StoredEffect,
  StoredRun,
  StoreFacts,
} from './row.ts';

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
  /** The earliest timer there is, due or not; with `after` the earliest beyond that time. */
  readonly nextTimerAt: (after?: number) => Promise<number | undefined>;
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
    /** Oldest first, from behind the dead letter of this id on; from the first where there is none, such as for ''. */
    readonly after?: string;
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
  /** The live flows of an environment with the bundles they came in, and what a rollback goes back to. */
  readonly deployedFlows: (environment: string) => Promise<readonly DeployedFlowRow[]>;
  /** Every flow version that was ever live in an environment, once for each plan. */
  readonly deployedVersions: (
    environment: string,
  ) => Promise<readonly { readonly flow: string; readonly version: string; readonly plan: string }[]>;
  /** Bundles of an environment without their bytes, newest first. */
  readonly listBundles: (environment: string) => Promise<readonly BundleRow[]>;
  readonly loadBundle: (
    environment: string,
    digest: string,
  ) => Promise<(BundleRow & { readonly bytes: Uint8Array | undefined }) | undefined>;
  /** Digests of bundles whose versions unfinished runs still stand on. */
  readonly pinnedBundles: (environment: string) => Promise<readonly string[]>;
  readonly loadPlan: (hash: string) => Promise<string | undefined>;
  readonly loadAnswer: (
    run: string,
  ) => Promise<{ readonly status: number; readonly contentType: string; readonly body: string } | undefined>;
  readonly listSecrets: () => Promise<
    readonly { readonly name: string; readonly sealed: string; readonly at: number }[]
  >;
  readonly lastTick: (scope: string) => Promise<number | undefined>;
  /** How far a polling trigger has read; undefined before its first look. */
  readonly pollCursor: (scope: string) => Promise<JsonText | undefined>;
  readonly facts: () => Promise<StoreFacts>;
  /**
   * Walks the whole audit chain and every journal frame, and holds the chain against outside checkpoints where given.
   * Has no deadline.
   */
  readonly verifyAudit: (checkpoint?: AuditCheckpoint | readonly AuditCheckpoint[]) => Promise<AuditVerdict>;
};

/** Tells of every new end of the audit chain once it is durable; what writes checkpoints listens here. */
export type AuditFeed = {
  readonly auditHead: () => AuditHead;
  /** The returned function ends the listening. */
  readonly watchAudit: (onHead: (head: AuditHead) => void) => () => void;
};
