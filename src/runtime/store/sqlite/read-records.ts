import type { Database } from 'better-sqlite3';
import type { JsonObject, JsonText } from '#flow/json.ts';
import type { AuditRow, HoldRow, Page, RefusedRow, StoreFacts } from '../row.ts';
import type { StoreReads } from '../store.ts';
import { CHAIN_START } from './audit-chain.ts';
import { clampLimit, cursorBefore, toPage } from './paging.ts';

type AuditFilter = Parameters<StoreReads['listAudit']>[0];

type AuditColumns = {
  position: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: string | null;
  prev: string | null;
  hash: string;
  covers: string | null;
};

const AUDIT_COLUMNS = `select a.seq as position, a.at, actor.text as actor, action.text as action,
  coalesce(a.subject, r.public_id) as subject, a.detail, before.hash as prev, a.hash, j.hash as covers`;
const AUDIT_JOINED = `cross join words actor on actor.id = a.actor cross join words action on action.id = a.action
  left join runs r on r.id = a.run left join journal j on j.run = a.run and j.seq = a.frame_seq
  left join audit before on before.seq = a.seq - 1`;

/** The queries for a filter of audit entries, oldest first; their rows belong together. */
export function listAuditSql(filter: Pick<AuditFilter, 'subject' | 'action'>): readonly string[] {
  const { subject, action } = filter;
  const conditions = [
    'a.seq > :after',
    ...(action === undefined ? [] : ['a.action = (select id from words where text = :action)']),
  ];
  const query = (index: string, ...more: readonly string[]) =>
    `${AUDIT_COLUMNS} from audit a ${index} ${AUDIT_JOINED} where ${[...conditions, ...more].join(' and ')} order by a.seq limit :limit`;
  if (subject === undefined) return [query(action === undefined ? 'not indexed' : 'indexed by audit_by_action')];
  return [
    query('indexed by audit_by_subject', 'a.subject = :subject'),
    // Entries about the run they were committed with name it by its row.
    query('indexed by audit_by_run', 'a.run = (select id from runs where public_id = :subject)', 'a.subject is null'),
  ];
}

/** Reads records of the runtime as a whole: audit, refused calls, holds, deployments, secrets, ticks, facts. */
export function createRecordReads(db: Database) {
  const refused = db.prepare<[number, number], RefusedRow & { position: number }>(
    `select id as position, at, path, method, status, code, reason, size_bytes as sizeBytes from refused_calls
     where id < ? order by id desc limit ?`,
  );
  const holds = db.prepare<[], { kind: 'flow' | 'connection' | 'runtime'; target: string } & Omit<HoldRow, 'target'>>(
    'select kind, target, placed_by as by, at, reason from holds order by kind, target',
  );
  const live = db.prepare<[string], { flow: string; version: string; plan: string; at: number }>(
    `select flow, version, plan, at from deployments indexed by deployments_live
     where environment = ? and live = 1 order by flow`,
  );
  const plan = db.prepare<[string], { text: string }>('select text from plans where hash = ?');
  const answer = db.prepare<[string], { status: number; contentType: string; body: string }>(
    `select a.status, a.content_type as contentType, a.body from runs r cross join answers a on a.run = r.id
     where r.public_id = ?`,
  );
  const secrets = db.prepare<[], { name: string; sealed: string; at: number }>(
    'select name, sealed, at from secrets order by name',
  );
  const cursor = db.prepare<[string], { cursor: JsonText }>(
    'select c.cursor from words w cross join poll_cursors c on c.scope = w.id where w.text = ?',
  );
  const tick = db.prepare<[string], { at: number }>(
    'select t.at from words w cross join ticks t on t.scope = w.id where w.text = ?',
  );
  const counts = db.prepare<[], { state: string; runs: number }>('select state, runs from run_counts order by state');
  const head = db.prepare<[], { seq: number; hash: string }>(
    'select seq, hash from audit where seq = (select max(seq) from audit)',
  );

  function listAudit(filter: AuditFilter): Page<AuditRow> {
    const limit = clampLimit(filter.limit);
    const { subject, action, afterSeq } = filter;
    const named = { ...(subject === undefined ? {} : { subject }), ...(action === undefined ? {} : { action }) };
    const bound = { ...named, after: afterSeq ?? 0, limit: limit + 1 };
    const read = db.transaction(() =>
      listAuditSql(filter).flatMap((sql) => db.prepare<[Record<string, unknown>], AuditColumns>(sql).all(bound)),
    );
    const rows = read.deferred().sort((a, b) => a.position - b.position);
    return toPage(rows.slice(0, limit + 1), limit, toAuditRow);
  }

  function facts(): StoreFacts {
    const pages = Number(db.pragma('page_count', { simple: true }));
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    const last = head.get();
    return {
      sqlite: db.prepare<[], { version: string }>('select sqlite_version() as version').get()?.version ?? '',
      synchronous: Number(db.pragma('synchronous', { simple: true })),
      journalMode: String(db.pragma('journal_mode', { simple: true })),
      sizeBytes: pages * pageSize,
      runs: Object.fromEntries(counts.all().map(({ state, runs }) => [state, runs])),
      audit: { entries: last?.seq ?? 0, head: last?.hash ?? CHAIN_START },
    };
  }

  return {
    listAudit,
    listRefused: (wanted: number, cursor?: string): Page<RefusedRow> => {
      const limit = clampLimit(wanted);
      return toPage(refused.all(cursorBefore(cursor), limit + 1), limit, ({ position: _position, ...row }) => row);
    },
    listHolds: (): readonly HoldRow[] =>
      holds.all().map(({ kind, target, ...rest }) => ({
        target: kind === 'runtime' ? { kind } : { kind, id: target },
        ...rest,
      })),
    liveDeployments: (environment: string) => live.all(environment),
    loadPlan: (hash: string) => plan.get(hash)?.text,
    loadAnswer: (run: string) => answer.get(run),
    listSecrets: () => secrets.all(),
    lastTick: (scope: string) => tick.get(scope)?.at,
    pollCursor: (scope: string) => cursor.get(scope)?.cursor,
    facts,
  };
}

function toAuditRow(columns: AuditColumns): AuditRow {
  const { position, detail, prev, hash, covers, ...rest } = columns;
  const parsed: JsonObject | undefined = detail === null ? undefined : JSON.parse(detail);
  return {
    ...rest,
    seq: position,
    ...(parsed === undefined ? {} : { detail: parsed }),
    prev: prev ?? CHAIN_START,
    hash,
    ...(covers === null ? {} : { covers }),
  };
}
