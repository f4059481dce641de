import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type LockHolder, StoreLocked } from './refusals.ts';

/** A held data directory. Closing it, or the end of the process, lets the next runtime in. */
export type RuntimeLock = {
  /** Id of the database that was seen here before, if any. */
  readonly knownStore: () => string | undefined;
  /** Remembers the database of this directory, so that a missing one is noticed and never recreated. */
  readonly rememberStore: (id: string) => void;
  readonly close: () => void;
};

const BUSY_TIMEOUT_MS = 250;

/**
 * Takes the lock of a data directory: a transaction on a small SQLite file that stays open until the process ends.
 * The holder's row is committed before, so that a second runtime can say who is in its way.
 *
 * @throws StoreLocked when another runtime holds it
 */
export function takeLock(path: string, startedAt: number): RuntimeLock {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  const token = randomUUID();
  try {
    db.exec('create table if not exists holder (slot integer primary key, pid, started_at, host, token)');
    db.exec('create table if not exists store (slot integer primary key, id text)');
    db.prepare('insert or replace into holder values (1, ?, ?, ?, ?)').run(process.pid, startedAt, hostname(), token);
    holdFrom(db, path, token);
  } catch (error) {
    const refusal = isBusy(error) ? new StoreLocked(dirname(path), readHolder(db)) : error;
    db.close();
    throw refusal;
  }
  return {
    knownStore: () => db.prepare<[], { id: string }>('select id from store').get()?.id,
    rememberStore: (id) => {
      db.prepare('insert or replace into store values (1, ?)').run(id);
      db.exec('commit');
      holdFrom(db, path, token);
    },
    close: () => {
      if (db.inTransaction) db.exec('rollback');
      db.close();
    },
  };
}

function holdFrom(db: Database.Database, path: string, token: string): void {
  db.exec('begin immediate');
  const row = db.prepare<[], { token: string }>('select token from holder').get();
  if (row?.token === token) return;
  // Between our commit and our lock another runtime wrote its name: it will hold the lock, we step back.
  const holder = readHolder(db);
  db.exec('rollback');
  throw new StoreLocked(dirname(path), holder);
}

function readHolder(db: Database.Database): LockHolder | undefined {
  try {
    return db.prepare<[], LockHolder>('select pid, started_at as startedAt, host from holder').get();
  } catch (error) {
    if (error instanceof Database.SqliteError) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
