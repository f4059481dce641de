import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditCheckpoint } from '../row.ts';
import { CHAIN_START, hashAuditEntry } from './audit-chain.ts';
import { dataDirectory } from './data-directory.ts';
import { anAccept, anAppend, audit, move, NOW } from './fixtures/commands.ts';
import { openStoreInThread } from './in-thread.ts';
import { verifyDatabase } from './verify.ts';

const MUTATIONS = 200;
const RUNS = 20;

/** A closed database with some runs, how many audit entries it has, and the checkpoint outside. */
let image: Buffer;
let checkpoint: AuditCheckpoint;
let entries: number;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-tamper-'));
  const store = openStoreInThread({ directory, now: () => NOW, synchronous: 'off' });
  for (let n = 0; n < RUNS; n += 1) {
    const id = `run_${n}`;
    await store.commit(
      anAccept(id, { changes: [audit('run.accepted', id, { actor: 'sender:webhook', detail: { n } })] }),
    );
    await store.commit(anAppend(id, 1, audit('effect.sent', 'odoo', { at: NOW + n })));
    await store.commit(anAppend(id, 2, move('succeeded'), audit('run.succeeded', id)));
    await store.commit({ kind: 'put-secret', name: `s${n}`, sealed: 'x', by: 'ada', at: NOW });
  }
  checkpoint = { ...store.auditHead(), at: NOW };
  entries = checkpoint.seq;
  await store[Symbol.asyncDispose]();
  const copy = join(directory, 'closed.db');
  copyFileSync(dataDirectory(directory).database, copy);
  const db = new Database(copy);
  db.pragma('journal_mode = delete');
  image = db.serialize();
  db.close();
  rmSync(directory, { recursive: true });
});

/** Mutates a copy of the closed database and verifies it. */
function verifyMutated(mutate: (db: Database.Database) => void, checkpoints: readonly AuditCheckpoint[] = []) {
  const db = new Database(image);
  db.pragma('foreign_keys = off');
  mutate(db);
  const verdict = verifyDatabase(db, checkpoints);
  db.close();
  return verdict;
}

