import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Page } from '../row.ts';
import { dataDirectory } from './data-directory.ts';
import { openReaderDatabase } from './database.ts';
import { aDeadLetter, anAccept, anAppend, anApproval, audit, commitAll, move, NOW } from './fixtures/commands.ts';
import { storeInThread, temporaryDirectory } from './fixtures/directory.ts';
import { createReads, type SyncReads } from './reads.ts';

async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

test('every list can be read to its end page by page, in order and without gaps', async () => {
  const store = storeInThread();
  const ids = Array.from({ length: 25 }, (_, n) => `run_${String(n).padStart(2, '0')}`);
  for (const [n, id] of ids.entries()) {
    const flow = n % 2 === 0 ? 'orders' : 'stock';
    const changes = [aDeadLetter(`dl_${n}`), anApproval(`apr_${n}`), audit('run.accepted', id)];
    await store.commit(anAccept(id, { run: { flow, key: `K-${n % 5}` }, changes }));
    await store.commit({
      kind: 'refused-call',
      at: n,
      path: '/',
      method: 'POST',
      status: 401,
      code: 'a/b',
      reason: '',
      sizeBytes: 0,
    });
    await store.commit(anAppend(id, 1, { kind: 'doubt', path: 'p', open: true, at: n, title: 'Sent?' }));
    if (n % 3 === 0) await store.commit(anAppend(id, 2, move('failed')));
  }
  const newest = [...ids].reverse();

  const all = await readAll((cursor) => store.listRuns({ limit: 7, ...(cursor && { cursor }) }));
  const failed = await readAll((cursor) =>
    store.listRuns({ state: 'failed', flow: 'stock', limit: 2, ...(cursor && { cursor }) }),
  );
  const keyed = await readAll((cursor) => store.listRuns({ key: 'K-3', limit: 2, ...(cursor && { cursor }) }));
  const begins = await readAll((cursor) =>
    store.listRuns({ keyPrefix: 'K', state: 'failed', flow: 'stock', limit: 3, ...(cursor && { cursor }) }),
  );
  const beginsSo = await readAll((cursor) => store.listRuns({ keyPrefix: 'K-3', limit: 2, ...(cursor && { cursor }) }));
  const beginsElse = await store.listRuns({ keyPrefix: 'K%', limit: 2 });
  const open = await readAll((cursor) => store.openRuns(cursor, 4));
  const letters = await readAll((cursor) =>
    store.listDeadLetters({ owner: 'sales', state: 'open', flow: 'orders', limit: 3, ...(cursor && { cursor }) }),
  );
  const approvals = await readAll((cursor) =>
    store.listApprovals({ group: 'finance', state: 'open', limit: 6, ...(cursor && { cursor }) }),
  );
  const entries = await readAll((cursor) =>
    store.listAudit({ action: 'run.accepted', limit: 6, ...(cursor && { afterSeq: Number(cursor) }) }),
  );
  const refused = await readAll((cursor) => store.listRefused(10, cursor));
  const doubts = await readAll((cursor) => store.listDoubts(10, cursor));

  expect(all.map(({ id }) => id)).toEqual(newest);
  expect(failed.map(({ id }) => id)).toEqual(['run_21', 'run_15', 'run_09', 'run_03']);
  expect(keyed.map(({ id }) => id)).toEqual(['run_23', 'run_18', 'run_13', 'run_08', 'run_03']);
  expect(begins.map(({ id }) => id)).toEqual(failed.map(({ id }) => id));
  expect(beginsSo).toEqual(keyed);
  expect(beginsElse.rows).toEqual([]);
  expect(open.map(({ id }) => id)).toEqual(ids.filter((_, n) => n % 3 !== 0));
  expect(letters.map(({ run }) => run)).toEqual(newest.filter((_, n) => n % 2 === 0));
  expect(approvals.map(({ run }) => run)).toEqual(newest);
  expect(entries.map(({ subject }) => subject)).toEqual(ids);
  expect(refused.map(({ at }) => at)).toEqual(ids.map((_, n) => 24 - n));
  expect(doubts.map(({ run }) => run)).toEqual(newest);
});

