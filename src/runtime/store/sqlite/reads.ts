import type { Database } from 'better-sqlite3';
import type { AuditCheckpoint } from '../row.ts';
import type { StoreReads } from '../store.ts';
import { createDeploymentReads } from './read-deployments.ts';
import { createRecordReads } from './read-records.ts';
import { createRunReads } from './read-runs.ts';
import { createTaskReads } from './read-tasks.ts';
import { verifyDatabase } from './verify.ts';

/** The reads of the store, as they are on the thread that owns the connection. */
export type SyncReads = {
  readonly [Name in keyof StoreReads]: (...args: Parameters<StoreReads[Name]>) => Awaited<ReturnType<StoreReads[Name]>>;
};

/** Name of a read. */
export type ReadName = keyof StoreReads;

/** Prepares every read over one connection. */
export function createReads(db: Database): SyncReads {
  return {
    ...createRunReads(db),
    ...createTaskReads(db),
    ...createRecordReads(db),
    ...createDeploymentReads(db),
    verifyAudit: (checkpoint) => verifyDatabase(db, toList(checkpoint)),
  };
}

function toList(checkpoint: AuditCheckpoint | readonly AuditCheckpoint[] | undefined): readonly AuditCheckpoint[] {
  if (checkpoint === undefined) return [];
  return 'seq' in checkpoint ? [checkpoint] : checkpoint;
}
