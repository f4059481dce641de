import type { RunEvidence, Violation } from '../evidence.ts';
import { type Facts, groupBy, isReplay, textOf } from '../facts.ts';

/** I1: every acknowledged event is exactly once in the inbox; an event nobody acknowledged is there at most once. */
export function* checkInbox(facts: Facts): Iterable<Violation> {
  for (const [event, entries] of facts.accepts) {
    const runs = beginnings(facts, event);
    const counted = runs.filter((run) => !hasFreedItsClaim(run));
    if (counted.length > 1) {
      yield broken(
        `event ${event} was taken in ${counted.length} times: ${counted.map((run) => run.row.id).join(', ')}`,
      );
    }
    for (const { type, value } of entries) {
      const run = type === 'ok' ? textOf(value, 'run') : undefined;
      if (run !== undefined && !facts.runsById.has(run)) {
        yield broken(`event ${event} was acknowledged as ${run}, and the store has no such run`);
      }
    }
    const hasAnswer = entries.some((entry) => entry.type === 'ok');
    if (hasAnswer && runs.length === 0) yield broken(`event ${event} was acknowledged and is not in the inbox`);
  }
  for (const run of facts.evidence.runs) {
    const begun = run.entries.filter((entry) => entry.kind === 'started').length;
    if (begun !== 1) yield broken(`${run.row.id} began ${begun} times`);
    if (!isReplay(run) && !facts.accepts.has(run.row.key ?? '')) {
      yield broken(`${run.row.id} has the key "${run.row.key}", which nobody sent`);
    }
  }
  yield* checkReplays(facts);
}

/** What was set aside is replayed once, whoever asks how often. */
function* checkReplays(facts: Facts): Iterable<Violation> {
  const letters = groupBy(facts.evidence.deadLetters, (letter) => letter.run);
  const replays = groupBy(facts.evidence.runs.filter(isReplay), (run) => run.row.parent ?? '');
  for (const [run, children] of replays) {
    const known = letters.get(run)?.length ?? 0;
    if (known > 0 && children.length > known) {
      yield broken(`${run} was set aside ${known} times and replayed ${children.length} times`);
    }
  }
}

/** Counts for the report. */
export function countInbox(facts: Facts): {
  readonly events: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicated: number;
} {
  const acknowledged = [...facts.accepts].filter(([, entries]) => entries.some((entry) => entry.type === 'ok'));
  return {
    events: facts.accepts.size,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(([event]) => beginnings(facts, event).length === 0).length,
    duplicated: [...facts.accepts.keys()].filter(
      (event) => beginnings(facts, event).filter((run) => !hasFreedItsClaim(run)).length > 1,
    ).length,
  };
}

function beginnings(facts: Facts, event: string): readonly RunEvidence[] {
  return (facts.runsByEvent.get(event) ?? []).filter((run) => !isReplay(run));
}

/** A run that failed before it meant to write lets the sender's next try in: that is one event, twice looked at. */
function hasFreedItsClaim(run: RunEvidence): boolean {
  return run.row.state === 'failed' && !run.entries.some((entry) => entry.kind === 'intended');
}

function broken(says: string): Violation {
  return { invariant: 'I1', says };
}
