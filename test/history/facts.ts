import { isJsonObject, type Json } from '#flow/json.ts';
import type { Evidence, Expectations, RunEvidence, TargetCall } from './evidence.ts';
import type { HistoryEntry } from './history.ts';

/** Evidence, sorted the ways the checks look at it. */
export type Facts = {
  readonly evidence: Evidence;
  readonly expected: Expectations;
  readonly runsById: ReadonlyMap<string, RunEvidence>;
  /** Runs by the id of their event, replays included, in the order they were accepted. */
  readonly runsByEvent: ReadonlyMap<string, readonly RunEvidence[]>;
  /** Calls by `event/step`, in the order they were received. */
  readonly callsByStep: ReadonlyMap<string, readonly TargetCall[]>;
  /** What senders did, by event id. */
  readonly accepts: ReadonlyMap<string, readonly HistoryEntry[]>;
};

/** Sorts evidence. */
export function gatherFacts(evidence: Evidence, expected: Expectations): Facts {
  return {
    evidence,
    expected,
    runsById: new Map(evidence.runs.map((run) => [run.row.id, run])),
    runsByEvent: groupBy(evidence.runs, (run) => run.row.key ?? ''),
    callsByStep: groupBy(evidence.calls, (call) => stepKey(call.event, call.step)),
    accepts: groupBy(
      evidence.history.filter((entry) => entry.f === 'accept'),
      (entry) => entry.key,
    ),
  };
}

/** Clocks of two processes of one machine are read at different moments; this much may lie between, in milliseconds. */
export const readingErrorMs = 3;

/** How calls of one step of one event are found. */
export function stepKey(event: string, step: string): string {
  return `${event}/${step}`;
}

/** Sorts things into lists by a key, keeping their order. */
export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return groups;
}

/** A text member of a history value, or undefined. */
export function textOf(value: Json | undefined, member: string): string | undefined {
  const found = isJsonObject(value) ? value[member] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The node a path ends at; an undo step ends in `~undo_node:2`. */
export function nodeAt(path: string): string {
  const segment = path.split('/').at(-1) ?? path;
  return /^~(.+):\d+$/.exec(segment)?.[1] ?? segment;
}

/** True for states that never change again. */
export function isOver(run: RunEvidence): boolean {
  return ['succeeded', 'failed', 'cancelled', 'superseded'].includes(run.row.state);
}

/** A replay belongs to the chain of an earlier run; a sender's retry is linked to one and begins a chain of its own. */
export function isReplay(run: RunEvidence): boolean {
  return run.row.origin !== run.row.id;
}