/** Small deterministic draws, so that a failure can be repeated. */
function drawer(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function countMissed(mutation: (db: Database.Database, draw: (below: number) => number) => void, outside = false) {
  const missed: number[] = [];
  for (let seed = 1; seed <= MUTATIONS; seed += 1) {
    const draw = drawer(seed);
    const verdict = verifyMutated((db) => mutation(db, draw), outside ? [checkpoint] : []);
    if (verdict.ok) missed.push(seed);
  }
  return missed;
}

/** Changes one character, or one bit of a number. */
function flip(value: string | number, draw: (below: number) => number): string | number {
  if (typeof value === 'number') return value ^ (1 << draw(20));
  const at = draw(value.length);
  const changed = String.fromCharCode(value.charCodeAt(at) ^ (1 << draw(5)) || 33);
  return `${value.slice(0, at)}${changed === value[at] ? '!' : changed}${value.slice(at + 1)}`;
}

function flipColumn(db: Database.Database, table: string, columns: readonly string[], draw: (below: number) => number) {
  const column = columns[draw(columns.length)] ?? '';
  const rows = db
    .prepare<[], { id: number; value: string | number }>(
      `select rowid as id, ${column} as value from ${table} where ${column} is not null and ${column} <> ''`,
    )
    .all();
  const row = rows[draw(rows.length)];
  if (row === undefined) throw new Error(`Nothing to change in ${table}.${column}.`);
  const flipped = flip(row.value, draw);
  const taken = db.prepare<unknown[], unknown>(`select 1 from ${table} where ${column} = ?`).get(flipped) !== undefined;
  // Where the value belongs to another row already, unique indexes may refuse it; a value of nobody's is as false.
  const value = !taken ? flipped : typeof flipped === 'number' ? flipped + 1_000_003 : `${flipped}!`;
  db.prepare(`update ${table} set ${column} = ? where rowid = ?`).run(value, row.id);
}

function rehashAll(db: Database.Database) {
  const rows = db
    .prepare<[], Parameters<typeof hashAuditEntry>[0]>(
      `select a.seq, a.at, actor.text as actor, action.text as action, coalesce(a.subject, r.public_id) as subject,
       a.detail, j.hash as covers from audit a join words actor on actor.id = a.actor join words action on action.id = a.action
       left join runs r on r.id = a.run left join journal j on j.run = a.run and j.seq = a.frame_seq order by a.seq`,
    )
    .all();
  let prev = CHAIN_START;
  for (const row of rows) {
    prev = hashAuditEntry(row, prev);
    db.prepare('update audit set hash = ? where seq = ?').run(prev, row.seq);
  }
}

describe('tampering with a closed database is always found', () => {
  test('the untouched copy verifies, with and without its checkpoint', () => {
    expect(verifyMutated(() => {})).toEqual({ ok: true, entries, head: checkpoint.hash, checkpoint: 'none' });
    expect(verifyMutated(() => {}, [checkpoint])).toMatchObject({ ok: true, checkpoint: 'matches' });
  });

  test('a changed column of an audit entry', () => {
    const columns = ['at', 'actor', 'action', 'run', 'frame_seq', 'subject', 'detail', 'hash'];
    expect(countMissed((db, draw) => flipColumn(db, 'audit', columns, draw))).toEqual([]);
  });

  test('a changed actor, action or run id that entries refer to', () => {
    const used = "text in ('sender:webhook', 'system', 'ada', 'run.accepted', 'effect.sent', 'secret.stored')";
    expect(
      countMissed((db, draw) => {
        if (draw(2) === 0) return flipColumn(db, 'runs', ['public_id'], draw);
        const words = db.prepare<[], { id: number; text: string }>(`select id, text from words where ${used}`).all();
        const word = words[draw(words.length)];
        if (word !== undefined)
          db.prepare('update words set text = ? where id = ?').run(flip(word.text, draw), word.id);
      }),
    ).toEqual([]);
  });

  test('a changed byte of a journal frame, its number or its hash', () => {
    expect(countMissed((db, draw) => flipColumn(db, 'journal', ['frame', 'hash', 'seq', 'run'], draw))).toEqual([]);
  });

  test('a changed byte of a frame whose own hash was made to fit', () => {
    const verdict = verifyMutated((db) => {
      db.exec(`update journal set frame = frame || ' ', hash = '${'a'.repeat(64)}' where id = 5`);
    });
    expect(verdict).toMatchObject({ ok: false, what: 'entry-changed' });
  });

  test('a deleted audit entry or frame', () => {
    expect(
      countMissed((db, draw) => {
        if (draw(2) === 0) db.prepare('delete from audit where seq = ?').run(1 + draw(entries - 1));
        else db.prepare('delete from journal where id = ?').run(1 + draw(RUNS * 3));
      }),
    ).toEqual([]);
  });

  test('an inserted entry, with those after it moved up', () => {
    expect(
      countMissed((db, draw) => {
        const at = 1 + draw(entries);
        db.exec(`update audit set seq = -seq - 1 where seq >= ${at}`);
        db.exec('update audit set seq = -seq where seq < 0');
        db.exec(
          `insert into audit select ${at}, at, actor, action, run, frame_seq, subject, detail, hash from audit where seq = ${at === 1 ? 2 : at - 1}`,
        );
      }),
    ).toEqual([]);
  });

  test('two entries swapped', () => {
    expect(
      countMissed((db, draw) => {
        const a = 1 + draw(entries);
        const b = 1 + ((a + draw(entries - 1)) % entries);
        db.exec(`update audit set seq = -1 where seq = ${a}`);
        db.exec(`update audit set seq = ${a} where seq = ${b}`);
        db.exec(`update audit set seq = ${b} where seq = -1`);
      }),
    ).toEqual([]);
  });

  test('a log cut off, seen by the checkpoint outside', () => {
    const cut = (db: Database.Database, draw: (below: number) => number) =>
      db.prepare('delete from audit where seq > ?').run(draw(entries));
    expect(countMissed(cut, true)).toEqual([]);
    expect(verifyMutated((db) => cut(db, () => 3), [checkpoint])).toEqual({ ok: false, seq: 4, what: 'truncated' });
  });

  test('a log written anew with fitting hashes, seen by the checkpoint outside', () => {
    const rewrite = (db: Database.Database, draw: (below: number) => number) => {
      db.prepare('update audit set detail = \'{"n":-1}\' where seq = ?').run(1 + draw(entries));
      rehashAll(db);
    };
    expect(countMissed(rewrite, true)).toEqual([]);
    expect(verifyMutated((db) => rewrite(db, () => 3), [checkpoint])).toMatchObject({ what: 'rewritten' });
    expect(verifyMutated((db) => rewrite(db, () => 3))).toMatchObject({ ok: true });
  });

  test('two checkpoints of one entry that differ', () => {
    const other = { ...checkpoint, hash: 'f'.repeat(64) };
    expect(verifyMutated(() => {}, [checkpoint, other])).toMatchObject({ ok: false, what: 'rewritten' });
  });
});
