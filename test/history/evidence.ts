import type { Entry } from '#flow/interpret/entry.ts';
import { decodeFrame } from '#runtime/engine/journal.ts';
import type { ApprovalRow, AuditRow, AuditVerdict, DeadLetterRow, RunRow } from '#runtime/store/row.ts';
import type { StoreReads } from '#runtime/store/store.ts';
import type { HistoryEntry } from './history.ts';

/** How a target tells repeats from new work. */
export type TargetMode = 'keyed' | 'natural' | 'neither';

/** One call a target received, in the order it received them. */
export type TargetCall = {
  readonly seq: number;
  /** Epoch milliseconds, by the clock of the target. */
  readonly at: number;
  /** Id of the event whose run made the call. */
  readonly event: string;
  /** Id of the node that made it. */
  readonly step: string;
  /** Version of the flow, written into the request by the flow itself. */
  readonly version: string;
  /** The idempotency key that came with it, or null. */
  readonly key: string | null;
  /** True when the call changed something. */
  readonly applied: boolean;
  readonly mode: TargetMode;
  readonly connection: string;
  /** True when the target answered that it is not well, or did not answer. */
  readonly failed: boolean;
};

/** A run as the store has it: its row and its journal, entry by entry. */
export type RunEvidence = { readonly row: RunRow; readonly entries: readonly Entry[] };

/** What the store says. */
export type StoreEvidence = {
  /** In the order they were accepted. */
  readonly runs: readonly RunEvidence[];
  readonly approvals: readonly ApprovalRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  readonly audit: readonly AuditRow[];
  readonly verdict: AuditVerdict;
};

/** Everything a check looks at. */
export type Evidence = StoreEvidence & {
  readonly history: readonly HistoryEntry[];
  readonly calls: readonly TargetCall[];
  /** Places where a secret must not be, with what stands there. */
  readonly texts: readonly { readonly place: string; readonly text: string }[];
};

/** What the flows of a workload mean, as far as a check has to know. */
export type Expectations = {
  /** Steps that may only act after a person approved in their run. */
  readonly guarded: readonly string[];
  /** Sagas: steps in the order of the flow, each with its undo step. */
  readonly sagas: readonly {
    readonly flow: string;
    readonly steps: readonly (readonly [step: string, undo: string])[];
  }[];
  /** Flows whose trigger keeps order, and the step by whose calls it is seen. */
  readonly lanes: readonly { readonly flow: string; readonly step: string }[];
  /** Steps that may act this many milliseconds after their event at the earliest. */
  readonly pauses: readonly { readonly step: string; readonly forMs: number }[];
  /** Texts that are secret. */
  readonly secrets: readonly string[];
  /** True when nobody left anything to wait for. */
  readonly allFinal: boolean;
};

/** A promise that was broken. */
export type Violation = { readonly invariant: string; readonly says: string };

type Paged<T> = { readonly rows: readonly T[]; readonly next: string | undefined };

/** Reads everything a check needs from a store, through its port. */
export async function readStoreEvidence(
  store: StoreReads,
  checkpoints: Parameters<StoreReads['verifyAudit']>[0] = [],
): Promise<StoreEvidence> {
  const rows = await readAll((cursor) => store.listRuns({ limit: 200, ...cursor }));
  const runs: RunEvidence[] = [];
  for (const row of [...rows].reverse()) {
    const stored = await store.loadRun(row.id);
    if (stored === undefined) throw new Error(`The store lists ${row.id} and does not have it.`);
    runs.push({ row: stored.row, entries: stored.frames.flatMap((frame) => decodeFrame(frame)) });
  }
  return {
    runs,
    approvals: await readAll((cursor) => store.listApprovals({ limit: 200, ...cursor })),
    deadLetters: await readAll((cursor) => store.listDeadLetters({ limit: 200, ...cursor })),
    audit: await readAudit(store),
    verdict: await store.verifyAudit(checkpoints),
  };
}

async function readAll<T>(read: (cursor: { readonly cursor?: string }) => Promise<Paged<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor: { readonly cursor?: string } = {}; ; ) {
    const page = await read(cursor);
    all.push(...page.rows);
    if (page.next === undefined) return all;
    cursor = { cursor: page.next };
  }
}

async function readAudit(store: StoreReads): Promise<readonly AuditRow[]> {
  const all: AuditRow[] = [];
  for (;;) {
    const { rows } = await store.listAudit({ afterSeq: all.at(-1)?.seq ?? 0, limit: 200 });
    if (rows.length === 0) return all;
    all.push(...rows);
  }
}