test('the audit entries of a subject are found whether they were committed with its frames or not', async () => {
  const store = storeInThread();

  await commitAll(
    store,
    anAccept('run_1', { changes: [audit('run.accepted', 'run_1'), audit('effect.sent', 'odoo')] }),
    { kind: 'audit', entry: { at: NOW, actor: 'ada', action: 'run.viewed', subject: 'run_1', detail: { b: 1, a: 2 } } },
  );

  const { rows } = await store.listAudit({ subject: 'run_1', limit: 10 });
  expect(rows).toMatchObject([
    { seq: 1, action: 'run.accepted', subject: 'run_1', covers: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { seq: 3, action: 'run.viewed', actor: 'ada', detail: { a: 2, b: 1 } },
  ]);
  expect(rows[1]?.prev).toBe((await store.listAudit({ subject: 'odoo', limit: 1 })).rows[0]?.hash);
});

test('a cursor that is none of ours ends the list, and a limit stays within bounds', async () => {
  const store = storeInThread();
  await store.commit(anAccept('run_1'));

  const strange = await store.listRuns({ limit: 10, cursor: "1' or 1=1" });
  const none = await store.listRuns({ limit: -5 });

  expect(strange).toEqual({ rows: [], next: undefined });
  expect(none.rows).toHaveLength(1);
});

test('no more than the newest 10,000 refused calls are kept', async () => {
  const store = storeInThread();
  const call = {
    kind: 'refused-call',
    path: '/',
    method: 'POST',
    status: 401,
    code: 'a/b',
    reason: '',
    sizeBytes: 0,
  } as const;

  for (let at = 1; at <= 10_003; at += 1) await store.commit({ ...call, at });

  const rows = await readAll((cursor) => store.listRefused(1_000, cursor));
  expect([rows.length, rows[0]?.at, rows.at(-1)?.at]).toEqual([10_000, 10_003, 4]);
});

test('every query of the reading half walks an index and sorts nothing', () => {
  const directory = temporaryDirectory();
  storeInThread(directory);
  const db = openReaderDatabase(dataDirectory(directory).database);
  const seen = new Set<string>();
  const recording = new Proxy(db, {
    get: (target, name) => {
      if (name === 'prepare') {
        return (sql: string) => {
          seen.add(sql);
          return target.prepare(sql);
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

  callEveryList(createReads(recording));

  const offences = [...seen].flatMap((sql) => offencesOf(db, sql));
  expect(seen.size).toBeGreaterThan(30);
  expect(offences).toEqual([]);
  db.close();
});

/** Small tables by design: read whole. */
const READ_WHOLE = /^SCAN (holds|secrets|run_counts)\b/;

function offencesOf(db: Database.Database, sql: string): readonly string[] {
  if (/pragma|sqlite_version/.test(sql)) return [];
  const names = Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name, 1]));
  const marks = Array<number>((sql.match(/\?/g) ?? []).length).fill(1);
  const bound = Object.keys(names).length > 0 ? [names] : marks;
  const rows = db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...bound);
  return rows
    .map(({ detail }) => detail)
    .filter((detail) => /SCAN|TEMP B-TREE/.test(detail) && !READ_WHOLE.test(detail) && !/^SCAN CONSTANT/.test(detail))
    .map((detail) => `${detail}: ${sql}`);
}

function callEveryList(reads: SyncReads): void {
  const maybe = (name: string) => [{}, { [name]: 'failed' }];
  for (const flow of maybe('flow'))
    for (const state of [...maybe('state'), { state: 'succeeded' }])
      for (const key of maybe('key')) reads.listRuns({ limit: 1, ...flow, ...state, ...key });
  for (const run of maybe('run'))
    for (const state of [...maybe('state'), { state: 'open' }])
      for (const group of maybe('group')) {
        reads.listApprovals({ limit: 1, ...run, ...state, ...group });
        for (const owner of maybe('owner'))
          for (const flow of maybe('flow')) reads.listDeadLetters({ limit: 1, ...run, ...state, ...owner, ...flow });
      }
  for (const subject of maybe('subject'))
    for (const action of maybe('action')) reads.listAudit({ limit: 1, ...subject, ...action });
  reads.facts();
}
