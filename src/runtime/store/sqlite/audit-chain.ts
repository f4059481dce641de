import { hash } from 'node:crypto';

/** What an audit entry's hash is made of. */
export type ChainedEntry = {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** Canonical JSON as stored. */
  readonly detail: string | null;
  /** Hash of the journal frame the entry vouches for, hex. */
  readonly covers: string | null;
};

/** What stands before the first entry and the first frame. */
export const CHAIN_START = '0'.repeat(64);

/** Hash of an audit entry: SHA-256 over a zero byte and the entry as a JSON list, the previous hash among it. */
export function hashAuditEntry(entry: ChainedEntry, prev: string): string {
  const { seq, at, actor, action, subject, detail, covers } = entry;
  return hash('sha256', `\0${JSON.stringify([seq, prev, at, actor, action, subject, detail, covers])}`);
}

/**
 * Hash of a journal frame: run, number and text, chained to the frame before. SQLite itself keeps no checksum of
 * payload bytes, so this is the only thing that notices an altered one.
 */
export function hashFrame(run: string, seq: number, frame: string, prev: string): string {
  return hash('sha256', `\u0001${prev}\n${run}\n${seq}\n${frame}`);
}
