import type { Database } from 'better-sqlite3';
import type { Failure } from '#flow/failure.ts';
import type { JsonText } from '#flow/json.ts';
import type { RunState } from '../command.ts';
import type { Page, RunFilter, RunRow, StoredEffect, StoredRun } from '../row.ts';
import { clampLimit, cursorAfter, cursorBefore, toPage } from './paging.ts';

type RunColumns = {
  position: number;
  id: string;
  environment: string;
  flow: string;
  version: string;
  plan: string;
  trigger: string;
  state: RunState;
  seq: number;
  key: string | null;
  origin: string;
  parent: string | null;
  again: number;
  startedAt: number;
  endedAt: number | null;
  waitingFor: string | null;
  degraded: number;
  output: JsonText | null;
  failure: string | null;
};

// Cross joins keep the order of the tables, so that rows come in the order of the index and the limit ends the walk.
const JOINED = `cross join sources s on s.id = r.source cross join words f on f.id = r.flow
  left join run_results x on x.run = r.id`;
const COLUMNS = `r.id as position, r.public_id as id, s.environment, f.text as flow, s.version, s.plan,
  s.trigger_id as "trigger", r.state, r.seq, r.business_key as key, coalesce(r.origin, r.public_id) as origin, r.parent, r.again,
  r.accepted_at as startedAt, r.ended_at as endedAt, r.waiting_for as waitingFor, r.degraded, x.output, x.failure`;

/** Picks the index that serves a filter best; most runs end succeeded, so that state narrows nothing. */
export function listRunsSql(filter: Pick<RunFilter, 'flow' | 'state' | 'key' | 'keyPrefix' | 'origin'>): string {
  if (filter.keyPrefix !== undefined && filter.origin === undefined && filter.key === undefined)
    return listByPrefixSql(filter);
  const isRare = filter.state !== undefined && filter.state !== 'succeeded';
  const index =
    filter.origin !== undefined
      ? 'indexed by runs_by_origin'
      : filter.key !== undefined
        ? 'indexed by runs_by_key'
        : isRare
          ? 'indexed by runs_by_state'
          : filter.flow !== undefined
            ? 'indexed by runs_by_flow'
            : 'not indexed';
  const conditions = [
    'r.id < :before',
    ...(filter.origin === undefined ? [] : ['r.origin = :origin']),
    ...(filter.key === undefined ? [] : ['r.business_key = :key']),
    ...(filter.state === undefined ? [] : ['r.state = :state']),
    // Said again literally: this is how SQLite sees that the partial index applies.
    ...(isRare ? ["r.state <> 'succeeded'"] : []),
    ...(filter.flow === undefined ? [] : ['r.flow = (select id from words where text = :flow)']),
  ];
  return `select ${COLUMNS} from runs r ${index} ${JOINED} where ${conditions.join(' and ')} order by r.id desc limit :limit`;
}

/** The walk over the keys comes first and carries ids only, because its rows must be sorted for every page. */
function listByPrefixSql(filter: Pick<RunFilter, 'flow' | 'state'>): string {
  const conditions = [
    'k.business_key >= :keyPrefix',
    'k.business_key < :keyEnd',
    'k.id < :before',
    ...(filter.state === undefined ? [] : ['k.state = :state']),
    ...(filter.flow === undefined ? [] : ['k.flow = (select id from words where text = :flow)']),
  ];
  const ids = `select k.id from runs k indexed by runs_by_key where ${conditions.join(' and ')}
    order by k.id desc limit :limit`;
  return `select ${COLUMNS} from (${ids}) p cross join runs r on r.id = p.id ${JOINED} order by r.id desc`;
}

/** Reads runs, their journal and the ledger of effects. */
export function createRunReads(db: Database) {
  const oneRun = db.prepare<[string], RunColumns>(`select ${COLUMNS} from runs r ${JOINED} where r.public_id = ?`);
  const frames = db.prepare<[number, number], { frame: string }>(
    `select frame from journal where run = ? and seq >= coalesce((select seq from snapshots where run = ?), 0)
     order by seq`,
  );
  const open = db.prepare<[string, number, number], { position: number; id: string }>(
    `select r.id as position, r.public_id as id from runs r indexed by runs_by_state
     where r.state = ? and r.state <> 'succeeded' and r.id > ? order by r.id limit ?`,
  );
  const effect = db.prepare<[string], StoredEffectColumns>(
    `select e.key, e.generation, r.public_id as run, e.path, e.outcome, e.request_hash as requestHash, e.port, e.result,
     coalesce(e.settled_at, e.at) as at
     from effects e join runs r on r.id = e.run where e.key = ? order by e.generation desc limit 1`,
  );
  const lists = new Map<string, ReturnType<typeof prepareList>>();
  const prepareList = (sql: string) => db.prepare<[Record<string, unknown>], RunColumns>(sql);

  function loadRun(id: string): StoredRun | undefined {
    const read = db.transaction((): StoredRun | undefined => {
      const row = oneRun.get(id);
      if (row === undefined) return undefined;
      return {
        row: toRunRow(row),
        seq: row.seq,
        frames: frames.all(row.position, row.position).map(({ frame }) => frame),
      };
    });
    return read.deferred();
  }

  function listRuns(filter: RunFilter): Page<RunRow> {
    const sql = listRunsSql(filter);
    const statement = lists.get(sql) ?? prepareList(sql);
    lists.set(sql, statement);
    const limit = clampLimit(filter.limit);
    const { flow, state, key, keyPrefix, origin } = filter;
    const given = {
      ...(flow === undefined ? {} : { flow }),
      ...(key === undefined ? {} : { key }),
      ...(origin === undefined ? {} : { origin }),
      ...(key !== undefined || origin !== undefined || keyPrefix === undefined
        ? {}
        : { keyPrefix, keyEnd: `${keyPrefix}\u{10ffff}` }),
    };
    const rows = statement.all({
      ...given,
      ...(state === undefined ? {} : { state }),
      before: cursorBefore(filter.cursor),
      limit: limit + 1,
    });
    return toPage(rows, limit, toRunRow);
  }

  function openRuns(cursor: string | undefined, wanted: number): Page<{ readonly id: string }> {
    const limit = clampLimit(wanted);
    const after = cursorAfter(cursor);
    // One walk per state and a merge here: asked for three states at once, SQLite would sort them all for every page.
    const read = db.transaction(() =>
      ['accepted', 'running', 'closing'].flatMap((state) => open.all(state, after, limit + 1)),
    );
    const rows = read.deferred().sort((a, b) => a.position - b.position);
    return toPage(rows.slice(0, limit + 1), limit, ({ id }) => ({ id }));
  }

  function findEffect(key: string): StoredEffect | undefined {
    const row = effect.get(key);
    return row && { ...row, port: row.port ?? undefined, result: row.result ?? undefined };
  }

  return { loadRun, listRuns, openRuns, findEffect };
}

type StoredEffectColumns = Omit<StoredEffect, 'port' | 'result'> & { port: string | null; result: JsonText | null };

function toRunRow(columns: RunColumns): RunRow {
  const { position: _position, seq: _seq, ...row } = columns;
  const failure: Failure | undefined = row.failure === null ? undefined : JSON.parse(row.failure);
  return {
    ...row,
    key: row.key ?? undefined,
    parent: row.parent ?? undefined,
    again: row.again === 1,
    endedAt: row.endedAt ?? undefined,
    waitingFor: row.waitingFor ?? undefined,
    degraded: row.degraded === 1,
    output: row.output ?? undefined,
    failure,
  };
}
