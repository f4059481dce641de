import type { Failure } from '#flow/failure.ts';
import type { JsonText } from '#flow/json.ts';
import type { AuditFact, NewApproval, NewDeadLetter } from './change.ts';
import type { BundleState, HoldTarget, RefusedCallCommand, RunState } from './command.ts';

/** Where the audit chain ends: number of entries and hash of the last one. */
export type AuditHead = { readonly seq: number; readonly hash: string };

export type Page<T> = { readonly rows: readonly T[]; readonly next: string | undefined };

export type RunFilter = {
  readonly flow?: string;
  readonly state?: string;
  readonly key?: string;
  /** First run of a chain of replays; gives the replays, and not the run itself. */
  readonly origin?: string;
  /** Beginning of the business key. */
  readonly keyPrefix?: string;
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

/** A run with its journal, oldest frame first; where a snapshot stands for the frames before it, from that on. */
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

/** A flow version that is live, with where it came from. */
export type DeployedFlowRow = {
  readonly flow: string;
  readonly version: string;
  readonly plan: string;
  readonly at: number;
  readonly by: string;
  /** Digest of its bundle; absent where it was served from a folder. */
  readonly bundle: string | undefined;
  /** What was live before it, where anything was. */
  readonly before: { readonly version: string; readonly plan: string; readonly bundle: string | undefined } | undefined;
};

/** A bundle as an environment knows it. */
export type BundleRow = {
  readonly digest: string;
  readonly state: BundleState;
  /** Canonical JSON of its manifest; absent where none could be read. */
  readonly manifest: string | undefined;
  /** Every signature it has, as a JSON list. */
  readonly signatures: string | undefined;
  readonly by: string;
  readonly at: number;
  readonly activatedAt: number | undefined;
  readonly surroundings: string | undefined;
  /** Why it was refused. */
  readonly code: string | undefined;
  readonly why: string | undefined;
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
