import type { Database } from 'better-sqlite3';
import type { Claim, CommitOutcome } from '../command.ts';
import type { OpenRun } from './run-writer.ts';
import type { Words } from './words.ts';

/** Keeps claims: the memory by which the same event is recognised a second time. */
export type ClaimWriter = {
  /** Gives the duplicate outcome and counts it, or says that the claim is to be had. */
  readonly check: (claim: Claim, at: number) => ClaimStanding;
  readonly take: (run: OpenRun, claim: Claim, at: number) => void;
  /** Gives a claim up; whoever takes it next is linked to the run that had it. */
  readonly free: (run: OpenRun) => void;
};

/** Where a claim stands before a run takes it. */
export type ClaimStanding =
  | { readonly is: 'held'; readonly outcome: CommitOutcome }
  /** `by`: public id of the run that gave it up; undefined where nobody had it. */
  | { readonly is: 'free'; readonly by: string | undefined };

const untouched: ClaimStanding = { is: 'free', by: undefined };

type Held = { run: number; publicId: string; bodyHash: string; expiresAt: number; freed: number };

const SWEEP_EVERY = 512;
const SWEEP_ROWS = 1_024;

/** Prepares the statements that write claims. */
export function createClaimWriter(db: Database, words: Words): ClaimWriter {
  const find = db.prepare<[number, string], Held>(
    // No join: SQLite would prepare it anew at every call, at ten times the cost.
    `select run, (select public_id from runs where id = claims.run) as publicId, body_hash as bodyHash,
     expires_at as expiresAt, freed from claims where scope = ? and key = ?`,
  );
  const insert = db.prepare<[number, number, string, string, number]>(
    // A claim that ran out or was given up makes room.
    'insert or replace into claims (run, scope, key, body_hash, expires_at) values (?, ?, ?, ?, ?)',
  );
  const drop = db.prepare<[number]>('delete from claims where run = ?');
  const giveUp = db.prepare<[number]>('update claims set freed = 1 where run = ?');
  const count = db.prepare<[number, number]>(
    'update claims set repeats = repeats + 1, other_bodies = other_bodies + ? where run = ?',
  );
  const slice = db.prepare<[number, number], { run: number; expiresAt: number }>(
    'select run, expires_at as expiresAt from claims where run > ? order by run limit ?',
  );
  let taken = 0;
  let sweptTo = 0;

  function check(claim: Claim, at: number): ClaimStanding {
    const held = find.get(words.idOf(claim.scope), claim.key);
    if (held?.freed === 1) return { is: 'free', by: held.publicId };
    if (held === undefined || held.expiresAt <= at) return untouched;
    const sameBody = held.bodyHash === claim.bodyHash;
    count.run(sameBody ? 0 : 1, held.run);
    return { is: 'held', outcome: { kind: 'duplicate', run: held.publicId, sameBody } };
  }

  function take(run: OpenRun, claim: Claim, at: number): void {
    insert.run(run.id, words.idOf(claim.scope), claim.key, claim.bodyHash, claim.expiresAt);
    taken += 1;
    if (taken % SWEEP_EVERY === 0) sweep(at);
  }

  // Expired claims go a slice at a time, beside the ones that come: no pause, and the table stays as long as needed.
  function sweep(at: number): void {
    const rows = slice.all(sweptTo, SWEEP_ROWS);
    for (const row of rows) if (row.expiresAt <= at) drop.run(row.run);
    sweptTo = rows.length < SWEEP_ROWS ? 0 : (rows.at(-1)?.run ?? 0);
  }

  return { check, take, free: (run) => giveUp.run(run.id) };
}
