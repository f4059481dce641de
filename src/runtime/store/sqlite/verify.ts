import Database from 'better-sqlite3';
import type { AuditCheckpoint, AuditVerdict } from '../row.ts';
import { CHAIN_START, hashAuditEntry, hashFrame } from './audit-chain.ts';

type AuditColumns = {
  seq: number;
  at: number;
  actor: string | null;
  action: string | null;
  subject: string | null;
  detail: string | null;
  covers: string | null;
  hash: string;
};

type FrameColumns = {
  run: string;
  runSeq: number;
  head: string;
  seq: number | null;
  hash: string | null;
  frame: string;
};

type Broken = Extract<AuditVerdict, { ok: false }>;

/** Entries and frames looked at when the store opens. */
const SAMPLE_NEWEST = 128;
const SAMPLE_SCATTERED = 128;

const SELECT_AUDIT = `select a.seq, a.at, actor.text as actor, action.text as action,
  coalesce(a.subject, r.public_id) as subject, a.detail, j.hash as covers, a.hash
  from audit a left join words actor on actor.id = a.actor left join words action on action.id = a.action
  left join runs r on r.id = a.run left join journal j on j.run = a.run and j.seq = a.frame_seq`;

/**
 * Walks the audit chain and the journal of every run.
 *
 * @param checkpoints ends of the chain that were noted outside the database, in any order
 */
export function verifyDatabase(db: Database.Database, checkpoints: readonly AuditCheckpoint[]): AuditVerdict {
  const walk = db.transaction((): AuditVerdict => {
    const chain = verifyChain(db, checkpoints);
    if (!chain.ok) return chain;
    return verifyJournal(db) ?? chain;
  });
  return walk.deferred();
}

function verifyChain(db: Database.Database, checkpoints: readonly AuditCheckpoint[]): AuditVerdict {
  const noted = new Map<number, string>();
  let newestNoted = 0;
  for (const { seq, hash } of checkpoints) {
    // Two notes of one entry that differ cannot both be true.
    if (noted.has(seq) && noted.get(seq) !== hash) return { ok: false, seq, what: 'rewritten' };
    noted.set(seq, hash);
    newestNoted = Math.max(newestNoted, seq);
  }
  let prev = CHAIN_START;
  let seq = 0;
  const rows = db.prepare<[], AuditColumns>(`${SELECT_AUDIT} order by a.seq`);
  try {
    for (const row of rows.iterate()) {
      if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, what: 'entry-missing' };
      seq = row.seq;
      const hash = row.hash;
      if (hashOf(row, prev) !== hash) return { ok: false, seq, what: 'entry-changed' };
      const note = noted.get(seq);
      if (note !== undefined && note !== hash) return { ok: false, seq, what: 'rewritten' };
      prev = hash;
    }
  } catch (error) {
    if (isDamage(error)) return { ok: false, seq: seq + 1, what: 'entry-changed' };
    throw error;
  }
  if (newestNoted > seq) return { ok: false, seq: seq + 1, what: 'truncated' };
  return { ok: true, entries: seq, head: prev, checkpoint: noted.size > 0 ? 'matches' : 'none' };
}

// Covers what the row stores: an altered word, run id or frame hash gives another text, or none at all.
function hashOf(row: AuditColumns, prev: string): string | undefined {
  const { seq, at, actor, action, subject, detail } = row;
  if (actor === null || action === null || subject === null) return undefined;
  return hashAuditEntry({ seq, at, actor, action, subject, detail, covers: row.covers }, prev);
}

