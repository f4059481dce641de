import type { RunState } from '../command.ts';
import { CHAIN_START } from './audit-chain.ts';

/** What the writer keeps beside the database; everything in it can be taken back when a transaction is. */
export type WriterMemory = {
  /** Clock reading of the batch, epoch milliseconds. */
  now: number;
  auditSeq: number;
  auditHash: string;
  /** Changes of the number of runs by state since the transaction began. */
  readonly counts: Map<RunState, number>;
  /** Ids of texts and sources. */
  readonly words: Map<string, number>;
  readonly sources: Map<string, number>;
};

/** What must be restored when a transaction or a savepoint is rolled back. */
export type MemoryMark = {
  readonly auditSeq: number;
  readonly auditHash: string;
  readonly counts: ReadonlyMap<RunState, number>;
};

/** Empty memory, as before the first audit entry. */
export function createMemory(): WriterMemory {
  return { now: 0, auditSeq: 0, auditHash: CHAIN_START, counts: new Map(), words: new Map(), sources: new Map() };
}

/** Remembers the point to go back to. */
export function markMemory(memory: WriterMemory): MemoryMark {
  return { auditSeq: memory.auditSeq, auditHash: memory.auditHash, counts: new Map(memory.counts) };
}

/** Goes back to a mark; ids found since are forgotten, because their rows may be gone. */
export function restoreMemory(memory: WriterMemory, mark: MemoryMark): void {
  memory.auditSeq = mark.auditSeq;
  memory.auditHash = mark.auditHash;
  memory.counts.clear();
  for (const [state, runs] of mark.counts) memory.counts.set(state, runs);
  memory.words.clear();
  memory.sources.clear();
}

/** Notes that a run entered a state, and which it left. */
export function countMove(memory: WriterMemory, from: RunState | undefined, to: RunState): void {
  if (from === to) return;
  if (from !== undefined) memory.counts.set(from, (memory.counts.get(from) ?? 0) - 1);
  memory.counts.set(to, (memory.counts.get(to) ?? 0) + 1);
}
