import type { AuditCheckpoint, AuditVerdict } from '../store/row.ts';
import type { StoreReads } from '../store/store.ts';
import { readCheckpoints } from './checkpoints.ts';

/** What a verification of the audit log found. */
export type AuditReport = {
  readonly verdict: AuditVerdict;
  /** Checkpoints outside the database the chain was held against. */
  readonly checkpoints: number;
  /** Lines of the checkpoint file that are no checkpoint. */
  readonly unreadable: readonly number[];
  /** One sentence for people: what was found and what to do. */
  readonly sentence: string;
};

/** Walks the whole audit chain and every journal, and holds them against the checkpoints of the data directory. */
export async function verifyAuditLog(store: Pick<StoreReads, 'verifyAudit'>, directory: string): Promise<AuditReport> {
  const { checkpoints, unreadable } = await readCheckpoints(directory);
  const verdict = await store.verifyAudit(checkpoints);
  return { verdict, checkpoints: checkpoints.length, unreadable, sentence: describeVerdict(verdict, unreadable) };
}

/**
 * Holds only the last checkpoint against the entry it names: what a start can afford.
 *
 * @returns a sentence when the chain does not agree with it
 */
export async function checkLastCheckpoint(
  store: Pick<StoreReads, 'listAudit'>,
  last: AuditCheckpoint | undefined,
): Promise<string | undefined> {
  if (last === undefined) return undefined;
  const { rows } = await store.listAudit({ afterSeq: last.seq - 1, limit: 1 });
  const [entry] = rows;
  if (entry?.seq !== last.seq) {
    return `The audit log ends before entry ${last.seq}, which a checkpoint names. It was cut off; restore a backup.`;
  }
  if (entry.hash === last.hash) return undefined;
  return `Audit entry ${last.seq} is not the one a checkpoint names. The log was rewritten; restore a backup.`;
}

/** Says a verdict in words. */
export function describeVerdict(verdict: AuditVerdict, unreadable: readonly number[] = []): string {
  if (verdict.ok) {
    const base = `The audit log is whole: ${verdict.entries} entries`;
    const against =
      verdict.checkpoint === 'matches' ? ', and it agrees with every checkpoint.' : '; no checkpoint exists.';
    const bad = unreadable.length === 0 ? '' : ` Lines ${unreadable.join(', ')} of the checkpoint file are unreadable.`;
    return `${base}${against}${bad}`;
  }
  const { seq, what, run } = verdict;
  switch (what) {
    case 'entry-changed':
      return `Audit entry ${seq} was changed. Compare it with a backup and find out who could write to the database.`;
    case 'entry-missing':
      return `Audit entry ${seq} is missing. Compare with a backup and find out who could write to the database.`;
    case 'truncated':
      return `The audit log was cut off at entry ${seq}: a checkpoint names a later one. Restore a backup.`;
    case 'rewritten':
      return `The audit log was rewritten: entry ${seq} is not the one a checkpoint names. Restore a backup.`;
    case 'journal-changed':
      return `Frame ${seq} of the journal of ${run ?? 'a run'} was changed. Compare it with a backup.`;
    case 'journal-missing':
      return `Frame ${seq} of the journal of ${run ?? 'a run'} is missing. Compare with a backup.`;
  }
}
