import type { Database } from 'better-sqlite3';
import type { ClaimStepCommand, CommitOutcome } from '../command.ts';
import type { OpenRun } from './run-writer.ts';
import type { Words } from './words.ts';

/** Keeps the claims of steps: the memory by which a step drops what another run has had before. */
export type StepClaimWriter = {
  /** Takes the key for a run, or names the run that has it; a run that asks again finds its own claim. */
  readonly claim: (run: OpenRun, command: ClaimStepCommand) => CommitOutcome;
  /** Gives up every claim a run has taken. */
  readonly free: (run: OpenRun) => void;
};

const SWEEP_EVERY = 512;
const SWEEP_ROWS = 1_024;

type Held = { owner: string; run: string; expiresAt: number };

/** Prepares the statements that write the claims of steps. */
export function createStepClaimWriter(db: Database, words: Words): StepClaimWriter {
  const find = db.prepare<[number, string], Held>(
    // No join: SQLite would prepare it anew at every call, at ten times the cost.
    `select owner, (select public_id from runs where id = step_claims.run) as run, expires_at as expiresAt
     from step_claims where scope = ? and key = ?`,
  );
  const take = db.prepare<[number, string, string, number, number]>(
    'insert or replace into step_claims (scope, key, owner, run, expires_at) values (?, ?, ?, ?, ?)',
  );
  const giveUp = db.prepare<[number]>('delete from step_claims where run = ?');
  const slice = db.prepare<[number, number], { id: number; expiresAt: number }>(
    'select id, expires_at as expiresAt from step_claims where id > ? order by id limit ?',
  );
  const drop = db.prepare<[number]>('delete from step_claims where id = ?');
  let taken = 0;
  let sweptTo = 0;

  // Expired claims go a slice at a time, beside the ones that come.
  function sweep(at: number): void {
    const rows = slice.all(sweptTo, SWEEP_ROWS);
    for (const row of rows) if (row.expiresAt <= at) drop.run(row.id);
    sweptTo = rows.length < SWEEP_ROWS ? 0 : (rows.at(-1)?.id ?? 0);
  }

  return {
    claim: (run, { scope, key, owner, at, expiresAt }) => {
      const held = find.get(words.idOf(scope), key);
      if (held !== undefined && held.expiresAt > at) {
        return held.owner === owner ? { kind: 'claimed' } : { kind: 'claimed', by: held.run };
      }
      take.run(words.idOf(scope), key, owner, run.id, expiresAt);
      taken += 1;
      if (taken % SWEEP_EVERY === 0) sweep(at);
      return { kind: 'claimed' };
    },
    free: (run) => void giveUp.run(run.id),
  };
}
