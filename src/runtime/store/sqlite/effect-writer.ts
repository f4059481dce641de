import type { Database } from 'better-sqlite3';
import { type JsonText, toJsonText } from '#flow/json.ts';
import type { EffectIntent, EffectOutcome } from '../change.ts';
import type { CommitOutcome } from '../command.ts';
import type { OpenRun } from './run-writer.ts';
import type { Words } from './words.ts';

/** Keeps the ledger of effects: one row per key and generation. */
export type EffectWriter = {
  /** What stands in the way of an intent, if anything; writes nothing. */
  readonly check: (run: Pick<OpenRun, 'id'>, effect: EffectIntent) => CommitOutcome | undefined;
  readonly intend: (run: OpenRun, effect: EffectIntent) => void;
  readonly settle: (effect: EffectOutcome) => void;
};

type Row = {
  run: number;
  publicId: string;
  outcome: 'open' | 'done' | 'refused' | 'unknown';
  requestHash: string;
  port: string | null;
  result: JsonText | null;
  at: number;
};

/** Prepares the statements that write the ledger. */
export function createEffectWriter(db: Database, words: Words): EffectWriter {
  // A forced repetition comes with a higher generation, so only this one and later ones count.
  const find = db.prepare<[string, number], Row>(
    `select run, (select public_id from runs where id = effects.run) as publicId, outcome,
     request_hash as requestHash, port, result, at
     from effects where key = ? and generation >= ? order by generation desc limit 1`,
  );
  const upsert = db.prepare<[string, number, number, string, number, number, string, number]>(
    `insert into effects (key, generation, run, path, attempt, connection, request_hash, at) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (key, generation) do update set run = excluded.run, path = excluded.path, attempt = excluded.attempt,
     connection = excluded.connection, request_hash = excluded.request_hash, at = excluded.at, outcome = 'open'`,
  );
  const settle = db.prepare<[string, string | null, string | null, number, string, number]>(
    `update effects set outcome = ?, port = ?, result = ?, settled_at = ?
     where key = ? and generation = ? and outcome <> 'done'`,
  );

  function check(run: Pick<OpenRun, 'id'>, effect: EffectIntent): CommitOutcome | undefined {
    const row = find.get(effect.key, effect.generation);
    if (row === undefined || row.outcome === 'refused') return undefined;
    const { key } = effect;
    if (row.outcome === 'done') {
      const { requestHash, port, result } = row;
      return { kind: 'effect-done', key, requestHash, port: port ?? '', result: result ?? toJsonText(null) };
    }
    const isForeign = row.run !== run.id;
    if (isForeign && effect.ifOpen === 'report') return { kind: 'effect-open', key, run: row.publicId, at: row.at };
    return undefined;
  }

  return {
    check,
    intend: (run, { key, generation, path, attempt, connection, requestHash, at }) => {
      upsert.run(key, generation, run.id, path, attempt, words.idOf(connection), requestHash, at);
    },
    settle: ({ key, generation, outcome, port, result, at }) => {
      settle.run(outcome, port ?? null, result ?? null, at, key, generation);
    },
  };
}
