import { spawn } from 'node:child_process';
import { existsSync, rmSync, statSync, truncateSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { dataDirectory } from './data-directory.ts';
import { anAccept, audit, NOW } from './fixtures/commands.ts';
import { storeInThread, storeWithThreads, temporaryDirectory } from './fixtures/directory.ts';
import { openStoreInThread } from './in-thread.ts';
import { openStore } from './open.ts';
import { StoreCorrupt, StoreLocked } from './refusals.ts';

const CHILD = new URL('./fixtures/open-once.ts', import.meta.url).pathname;

/** Opens a data directory in another process: `opened`, or the refusal's name and holder. */
async function openElsewhere(directory: string): Promise<string> {
  const child = spawn(process.execPath, [CHILD, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output.trim();
}

test('a second runtime is refused and told who holds the directory, whatever the first one does meanwhile', async () => {
  const directory = temporaryDirectory();
  const store = await storeWithThreads({ directory });
  const holder = `StoreLocked ${process.pid} ${hostname()} ${NOW}`;

  const first = await openElsewhere(directory);
  // Anything that opened and closed one of these files other than through SQLite would drop the lock here.
  await store.commit(anAccept('run_1', { changes: [audit('run.accepted', 'run_1')] }));
  await store.facts();
  await store.verifyAudit();
  await expect(openStore({ directory, now: () => NOW, ballastBytes: 0 })).rejects.toBeInstanceOf(StoreLocked);
  const second = await openElsewhere(directory);

  expect([first, second]).toEqual([holder, holder]);
});

test('a closed directory is free for the next runtime', async () => {
  const directory = temporaryDirectory();
  const store = await openStore({ directory, now: () => NOW, synchronous: 'off', ballastBytes: 0 });

  await store[Symbol.asyncDispose]();

  expect(await openElsewhere(directory)).toBe('opened');
});

test('the writing connection syncs fully unless a test asks otherwise', async () => {
  const careful = await storeWithThreads({ synchronous: 'full' });
  const careless = await storeWithThreads();

  const facts = [await careful.facts(), await careless.facts()];

  expect(facts).toMatchObject([
    { synchronous: 2, journalMode: 'wal' },
    { synchronous: 0, journalMode: 'wal' },
  ]);
});

test('the ballast is laid down beside the database', async () => {
  const directory = temporaryDirectory();
  const { ballast } = dataDirectory(directory);
  const store = await storeWithThreads({ directory, ballastBytes: 3_000_000 });

  await expect.poll(() => existsSync(ballast), { timeout: 10_000 }).toBe(true);

  expect(statSync(ballast).size).toBe(3_000_000);
  await store[Symbol.asyncDispose]();
});

test('a database that was there and is missing or empty is refused, never made anew', async () => {
  const directory = temporaryDirectory();
  const { database } = dataDirectory(directory);
  await openStoreInThread({ directory, now: () => NOW, synchronous: 'off' })[Symbol.asyncDispose]();
  const open = () => openStoreInThread({ directory, now: () => NOW, synchronous: 'off' });

  truncateSync(database, 0);
  expect(open).toThrow(StoreCorrupt);
  rmSync(database);
  expect(open).toThrow(/missing or empty, but runtime.lock remembers one/);

  await expect(openStore({ directory, now: () => NOW, ballastBytes: 0 })).rejects.toThrow(StoreCorrupt);
  expect(existsSync(database)).toBe(false);
});

test('another database in its place is refused', async () => {
  const [directory, other] = [temporaryDirectory(), temporaryDirectory()];
  await storeInThread(directory)[Symbol.asyncDispose]();
  rmSync(dataDirectory(directory).lock);
  await storeInThread(directory)[Symbol.asyncDispose]();
  await storeInThread(other)[Symbol.asyncDispose]();
  const { copyFileSync } = await import('node:fs');

  copyFileSync(dataDirectory(other).database, dataDirectory(directory).database);

  expect(() => storeInThread(directory)).toThrow(/not the database that belongs/);
});
