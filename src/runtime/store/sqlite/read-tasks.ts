import type { Database } from 'better-sqlite3';
import type { Failure } from '#flow/failure.ts';
import type { JsonText } from '#flow/json.ts';
import type { ApprovalRow, DeadLetterRow, Page } from '../row.ts';
import type { StoreReads } from '../store.ts';
import { clampLimit, cursorBefore, toPage } from './paging.ts';

type ApprovalColumns = Omit<ApprovalRow, 'dueAt' | 'decidedBy' | 'decidedAt' | 'reason'> & {
  position: number;
  dueAt: number | null;
  decidedBy: string | null;
  decidedAt: number | null;
  reason: string | null;
};

type DeadLetterColumns = Omit<DeadLetterRow, 'hint' | 'cause' | 'key' | 'closedBy' | 'closedAt' | 'reason'> & {
  position: number;
  hint: string | null;
  cause: JsonText | null;
  key: string | null;
  closedBy: string | null;
  closedAt: number | null;
  reason: string | null;
};

type ApprovalFilter = Parameters<StoreReads['listApprovals']>[0];
type DeadLetterFilter = Parameters<StoreReads['listDeadLetters']>[0];

const APPROVALS = `select a.id as position, a.public_id as id, a.path, a.node, a.audience as "group", a.title, a.shown,
  a.shown_hash as shownHash, a.opened_at as openedAt, a.due_at as dueAt, r.public_id as run, f.text as flow, a.state,
  a.decided_by as decidedBy, a.decided_at as decidedAt, a.reason`;
const APPROVALS_JOINED = 'cross join runs r on r.id = a.run cross join words f on f.id = r.flow';
const DEAD_LETTERS = `select d.id as position, d.public_id as id, d.path, d.node, d.owner, d.hint, d.cause, d.at,
  r.public_id as run, f.text as flow, r.business_key as key, d.state, d.closed_by as closedBy, d.closed_at as closedAt,
  d.reason`;
const DEAD_LETTERS_JOINED = 'cross join runs r on r.id = d.run cross join words f on f.id = d.flow';

/** The query for a filter of approvals, newest first. */
export function listApprovalsSql(filter: Omit<ApprovalFilter, 'limit' | 'cursor'>): string {
  const { run, group, state } = filter;
  const index =
    run !== undefined
      ? 'indexed by approvals_by_run'
      : group !== undefined && state !== undefined
        ? 'indexed by approvals_by_audience'
        : state !== undefined
          ? 'indexed by approvals_by_state'
          : 'not indexed';
  const conditions = [
    'a.id < :before',
    ...(run === undefined ? [] : ['a.run = (select id from runs where public_id = :run)']),
    ...(group === undefined ? [] : ['a.audience = :group']),
    ...(state === undefined ? [] : ['a.state = :state']),
  ];
  return `${APPROVALS} from approvals a ${index} ${APPROVALS_JOINED} where ${conditions.join(' and ')} order by a.id desc limit :limit`;
}

/** The query for a filter of dead letters, newest first, or oldest first behind the one it names. */
export function listDeadLettersSql(filter: Omit<DeadLetterFilter, 'limit' | 'cursor'>): string {
  const { run, flow, owner, state, after } = filter;
  const index =
    run !== undefined
      ? 'indexed by dead_letters_by_run'
      : state === 'open'
        ? 'indexed by dead_letters_by_state'
        : flow !== undefined
          ? 'indexed by dead_letters_by_flow'
          : owner !== undefined
            ? 'indexed by dead_letters_by_owner'
            : state !== undefined
              ? 'indexed by dead_letters_by_state'
              : 'not indexed';
  const conditions = [
    'd.id < :before',
    ...(after === undefined ? [] : ['d.id > coalesce((select id from dead_letters where public_id = :after), 0)']),
    ...(run === undefined ? [] : ['d.run = (select id from runs where public_id = :run)']),
    ...(flow === undefined ? [] : ['d.flow = (select id from words where text = :flow)']),
    ...(owner === undefined ? [] : ['d.owner = :owner']),
    ...(state === undefined ? [] : ['d.state = :state']),
  ];
  const order = after === undefined ? 'desc' : 'asc';
  return `${DEAD_LETTERS} from dead_letters d ${index} ${DEAD_LETTERS_JOINED} where ${conditions.join(' and ')} order by d.id ${order} limit :limit`;
}