function verifyJournal(db: Database.Database): Broken | undefined {
  const frames = db.prepare<[], FrameColumns>(
    `select r.public_id as run, r.seq as runSeq, r.head, j.seq, j.hash, j.frame
     from runs r left join journal j on j.run = r.id order by r.id, j.seq`,
  );
  let last: FrameColumns | undefined;
  let prev = CHAIN_START;
  try {
    for (const row of frames.iterate()) {
      if (row.run !== last?.run) {
        if (last !== undefined && !endsAsNoted(last, prev)) return brokenEnd(last);
        prev = CHAIN_START;
      }
      const expected = row.run === last?.run ? (last.seq ?? 0) + 1 : 1;
      if (row.seq !== expected || row.hash === null) {
        return { ok: false, seq: expected, what: 'journal-missing', run: row.run };
      }
      const hash = row.hash;
      if (hashFrame(row.run, row.seq, row.frame, prev) !== hash) {
        return { ok: false, seq: row.seq, what: 'journal-changed', run: row.run };
      }
      prev = hash;
      last = row;
    }
  } catch (error) {
    if (isDamage(error)) return { ok: false, seq: last?.seq ?? 0, what: 'journal-changed', run: last?.run ?? '' };
    throw error;
  }
  if (last !== undefined && !endsAsNoted(last, prev)) return brokenEnd(last);
  const orphan = db
    .prepare<[], { seq: number; run: number }>(
      'select seq, run from journal where run not in (select id from runs) limit 1',
    )
    .get();
  return orphan && { ok: false, seq: orphan.seq, what: 'journal-missing', run: `#${orphan.run}` };
}

function endsAsNoted(last: FrameColumns, hash: string): boolean {
  return last.seq === last.runSeq && last.head === hash;
}

function brokenEnd(last: FrameColumns): Broken {
  const what = last.seq === last.runSeq ? 'journal-changed' : 'journal-missing';
  return { ok: false, seq: last.runSeq, what, run: last.run };
}

/** Looks at the newest and at scattered entries and frames; says what is wrong with the first bad one. */
export function checkSample(db: Database.Database): string | undefined {
  return checkAuditSample(db) ?? checkFrameSample(db);
}

function checkAuditSample(db: Database.Database): string | undefined {
  const newest = db.prepare<[], { seq: number | null }>('select max(seq) as seq from audit').get()?.seq ?? 0;
  const entry = db.prepare<[number], AuditColumns>(`${SELECT_AUDIT} where a.seq = ?`);
  const before = db.prepare<[number], { hash: string }>('select hash from audit where seq = ?');
  for (const seq of samplePositions(newest)) {
    const row = entry.get(seq);
    const prev = seq === 1 ? CHAIN_START : before.get(seq - 1)?.hash;
    if (row === undefined || prev === undefined) return `audit entry ${seq} or the one before it is missing`;
    if (hashOf(row, prev) !== row.hash) return `audit entry ${seq} does not match its hash`;
  }
  return undefined;
}

function checkFrameSample(db: Database.Database): string | undefined {
  const newest = db.prepare<[], { id: number | null }>('select max(id) as id from journal').get()?.id ?? 0;
  const frame = db.prepare<[number], { run: number; publicId: string; seq: number; hash: string; frame: string }>(
    `select j.run, r.public_id as publicId, j.seq, j.hash, j.frame from journal j join runs r on r.id = j.run
     where j.id = ?`,
  );
  const before = db.prepare<[number, number], { hash: string }>('select hash from journal where run = ? and seq = ?');
  for (const id of samplePositions(newest)) {
    const row = frame.get(id);
    if (row === undefined) continue;
    const prev = row.seq === 1 ? CHAIN_START : before.get(row.run, row.seq - 1)?.hash;
    if (prev === undefined) return `frame ${row.seq - 1} of ${row.publicId} is missing`;
    if (hashFrame(row.publicId, row.seq, row.frame, prev) !== row.hash) {
      return `frame ${row.seq} of ${row.publicId} does not match its hash`;
    }
  }
  return undefined;
}

// Spread evenly, not drawn: two starts of one damaged database say the same.
function samplePositions(newest: number): readonly number[] {
  const positions = new Set<number>();
  for (let seq = newest; seq > Math.max(0, newest - SAMPLE_NEWEST); seq -= 1) positions.add(seq);
  const step = Math.max(1, Math.floor(newest / SAMPLE_SCATTERED));
  for (let seq = 1; seq <= newest; seq += step) positions.add(seq);
  return [...positions];
}

function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(error.code);
}
