import { expect, onTestFinished, test } from 'vitest';
import { StoreBusy } from '../store.ts';
import { dataDirectory } from './data-directory.ts';
import { storeInThread, storeWithThreads, temporaryDirectory } from './fixtures/directory.ts';
import { startReadPool } from './read-pool.ts';

test('a read that overruns its deadline is refused, and a new reader answers the others', async () => {
  const directory = temporaryDirectory();
  storeInThread(directory);
  const pool = startReadPool({
    entry: new URL('./fixtures/slow-reader.ts', import.meta.url),
    path: dataDirectory(directory).database,
    deadlineMs: 100,
  });
  onTestFinished(() => pool.close());

  const reads = ['a', 'slow', 'b', 'c'].map((hash) => pool.read('loadPlan', [hash]));
  const settled = await Promise.allSettled(reads);

  expect(settled.map((read) => (read.status === 'fulfilled' ? read.value : read.reason))).toEqual([
    'a',
    expect.any(StoreBusy),
    'b',
    'c',
  ]);
});

test('a read that fails is refused alone', async () => {
  const store = await storeWithThreads();

  const [broken, whole] = await Promise.allSettled([
    // @ts-expect-error a filter no caller can write: SQLite refuses to bind it.
    store.listRuns({ limit: 1, flow: {} }),
    store.listRuns({ limit: 1 }),
  ]);

  expect([broken?.status, whole?.status]).toEqual(['rejected', 'fulfilled']);
});
