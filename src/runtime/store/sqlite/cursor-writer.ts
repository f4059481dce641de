import type { Database } from 'better-sqlite3';
import type { PollCursor } from '../command.ts';
import type { Words } from './words.ts';

/** Prepares the statement that keeps how far a polling trigger has read. */
export function createCursorWriter(db: Database, words: Words): (cursor: PollCursor) => void {
  const put = db.prepare<[number, string]>('insert or replace into poll_cursors (scope, cursor) values (?, ?)');
  return ({ scope, cursor }) => {
    put.run(words.idOf(scope), cursor);
  };
}
