import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dataDirectory } from './data-directory.ts';
import { KNOWN_SCHEMA } from './database.ts';
import { anAccept, anAppend, audit, NOW } from './fixtures/commands.ts';
import { storeInThread, temporaryDirectory } from './fixtures/directory.ts';
import { MIGRATIONS } from './migrations/list.ts';
import { openStore } from './open.ts';
import { StoreCorrupt, StoreTooNew } from './refusals.ts';

/** A data directory with some runs, closed, after a change made behind the store's back. */
async function closedDirectory(change: (db: Database.Database) => void): Promise<string> {
  const directory = temporaryDirectory();
  const store = storeInThread(directory);
  for (let n = 0; n < 30; n += 1) {
    const id = `run_${n}`;
    await store.commit(anAccept(id, { changes: [audit('run.accepted', id)] }));
    await store.commit(anAppend(id, 1, audit('run.moved', id)));
  }
  await store[Symbol.asyncDispose]();
  const db = new Database(dataDirectory(directory).database);
  change(db);
  db.close();
  return directory;
}

test('what was committed is there after closing and opening again', async () => {
  const directory = await closedDirectory(() => {});

  const store = storeInThread(directory);

  expect((await store.loadRun('run_7'))?.seq).toBe(2);
  expect(await store.facts()).toMatchObject({ runs: { running: 30 }, audit: { entries: 60 } });
  expect(await store.commit(anAppend('run_7', 2, audit('run.moved', 'run_7')))).toMatchObject({ seq: 3 });
  expect(await store.verifyAudit()).toMatchObject({ ok: true, entries: 61 });
});

test.each([
  ['a changed frame', "update journal set frame = '[]' where id = 31", /frame 1 of run_15 does not match/],
  ['a changed audit entry', 'update audit set at = at + 1 where seq = 59', /audit entry 59 does not match/],
  ['a deleted audit entry', 'delete from audit where seq = 40', /audit entry 41 or the one before it/],
  ['another kind of database', 'pragma application_id = 7', /not a Penstock database/],
])('a start refuses %s', async (_name, sql, sentence) => {
  const directory = await closedDirectory((db) => db.exec(sql));

  const opening = openStore({ directory, now: () => NOW, ballastBytes: 0 });

  await expect(opening).rejects.toThrow(StoreCorrupt);
  expect(() => storeInThread(directory)).toThrow(sentence);
});

test('a start refuses a file that is no database', async () => {
  const directory = await closedDirectory(() => {});
  writeFileSync(dataDirectory(directory).database, 'x'.repeat(8_192));

  expect(() => storeInThread(directory)).toThrow(StoreCorrupt);
});

test('a start refuses a database of a newer release', async () => {
  const directory = await closedDirectory((db) => db.pragma('user_version = 99'));

  await expect(openStore({ directory, now: () => NOW, ballastBytes: 0 })).rejects.toThrow(StoreTooNew);
});

test('migrations count up from one without gaps', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  expect(KNOWN_SCHEMA).toBe(MIGRATIONS.length);
});

test('a failing sync ends the store: nothing is acknowledged after it, and what was is there', async (context) => {
  if (!canInject()) return context.skip('strace cannot inject faults here');
  const directory = temporaryDirectory();
  const child = new URL('./fixtures/commit-until-broken.ts', import.meta.url).pathname;
  const inject = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e'];

  const output = execFileSync(
    'strace',
    [...inject, 'inject=fsync,fdatasync:error=EIO:when=40+', process.execPath, child, directory],
    { encoding: 'utf8' },
  );

  const lines = output.trim().split('\n');
  const acknowledged = lines.filter((line) => line.startsWith('run_'));
  expect(lines.slice(-2)).toEqual(['refused io', 'broken io']);
  expect(acknowledged.length).toBeGreaterThan(5);
  const store = storeInThread(directory);
  const found = await Promise.all(acknowledged.map((id) => store.loadRun(id)));
  expect(found.filter((run) => run === undefined)).toEqual([]);
  expect(await store.verifyAudit()).toMatchObject({ ok: true });
});

function canInject(): boolean {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO:when=999', 'true'], {
      stdio: 'pipe',
    });
    return true;
  } catch (error) {
    // No strace, or no right to trace: the test says so and is skipped.
    if (error instanceof Error) return false;
    throw error;
  }
}
