import type { Database } from 'better-sqlite3';
import type { CommitOutcome, TakeTurnCommand } from '../command.ts';
import type { Words } from './words.ts';

const SWEEP_EVERY = 512;
const SWEEP_ROWS = 1_024;

/** Prepares the statements that give out turns at an even rate, some of them at once where a burst is allowed. */
export function createTurnWriter(db: Database, words: Words): (command: TakeTurnCommand) => CommitOutcome {
  const find = db.prepare<[number, string], { freeAt: number }>(
    'select free_at as freeAt from turns where scope = ? and key = ?',
  );
  const put = db.prepare<[number, string, number]>(
    `insert into turns (scope, key, free_at) values (?, ?, ?)
     on conflict (scope, key) do update set free_at = excluded.free_at`,
  );
  const slice = db.prepare<[number, number], { id: number; freeAt: number }>(
    'select id, free_at as freeAt from turns where id > ? order by id limit ?',
  );
  const drop = db.prepare<[number]>('delete from turns where id = ?');
  let given = 0;
  let sweptTo = 0;

  // A turn that was free before now says no more than none at all.
  function sweep(at: number): void {
    const rows = slice.all(sweptTo, SWEEP_ROWS);
    for (const row of rows) if (row.freeAt <= at) drop.run(row.id);
    sweptTo = rows.length < SWEEP_ROWS ? 0 : (rows.at(-1)?.id ?? 0);
  }

  return ({ scope, key, at, intervalMs, burst }) => {
    const id = words.idOf(scope);
    const freeAt = Math.max(at, find.get(id, key)?.freeAt ?? at);
    put.run(id, key, freeAt + intervalMs);
    given += 1;
    if (given % SWEEP_EVERY === 0) sweep(at);
    // Never early: recorded times are whole milliseconds.
    return { kind: 'turn', at: Math.ceil(Math.max(at, freeAt - (burst - 1) * intervalMs)) };
  };
}
