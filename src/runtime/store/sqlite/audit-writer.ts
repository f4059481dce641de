import type { Database } from 'better-sqlite3';
import { canonicalJson } from '#flow/json.ts';
import type { AuditFact } from '../change.ts';
import { hashAuditEntry } from './audit-chain.ts';
import type { WriterMemory } from './memory.ts';
import type { Words } from './words.ts';

/** The journal frame an audit entry was committed with. */
export type CoveredFrame = {
  readonly run: number;
  readonly publicId: string;
  readonly seq: number;
  readonly hash: string;
};

/** Adds an entry to the audit chain, inside the transaction of the fact it records. */
export type AppendAudit = (fact: AuditFact, frame: CoveredFrame | undefined) => void;

/** Prepares the audit log for writing and reads where its chain ends. */
export function createAuditWriter(db: Database, memory: WriterMemory, words: Words): AppendAudit {
  const last = db
    .prepare<[], { seq: number; hash: string }>('select seq, hash from audit order by seq desc limit 1')
    .get();
  if (last !== undefined) {
    memory.auditSeq = last.seq;
    memory.auditHash = last.hash;
  }
  const insert = db.prepare<
    [number, number, number, number, number | null, number | null, string | null, string | null, string]
  >(
    'insert into audit (seq, at, actor, action, run, frame_seq, subject, detail, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );

  return (fact, frame) => {
    // SQLite would replace lone surrogates on the way in, and the hash would never match what it gives back.
    const actor = fact.actor.toWellFormed();
    const action = fact.action.toWellFormed();
    const subject = fact.subject.toWellFormed();
    const detail = fact.detail === undefined ? null : canonicalJson(fact.detail);
    const seq = memory.auditSeq + 1;
    const covers = frame?.hash ?? null;
    const hash = hashAuditEntry({ seq, at: fact.at, actor, action, subject, detail, covers }, memory.auditHash);
    const subjectColumn = frame?.publicId === subject ? null : subject;
    insert.run(
      seq,
      fact.at,
      words.idOf(actor),
      words.idOf(action),
      frame?.run ?? null,
      frame?.seq ?? null,
      subjectColumn,
      detail,
      hash,
    );
    memory.auditSeq = seq;
    memory.auditHash = hash;
  };
}