/** Reads what waits for people: approvals, dead letters, doubts; and timers. */
export function createTaskReads(db: Database) {
  const oneApproval = db.prepare<[string], ApprovalColumns>(
    `${APPROVALS} from approvals a ${APPROVALS_JOINED} where a.public_id = ?`,
  );
  const oneDeadLetter = db.prepare<[string], DeadLetterColumns>(
    `${DEAD_LETTERS} from dead_letters d ${DEAD_LETTERS_JOINED} where d.public_id = ?`,
  );
  const dueTimers = db.prepare<[number], { id: number; run: string; path: string; at: number }>(
    `select t.run as id, r.public_id as run, t.path, t.at from timers t indexed by timers_by_time
     cross join runs r on r.id = t.run where t.at <= ? order by t.at`,
  );
  const nextTimer = db.prepare<[number], { at: number | null }>(
    'select min(at) as at from timers indexed by timers_by_time where at > ?',
  );
  const doubts = db.prepare<
    [number, number],
    { position: number; run: string; flow: string; path: string; title: string; openedAt: number }
  >(
    `select d.id as position, r.public_id as run, f.text as flow, d.path, d.title, d.opened_at as openedAt
     from doubts d not indexed cross join runs r on r.id = d.run cross join words f on f.id = r.flow
     where d.id < ? order by d.id desc limit ?`,
  );

  function listApprovals(filter: ApprovalFilter): Page<ApprovalRow> {
    const limit = clampLimit(filter.limit);
    const statement = db.prepare<[Record<string, unknown>], ApprovalColumns>(listApprovalsSql(filter));
    return toPage(statement.all(bindings(filter, limit)), limit, toApproval);
  }

  function listDeadLetters(filter: DeadLetterFilter): Page<DeadLetterRow> {
    const limit = clampLimit(filter.limit);
    const statement = db.prepare<[Record<string, unknown>], DeadLetterColumns>(listDeadLettersSql(filter));
    return toPage(statement.all(bindings(filter, limit)), limit, toDeadLetter);
  }

  function findDueTimers(now: number, limit: number) {
    const due: { readonly run: string; readonly path: string; readonly at: number }[] = [];
    const seen = new Set<number>();
    const wanted = clampLimit(limit);
    for (const { id, run, path, at } of dueTimers.iterate(now)) {
      if (seen.has(id)) continue;
      seen.add(id);
      due.push({ run, path, at });
      if (due.length === wanted) break;
    }
    return due;
  }

  function listDoubts(wanted: number, cursor?: string) {
    const limit = clampLimit(wanted);
    return toPage(doubts.all(cursorBefore(cursor), limit + 1), limit, ({ position: _position, ...doubt }) => doubt);
  }

  return {
    listApprovals,
    loadApproval: (id: string) => mapFound(oneApproval.get(id), toApproval),
    listDeadLetters,
    loadDeadLetter: (id: string) => mapFound(oneDeadLetter.get(id), toDeadLetter),
    dueTimers: findDueTimers,
    nextTimerAt: (after = Number.MIN_SAFE_INTEGER) => nextTimer.get(after)?.at ?? undefined,
    listDoubts,
  };
}

// Only names that stand in the query may be bound, and those that were not given do not stand in it.
function bindings(filter: ApprovalFilter | DeadLetterFilter, limit: number): Record<string, unknown> {
  const { limit: _limit, cursor, ...given } = filter;
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...named, before: cursorBefore(cursor), limit: limit + 1 };
}

function mapFound<T, U>(value: T | undefined, show: (value: T) => U): U | undefined {
  return value === undefined ? undefined : show(value);
}

function toApproval(columns: ApprovalColumns): ApprovalRow {
  const { position: _position, dueAt, decidedBy, decidedAt, reason, ...rest } = columns;
  return {
    ...rest,
    ...(dueAt === null ? {} : { dueAt }),
    decidedBy: decidedBy ?? undefined,
    decidedAt: decidedAt ?? undefined,
    reason: reason ?? undefined,
  };
}

function toDeadLetter(columns: DeadLetterColumns): DeadLetterRow {
  const { position: _position, hint, cause, key, closedBy, closedAt, reason, ...rest } = columns;
  const failure: Failure | undefined = cause === null ? undefined : JSON.parse(cause);
  return {
    ...rest,
    ...(hint === null ? {} : { hint }),
    ...(failure === undefined ? {} : { cause: failure }),
    key: key ?? undefined,
    closedBy: closedBy ?? undefined,
    closedAt: closedAt ?? undefined,
    reason: reason ?? undefined,
  };
}
