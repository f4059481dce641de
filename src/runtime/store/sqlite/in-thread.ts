import { mkdirSync } from 'node:fs';
import type { CommitOutcome, StoreCommand } from '../command.ts';
import type { AuditHead } from '../row.ts';
import { type StoreReads, StoreUnavailable } from '../store.ts';
import { dataDirectory } from './data-directory.ts';
import { openReaderDatabase } from './database.ts';
import type { SqliteStore, StoreOptions } from './open.ts';
import { createReads } from './reads.ts';
import { openWriter } from './writer-core.ts';

/**
 * Opens a data directory on the calling thread: the same commands, SQL and files without threads or batching between
 * callers. For simulation, where every step must be in one order; blocks at each commit.
 *
 * @throws StoreLocked, StoreCorrupt, StoreTooNew
 */
export function openStoreInThread(options: Omit<StoreOptions, 'readers' | 'readDeadlineMs'>): SqliteStore {
  mkdirSync(options.directory, { recursive: true });
  const { directory, now, synchronous = 'full', ballastBytes = 0 } = options;
  const writer = openWriter({ directory, synchronous, ballastBytes, startedAt: now() });
  const readerDatabase = openReaderDatabase(dataDirectory(directory).database);
  const reads = createReads(readerDatabase);
  const watchers = new Set<(head: AuditHead) => void>();
  let isOpen = true;

  async function commit(command: StoreCommand): Promise<CommitOutcome> {
    if (!isOpen) throw new StoreUnavailable('closed');
    const seqBefore = writer.auditHead().seq;
    const wasBroken = writer.brokenBy() !== undefined;
    const [answer] = writer.commit([command], now());
    writer.maintain(now());
    const head = writer.auditHead();
    if (head.seq !== seqBefore) for (const watcher of watchers) watcher(head);
    const brokenBy = writer.brokenBy();
    if (brokenBy !== undefined && !wasBroken) options.onBroken?.(new StoreUnavailable('io', brokenBy));
    if (answer?.kind === 'outcome') return answer.outcome;
    if (answer?.kind === 'unavailable') throw new StoreUnavailable(answer.reason, answer.cause);
    throw new Error(`The store could not carry out "${command.kind}": ${answer?.message ?? 'no answer'}`);
  }

  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    readerDatabase.close();
    writer.close();
  };

  return {
    ...toAsync(reads),
    facts: async () => ({ ...reads.facts(), synchronous: writer.synchronous }),
    commit,
    auditHead: writer.auditHead,
    watchAudit: (onHead) => {
      watchers.add(onHead);
      return () => watchers.delete(onHead);
    },
    [Symbol.asyncDispose]: close,
  };
}

function toAsync(reads: ReturnType<typeof createReads>): StoreReads {
  const wrapped = Object.entries(reads).map(([name, read]) => [
    name,
    // Each entry pairs a name with its own function, so the arguments fit.
    async (...args: readonly unknown[]) => (read as (...given: readonly unknown[]) => unknown)(...args),
  ]);
  // Same names, same functions, answered through a promise.
  return Object.fromEntries(wrapped) as StoreReads;
}
