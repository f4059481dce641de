import type { Database } from 'better-sqlite3';
import type { AppendAudit } from './audit-writer.ts';
import { integerOf } from './lane-order.ts';
import type { Lane, Place } from './lane-writer.ts';
import type { WriterMemory } from './memory.ts';
import type { OpenRun } from './run-writer.ts';

/** The path of the timer that tells a run to look at its lane; no step has it. */
const gapTimer = '@lane';

/** Keeps what a lane says while a number is missing: since when, until when, and whether a person has to look. */
export type GapWriter = {
  /** The lane waits before a place; a wait that has begun goes on. */
  readonly begin: (lane: Lane, place: Place) => void;
  /** The wait is over: the lane is parked, which the audit trail and the run say. */
  readonly park: (lane: Lane, place: Place, run: OpenRun) => void;
  /** Nothing is missing any more. */
  readonly end: (lane: Lane) => void;
};

/** Prepares the statements that write gaps. */
export function createGapWriter(
  db: Database,
  memory: WriterMemory,
  { appendAudit }: { readonly appendAudit: AppendAudit },
): GapWriter {
  const setGap = db.prepare<[number | null, number, number]>('update lanes set gap_until = ?, parked = ? where id = ?');
  const setTimer = db.prepare<[number, string, number]>(
    'insert or replace into timers (run, path, at) values (?, ?, ?)',
  );
  const dropTimers = db.prepare<[string, number]>(
    'delete from timers where path = ? and run in (select run from lane_places where lane = ?)',
  );
  const setWaiting = db.prepare<[string, number]>("update runs set waiting_for = ? where id = ? and state = 'waiting'");
  const waitForTurn = db.prepare<[number]>(
    `update runs set waiting_for = 'lane' where state = 'waiting' and waiting_for in ('gap', 'parked')
     and id in (select run from lane_places where lane = ? and released = 0)`,
  );

  function begin(lane: Lane, place: Place): void {
    const until = lane.gapUntil ?? memory.now + (place.gapMs ?? 0);
    setGap.run(until, lane.parked, lane.id);
    lane.gapUntil = until;
    setWaiting.run(lane.parked === 1 ? 'parked' : 'gap', place.run);
    if (lane.parked === 0) setTimer.run(place.run, gapTimer, until);
  }

  function park(lane: Lane, place: Place, run: OpenRun): void {
    setGap.run(lane.gapUntil, 1, lane.id);
    lane.parked = 1;
    dropTimers.run(gapTimer, lane.id);
    setWaiting.run('parked', run.id);
    const detail = { lane: lane.key, after: numberOf(lane.passed), waits: numberOf(place.orderKey) };
    appendAudit({ at: memory.now, actor: 'system', action: 'lane.parked', subject: run.publicId, detail }, undefined);
  }

  function end(lane: Lane): void {
    if (lane.gapUntil === null) return;
    setGap.run(null, 0, lane.id);
    lane.gapUntil = null;
    lane.parked = 0;
    dropTimers.run(gapTimer, lane.id);
    waitForTurn.run(lane.id);
  }

  return { begin, park, end };
}

function numberOf(orderKey: string | null): string {
  return String((orderKey === null ? undefined : integerOf(orderKey)) ?? '');
}
