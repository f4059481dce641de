import { createHash } from 'node:crypto';
import type { Entry } from '#flow/interpret/entry.ts';
import type { TargetCall, Violation } from '../evidence.ts';
import { type Facts, groupBy, nodeAt, readingErrorMs, stepKey } from '../facts.ts';

type Intended = Extract<Entry, { kind: 'intended' }>;

/** I4: nothing takes effect without an intent that was committed before it. */
export function* checkIntents(facts: Facts): Iterable<Violation> {
  const intents = facts.evidence.runs.flatMap((run) =>
    run.entries
      .filter((entry): entry is Intended => entry.kind === 'intended')
      .map((entry) => ({ entry, event: run.row.key ?? '' })),
  );
  const byKey = groupBy(intents, ({ entry }) => sentKey(entry));
  const byStep = groupBy(intents, ({ entry, event }) => stepKey(event, nodeAt(entry.path)));
  for (const call of facts.evidence.calls) {
    if (!call.applied) continue;
    const meant = call.key === null ? byStep.get(stepKey(call.event, call.step)) : byKey.get(call.key);
    if (meant === undefined) yield broken(`${describe(call)} took effect and no journal holds an intent for it`);
    else if (!meant.some(({ entry }) => entry.at <= call.at + readingErrorMs)) {
      const earlyMs = Math.min(...meant.map(({ entry }) => entry.at)) - call.at;
      yield broken(`${describe(call)} took effect ${earlyMs} ms before its intent was recorded`);
    }
  }
  for (const [where, calls] of facts.callsByStep) {
    const received = calls.filter((call) => call.key === null).length;
    const meant = byStep.get(where)?.length ?? 0;
    if (received > meant) yield broken(`${where} was sent ${received} times without a key, and meant ${meant} times`);
  }
}

/** A write under its first generation is sent with the key of the ledger itself. */
function sentKey(entry: Intended): string {
  const { key, generation } = entry;
  return generation === 1 ? key : createHash('sha256').update(`${key}:${generation}`).digest('hex');
}

function describe(call: TargetCall): string {
  return `call ${call.seq} (${call.event}/${call.step})`;
}

function broken(says: string): Violation {
  return { invariant: 'I4', says };
}
