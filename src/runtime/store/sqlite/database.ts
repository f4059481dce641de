import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { DataDirectory } from './data-directory.ts';
import { MIGRATIONS } from './migrations/list.ts';
import { StoreCorrupt, StoreTooNew } from './refusals.ts';
import { checkSample } from './verify.ts';

/** Newest schema version this release knows. */
export const KNOWN_SCHEMA = MIGRATIONS.at(-1)?.version ?? 0;

/** `PSTK` as a number: tells our database from any other SQLite file. */
const APPLICATION_ID = 0x5053544b;
const QUICK_CHECK_MAX_BYTES = 64 * 1024 * 1024;
const SMALL_TABLES = ['meta', 'words', 'sources', 'run_counts', 'holds', 'deployments', 'ticks'];

/** How the writing connection syncs: `full` always, `off` only in tests. */
export type Synchronous = 'full' | 'off';

/**
 * Opens the database for writing, checks it and brings its schema up to date.
 *
 * @param knownStore id of the database seen here before; a missing or other one is refused, never recreated
 * @throws StoreCorrupt, StoreTooNew
 */
export function openWriterDatabase(
  files: DataDirectory,
  synchronous: Synchronous,
  knownStore: string | undefined,
): { readonly db: Database.Database; readonly storeId: string } {
  const isThere = existsSync(files.database) && statSync(files.database).size > 0;
  if (!isThere) refuseLostDatabase(files, knownStore);
  const db = new Database(files.database);
  try {
    if (isThere) checkHeader(db, files.database);
    configureWriter(db, synchronous);
    const storeId = migrate(db, files.database);
    if (knownStore !== undefined && knownStore !== storeId) {
      throw new StoreCorrupt(files.database, 'it is not the database that belongs to this data directory');
    }
    if (isThere) checkContents(db, files.database);
    else syncDirectory(files.path);
    return { db, storeId };
  } catch (error) {
    db.close();
    throw asCorruption(error, files.database);
  }
}

/** Opens the database for reading; the writer must have opened it before. */
export function openReaderDatabase(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  db.pragma('query_only = on');
  db.pragma('cache_size = -16384');
  return db;
}

function refuseLostDatabase(files: DataDirectory, knownStore: string | undefined): void {
  const traces = [
    ...(knownStore === undefined ? [] : ['runtime.lock remembers one']),
    ...(hasContent(files.checkpoints) ? ['audit checkpoints exist'] : []),
    ...(hasContent(`${files.database}-wal`) ? ['a write-ahead log exists'] : []),
  ];
  if (traces.length > 0) throw new StoreCorrupt(files.database, `it is missing or empty, but ${traces.join(', ')}`);
}

// Only sizes are asked: opening a database file other than through SQLite would drop the locks of this process.
function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

function checkHeader(db: Database.Database, path: string): void {
  const id = db.pragma('application_id', { simple: true });
  const isEmpty = db.pragma('schema_version', { simple: true }) === 0;
  if (id !== APPLICATION_ID && !isEmpty) throw new StoreCorrupt(path, 'it is not a Penstock database');
}

function configureWriter(db: Database.Database, synchronous: Synchronous): void {
  db.pragma('journal_mode = wal');
  db.pragma(`synchronous = ${synchronous}`);
  // The writer checkpoints by itself, after it has answered: a failing sync there would pass unseen otherwise.
  db.pragma('wal_autocheckpoint = 0');
  db.pragma('foreign_keys = on');
  db.pragma('cache_size = -65536');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('busy_timeout = 5000');
  const expected = synchronous === 'full' ? 2 : 0;
  const actual = db.pragma('synchronous', { simple: true });
  const mode = db.pragma('journal_mode', { simple: true });
  if (actual !== expected || mode !== 'wal') {
    throw new Error(`SQLite took synchronous=${String(actual)} and journal_mode=${String(mode)}; refusing to start.`);
  }
}

function migrate(db: Database.Database, path: string): string {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > KNOWN_SCHEMA) throw new StoreTooNew(path, found, KNOWN_SCHEMA);
  for (const migration of MIGRATIONS) {
    if (migration.version <= found) continue;
    db.transaction(() => {
      db.exec(migration.sql);
      if (migration.version === 1) {
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.prepare('insert into meta (name, value) values (?, ?)').run('store', randomUUID());
      }
      db.prepare('insert or replace into meta (name, value) values (?, ?)').run('schema', String(migration.version));
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
  const row = db.prepare<[], { value: string }>("select value from meta where name = 'store'").get();
  if (row === undefined) throw new StoreCorrupt(path, 'it has lost its own id');
  return row.value;
}

// A full check of a large file takes minutes, so start-up looks at small files whole and at large ones in samples.
function checkContents(db: Database.Database, path: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  const pageSize = Number(db.pragma('page_size', { simple: true }));
  const isSmall = pages * pageSize <= QUICK_CHECK_MAX_BYTES;
  const pragmas = isSmall ? ['quick_check(1)'] : SMALL_TABLES.map((table) => `quick_check('${table}')`);
  for (const pragma of pragmas) {
    const verdict = db.pragma(pragma, { simple: true });
    if (verdict !== 'ok') throw new StoreCorrupt(path, String(verdict));
  }
  const broken = checkSample(db);
  if (broken !== undefined) throw new StoreCorrupt(path, broken);
}

function syncDirectory(path: string): void {
  // Windows cannot sync a directory, and needs no such thing.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function asCorruption(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const isDamage = error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB';
  return isDamage ? new StoreCorrupt(path, error.message, error) : error;
}
