import type { StoreCommand } from '../command.ts';
import type { AuditHead } from '../row.ts';
import { createBallast } from './ballast.ts';
import { type CommandAnswer, createBatchWriter, diskRefusal } from './batch.ts';
import { dataDirectory } from './data-directory.ts';
import { openWriterDatabase, type Synchronous } from './database.ts';
import { createFullDisk } from './full-disk.ts';
import { takeLock } from './lock.ts';

/** How the writer opens a data directory. */
export type WriterSettings = {
  readonly directory: string;
  readonly synchronous: Synchronous;
  /** Size of the ballast file; 0 for none. */
  readonly ballastBytes: number;
  /** Epoch milliseconds shown to whoever finds the directory locked. */
  readonly startedAt: number;
};

/** The writer on the thread that owns the connection. */
export type Writer = {
  readonly synchronous: number;
  readonly auditHead: () => AuditHead;
  readonly commit: (commands: readonly StoreCommand[], now: number) => readonly CommandAnswer[];
  /** Moves the write-ahead log into the database when it has grown; call it after the answers are on their way. */
  readonly maintain: (now: number) => void;
  /** Why nothing can be written any more, once a sync or a write failed. */
  readonly brokenBy: () => string | undefined;
  /** Reserves the ballast; true when it is there. */
  readonly layBallast: () => Promise<boolean>;
  readonly close: () => void;
};

const CHECKPOINT_PAGES = 4_000;
const BATCHES_BETWEEN_LOOKS = 4;

/**
 * Takes the lock and opens the database for writing.
 *
 * @throws StoreLocked, StoreCorrupt, StoreTooNew
 */
export function openWriter(settings: WriterSettings): Writer {
  const files = dataDirectory(settings.directory);
  const lock = takeLock(files.lock, settings.startedAt);
  try {
    const knownStore = lock.knownStore();
    const { db, storeId } = openWriterDatabase(files, settings.synchronous, knownStore);
    if (knownStore === undefined) lock.rememberStore(storeId);
    return createWriter(db, lock, settings);
  } catch (error) {
    lock.close();
    throw error;
  }
}

type Opened = ReturnType<typeof openWriterDatabase>['db'];

function createWriter(db: Opened, lock: ReturnType<typeof takeLock>, settings: WriterSettings): Writer {
  const batches = createBatchWriter(db);
  const ballast = createBallast(dataDirectory(settings.directory).ballast, settings.ballastBytes);
  const disk = createFullDisk(ballast, settings.ballastBytes > 0);
  const logSize = db.prepare<[], { log: number; checkpointed: number }>('pragma wal_checkpoint(noop)');
  let broken: string | undefined;
  let batchesSinceLook = 0;

  function commit(commands: readonly StoreCommand[], now: number): readonly CommandAnswer[] {
    if (broken !== undefined) return refuse(commands, 'io', broken);
    if (!disk.isFull()) return settle(batches.commit(commands, now), now);
    disk.probe(now);
    const admitted = settle(batches.commit(commands.filter(disk.admits), now), now).values();
    const full: CommandAnswer = {
      kind: 'unavailable',
      reason: 'disk-full',
      cause: 'the ballast does not fit again yet',
    };
    return commands.map((command) => (disk.admits(command) ? (admitted.next().value ?? full) : full));
  }

  function settle(answers: readonly CommandAnswer[], now: number): readonly CommandAnswer[] {
    const refusal = answers.find((answer) => answer.kind === 'unavailable');
    if (refusal?.reason === 'disk-full') disk.enter(now);
    // A failed sync is never tried again: the kernel may have dropped the pages and would answer well the next time.
    if (refusal?.reason === 'io') broken = refusal.cause;
    return answers;
  }

  function maintain(now: number): void {
    batchesSinceLook += 1;
    if (batchesSinceLook < BATCHES_BETWEEN_LOOKS || broken !== undefined) return;
    batchesSinceLook = 0;
    try {
      const size = logSize.get();
      if (size !== undefined && size.log - size.checkpointed >= CHECKPOINT_PAGES) db.pragma('wal_checkpoint(passive)');
    } catch (error) {
      const reason = diskRefusal(error);
      if (reason === undefined) throw error;
      if (reason === 'disk-full') disk.enter(now);
      else broken = error instanceof Error ? error.message : String(error);
    }
  }

  return {
    synchronous: Number(db.pragma('synchronous', { simple: true })),
    auditHead: batches.auditHead,
    commit,
    maintain,
    brokenBy: () => broken,
    // Without it a full disk is met without reserve; that is no reason not to run.
    layBallast: () => ballast.fill().catch(() => false),
    close: () => {
      db.close();
      lock.close();
    },
  };
}

function refuse(commands: readonly StoreCommand[], reason: 'io', cause: string): readonly CommandAnswer[] {
  return commands.map(() => ({ kind: 'unavailable', reason, cause }));
}
