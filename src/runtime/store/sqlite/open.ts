import { mkdir } from 'node:fs/promises';
import { entryUrl } from '../../entries.ts';
import type { AuditCheckpoint, AuditHead, AuditVerdict, StoreFacts } from '../row.ts';
import type { AuditFeed, Store, StoreReads, StoreUnavailable } from '../store.ts';
import { dataDirectory } from './data-directory.ts';
import type { Synchronous } from './database.ts';
import { type ReadPool, startReadPool } from './read-pool.ts';
import type { ReadName } from './reads.ts';
import { discardStoreThreads, type StoreThreads, startStoreThreads } from './threads.ts';
import { startWriteQueue } from './write-queue.ts';

/** How a data directory is opened. */
export type StoreOptions = {
  /** Made where it is missing. */
  readonly directory: string;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** `off` only in tests. */
  readonly synchronous?: Synchronous;
  readonly readers?: 1;
  /** Threads that were started before it was known what to open; they are started here where they are left out. */
  readonly threads?: StoreThreads;
  /** How long one read may run, in milliseconds; default 2,000. */
  readonly readDeadlineMs?: number;
  /** Size of the file kept for a full disk; default 64 MB, 0 for none. */
  readonly ballastBytes?: number;
  /** Called once when a write or sync failed: take no more work and end the process; a restart recovers. */
  readonly onBroken?: (cause: StoreUnavailable) => void;
};

/** The store over a data directory of this machine. */
export type SqliteStore = Store & AuditFeed;

const READ_DEADLINE_MS = 2_000;
const BALLAST_BYTES = 64 * 1024 * 1024;

/**
 * Opens a data directory: one thread that writes, one that reads.
 *
 * @throws StoreLocked when another runtime holds the directory
 * @throws StoreCorrupt when the database is damaged, missing though it was there, or another one
 * @throws StoreTooNew when a newer release wrote it
 */
export async function openStore(options: StoreOptions): Promise<SqliteStore> {
  await mkdir(options.directory, { recursive: true });
  const watchers = new Set<(head: AuditHead) => void>();
  const settings = {
    directory: options.directory,
    synchronous: options.synchronous ?? 'full',
    ballastBytes: options.ballastBytes ?? BALLAST_BYTES,
    startedAt: options.now(),
  };
  const threads = options.threads ?? startStoreThreads();
  const opening = startWriteQueue(threads.writer, settings, options.now, {
    onAudit: (head) => {
      for (const watcher of watchers) watcher(head);
    },
    onBroken: (cause) => options.onBroken?.(cause),
  });
  const writes = await opening.catch(async (refusal: unknown) => {
    await discardStoreThreads(threads);
    throw refusal;
  });
  const path = dataDirectory(options.directory).database;
  const pool = startReadPool({
    entry: entryUrl('store-reader'),
    path,
    first: threads.reader,
    deadlineMs: options.readDeadlineMs ?? READ_DEADLINE_MS,
  });
  const close = closeOnce(async () => {
    // Readers first: the last connection to close moves the write-ahead log into the database.
    await pool.close();
    await writes.close();
  });
  return {
    ...createPooledReads(pool, writes.synchronous),
    verifyAudit: (checkpoint) => verifyOnOwnThread(path, checkpoint),
    commit: writes.commit,
    auditHead: writes.auditHead,
    watchAudit: (onHead) => {
      watchers.add(onHead);
      return () => watchers.delete(onHead);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Typed reads over a pool. */
function createPooledReads(pool: ReadPool, synchronous: number): Omit<StoreReads, 'verifyAudit'> {
  function pooled<Name extends ReadName>(name: Name): StoreReads[Name] {
    const read = (...args: Parameters<StoreReads[Name]>) => pool.read(name, args);
    // The reader thread runs the very function of this name, so its answer has that function's type.
    return read as unknown as StoreReads[Name];
  }
  const readFacts = pooled('facts');
  return {
    loadRun: pooled('loadRun'),
    listRuns: pooled('listRuns'),
    openRuns: pooled('openRuns'),
    dueTimers: pooled('dueTimers'),
    nextTimerAt: pooled('nextTimerAt'),
    findEffect: pooled('findEffect'),
    listApprovals: pooled('listApprovals'),
    loadApproval: pooled('loadApproval'),
    listDeadLetters: pooled('listDeadLetters'),
    loadDeadLetter: pooled('loadDeadLetter'),
    listAudit: pooled('listAudit'),
    listRefused: pooled('listRefused'),
    listHolds: pooled('listHolds'),
    listDoubts: pooled('listDoubts'),
    liveDeployments: pooled('liveDeployments'),
    deployedFlows: pooled('deployedFlows'),
    deployedVersions: pooled('deployedVersions'),
    listBundles: pooled('listBundles'),
    loadBundle: pooled('loadBundle'),
    pinnedBundles: pooled('pinnedBundles'),
    loadPlan: pooled('loadPlan'),
    loadAnswer: pooled('loadAnswer'),
    listSecrets: pooled('listSecrets'),
    lastTick: pooled('lastTick'),
    pollCursor: pooled('pollCursor'),
    // What counts is how the writing connection syncs, not the reading one.
    facts: async (): Promise<StoreFacts> => ({ ...(await readFacts()), synchronous }),
  };
}

// A walk over everything may take minutes; on a thread of its own it delays nobody.
async function verifyOnOwnThread(
  path: string,
  checkpoint: AuditCheckpoint | readonly AuditCheckpoint[] | undefined,
): Promise<AuditVerdict> {
  const pool = startReadPool({ entry: entryUrl('store-reader'), path, deadlineMs: Number.POSITIVE_INFINITY });
  try {
    // As above: the thread runs the function of this name.
    return (await pool.read('verifyAudit', [checkpoint])) as AuditVerdict;
  } finally {
    await pool.close();
  }
}

function closeOnce(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
