import type { Violation } from '../evidence.ts';
import { type Facts, readingErrorMs } from '../facts.ts';

/** I12: a timer fires once, and never before its time. */
export function* checkTimers(facts: Facts): Iterable<Violation> {
  for (const { row, entries } of facts.evidence.runs) {
    for (const waiting of entries) {
      if (waiting.kind !== 'waiting') continue;
      const ends = entries.filter((entry) => entry.kind === 'wait-settled' && entry.path === waiting.path);
      if (ends.length > 1) yield broken(`${waiting.path} of ${row.id} ended ${ends.length} times`);
      const early = ends.find(
        (entry) => entry.kind === 'wait-settled' && entry.by === 'timer' && entry.at < (waiting.dueAt ?? 0),
      );
      if (early !== undefined) yield broken(`${waiting.path} of ${row.id} fired before its time`);
    }
  }
  for (const { step, forMs } of facts.expected.pauses) {
    for (const call of facts.evidence.calls) {
      if (call.step !== step) continue;
      const sentAt = facts.accepts.get(call.event)?.[0]?.t;
      if (sentAt !== undefined && call.at + readingErrorMs < sentAt + forMs) {
        yield broken(
          `${call.event}/${step} acted ${Math.round(call.at - sentAt)} ms after its event instead of ${forMs}`,
        );
      }
    }
  }
}

function broken(says: string): Violation {
  return { invariant: 'I12', says };
}
