import type { Database } from 'better-sqlite3';
import type { LaneRequest, UnparkLaneCommand } from '../command.ts';
import { isFinal } from '../command.ts';
import type { AppendAudit } from './audit-writer.ts';
import { createGapWriter } from './gap-writer.ts';
import { isBehindGap, isOvertaken, laneOrderKey } from './lane-order.ts';
import type { WriterMemory } from './memory.ts';
import type { OpenRun, RunWriter } from './run-writer.ts';
import type { Words } from './words.ts';

/** What a run in line waits for: its turn, a number that is missing before it, or a person who looks for that. */
export type WaitsFor = 'lane' | 'gap' | 'parked';

/** Where a run would stand in its lane. */
export type LaneVerdict = {
  readonly lane: 'holds' | 'queued' | 'superseded';
  readonly waitsFor: WaitsFor;
  readonly id: number | undefined;
  readonly scope: number;
  readonly key: string;
  readonly orderKey: string;
  readonly gapMs: number | undefined;
  readonly onFailure: 'hold' | 'continue';
  /** Row id of the run whose place is taken over. */
  readonly insteadOf: number | undefined;
};

/** Keeps lanes: one run at a time per key, the others queued behind it. */
export type LaneWriter = {
  /** Says where a run would stand; writes nothing. */
  readonly judge: (request: LaneRequest) => LaneVerdict;
  readonly take: (run: OpenRun, verdict: LaneVerdict) => void;
  /** Gives a place up as the run's state demands; gives the runs that now hold the lane, or have to look at it. */
  readonly leave: (run: OpenRun) => readonly string[];
  /** Lets the lane of a failed run go on, once nobody will replay it. */
  readonly giveUp: (run: OpenRun) => readonly string[];
  /** Parks the lane when the number before a run is overdue; a run that holds its lane is woken. */
  readonly look: (
    run: OpenRun,
    at: number,
  ) => { readonly woken: readonly string[]; readonly lookAt?: number; readonly parked?: true };
  /** Lets a lane that waits for a missing number go on without it; undefined when it waits for none. */
  readonly unpark: (run: OpenRun, command: UnparkLaneCommand) => readonly string[] | undefined;
};

/** A lane as its row says. */
export type Lane = {
  id: number;
  key: string;
  holder: number | null;
  lastOrder: string | null;
  passed: string | null;
  gapUntil: number | null;
  parked: number;
};

/** A place in a lane as its row says. */
export type Place = {
  run: number;
  lane: number;
  orderKey: string;
  onFailure: 'hold' | 'continue';
  gapMs: number | null;
  released: number;
};

/** What lanes need of the other writers. */
export type LaneParts = {
  readonly runs: RunWriter;
  readonly supersede: (run: OpenRun) => void;
  readonly appendAudit: AppendAudit;
};

/** Prepares the statements that write lanes. */
export function createLaneWriter(db: Database, memory: WriterMemory, words: Words, parts: LaneParts): LaneWriter {
  const { runs, supersede } = parts;
  const gaps = createGapWriter(db, memory, parts);
  const laneColumns = `select id, key, holder, last_order as lastOrder, coalesce(passed, last_order) as passed,
    gap_until as gapUntil, parked from lanes`;
  const placeColumns =
    'select run, lane, order_key as orderKey, on_failure as onFailure, gap_ms as gapMs, released from lane_places';
  const findLane = db.prepare<[number, string], Lane>(`${laneColumns} where scope = ? and key = ?`);
  const laneById = db.prepare<[number], Lane>(`${laneColumns} where id = ?`);
  const addLane = db.prepare<[number, string]>('insert into lanes (scope, key) values (?, ?)');
  const setHolder = db.prepare<[number | null, number]>('update lanes set holder = ? where id = ?');
  const setLastOrder = db.prepare<[string, number]>('update lanes set last_order = ? where id = ?');
  const setPassed = db.prepare<[string, number]>('update lanes set passed = ? where id = ?');
  const dropLane = db.prepare<[number]>(
    `delete from lanes where id = ? and last_order is null and passed is null
     and not exists (select 1 from lane_places where lane = lanes.id)`,
  );
  const findPlace = db.prepare<[number], Place>(`${placeColumns} where run = ?`);
  const addPlace = db.prepare<[number, number, string, string, number | null]>(
    'insert into lane_places (run, lane, order_key, on_failure, gap_ms) values (?, ?, ?, ?, ?)',
  );
  const dropPlace = db.prepare<[number]>('delete from lane_places where run = ?');
  const releasePlace = db.prepare<[number]>('update lane_places set released = 1 where run = ?');
  const nextPlace = db.prepare<[number], Place>(
    `${placeColumns} where lane = ? and released = 0 order by order_key, run limit 1`,
  );

  function judge(request: LaneRequest): LaneVerdict {
    const scope = words.idOf(request.scope);
    const lane = findLane.get(scope, request.key);
    const orderKey = laneOrderKey(request.order);
    const { key, gapMs, onFailure } = request;
    const base = { id: lane?.id, scope, key, orderKey, gapMs, onFailure, waitsFor: 'lane' } as const;
    if (lane === undefined) return { ...base, lane: 'holds', insteadOf: undefined };
    const replaced = request.insteadOf === undefined ? undefined : placeOf(request.insteadOf);
    if (replaced !== undefined && replaced.lane === lane.id && replaced.released === 0) {
      const takenOrder = request.order === undefined ? replaced.orderKey : orderKey;
      const standing = lane.holder === replaced.run ? 'holds' : 'queued';
      return { ...base, orderKey: takenOrder, lane: standing, insteadOf: replaced.run };
    }
    if (isOvertaken(orderKey, lane.lastOrder)) return { ...base, lane: 'superseded', insteadOf: undefined };
    if (lane.holder !== null) return { ...base, lane: 'queued', insteadOf: undefined };
    if (gapMs === undefined || !isBehindGap(orderKey, lane.passed))
      return { ...base, lane: 'holds', insteadOf: undefined };
    return { ...base, lane: 'queued', waitsFor: lane.parked === 1 ? 'parked' : 'gap', insteadOf: undefined };
  }

  function placeOf(publicId: string): Place | undefined {
    const run = runs.find(publicId);
    return run === undefined ? undefined : findPlace.get(run.id);
  }

  function take(run: OpenRun, verdict: LaneVerdict): void {
    if (verdict.lane === 'superseded') return;
    const { scope, key, orderKey, onFailure, gapMs, insteadOf } = verdict;
    if (insteadOf !== undefined) dropPlace.run(insteadOf);
    const id = verdict.id ?? Number(addLane.run(scope, key).lastInsertRowid);
    addPlace.run(run.id, id, orderKey, onFailure, gapMs ?? null);
    run.hasPlace = true;
    const lane = laneById.get(id);
    const place = findPlace.get(run.id);
    if (lane === undefined || place === undefined) throw new Error(`Run ${run.publicId} lost the place it just took.`);
    if (verdict.lane === 'holds') hold(lane, place);
    else if (verdict.waitsFor === 'gap') gaps.begin(lane, place);
  }

  function hold(lane: Lane, place: Place): void {
    setHolder.run(place.run, lane.id);
    lane.holder = place.run;
    gaps.end(lane);
    // Noted only where numbers are counted: a lane that nothing else speaks of is forgotten when it is empty.
    if (place.gapMs === null || isOvertaken(place.orderKey, lane.passed)) return;
    setPassed.run(place.orderKey, lane.id);
    lane.passed = place.orderKey;
  }

  function leave(run: OpenRun): readonly string[] {
    const place = findPlace.get(run.id);
    if (place === undefined) return [];
    const lane = laneById.get(place.lane);
    const isHolder = lane?.holder === run.id;
    if (run.state === 'failed' && place.onFailure === 'hold' && isHolder) return [];
    return part(run, place, lane);
  }

  function giveUp(run: OpenRun): readonly string[] {
    const place = findPlace.get(run.id);
    return place === undefined ? [] : part(run, place, laneById.get(place.lane));
  }

  function part(run: OpenRun, place: Place, lane: Lane | undefined): readonly string[] {
    const hasOrder = place.orderKey !== '';
    if (run.state === 'succeeded' && hasOrder && lane !== undefined) noteSuccess(lane, place.orderKey);
    // A run that let its lane go early is remembered until it ends, because its success may overtake later arrivals.
    if (isFinal(run.state) || !hasOrder) dropPlace.run(run.id);
    else releasePlace.run(run.id);
    // Without a holder the lane waits for a number; the run that kept the time for it may be the one that leaves.
    return lane !== undefined && (lane.holder === run.id || lane.holder === null) ? handOn(lane) : [];
  }

  function noteSuccess(lane: Lane, orderKey: string): void {
    if (isOvertaken(orderKey, lane.lastOrder)) return;
    setLastOrder.run(orderKey, lane.id);
    lane.lastOrder = orderKey;
    if (!isOvertaken(orderKey, lane.passed)) lane.passed = orderKey;
  }

  function handOn(lane: Lane, isUnparked = false): readonly string[] {
    for (let place = nextPlace.get(lane.id); place !== undefined; place = nextPlace.get(lane.id)) {
      const next = runs.findById(place.run);
      if (next === undefined)
        throw new Error(`Lane ${lane.id} has a place for run ${place.run}, which does not exist.`);
      if (!isOvertaken(place.orderKey, lane.lastOrder)) {
        if (place.gapMs !== null && !isUnparked && isBehindGap(place.orderKey, lane.passed))
          return keepWaiting(lane, place, next);
        hold(lane, place);
        runs.moveTo(next, 'accepted', undefined);
        return [next.publicId];
      }
      dropPlace.run(next.id);
      runs.moveTo(next, 'superseded', memory.now);
      supersede(next);
    }
    setHolder.run(null, lane.id);
    gaps.end(lane);
    dropLane.run(lane.id);
    return [];
  }

  function keepWaiting(lane: Lane, place: Place, next: OpenRun): readonly string[] {
    setHolder.run(null, lane.id);
    lane.holder = null;
    gaps.begin(lane, place);
    return [next.publicId];
  }

  function look(run: OpenRun, at: number): ReturnType<LaneWriter['look']> {
    const place = findPlace.get(run.id);
    const lane = place === undefined ? undefined : laneById.get(place.lane);
    if (place === undefined || lane === undefined) return { woken: [] };
    if (lane.holder === run.id) return { woken: [run.publicId] };
    if (lane.holder !== null || lane.gapUntil === null) return { woken: [] };
    if (lane.parked === 1) return { woken: [] };
    if (lane.gapUntil > at) return { woken: [], lookAt: lane.gapUntil };
    gaps.park(lane, place, run);
    return { woken: [], parked: true };
  }

  function unpark(run: OpenRun, command: UnparkLaneCommand): readonly string[] | undefined {
    const place = findPlace.get(run.id);
    const lane = place === undefined ? undefined : laneById.get(place.lane);
    if (lane === undefined || lane.holder !== null || lane.gapUntil === null) return undefined;
    const { by, at, reason } = command;
    const detail = { lane: lane.key, reason };
    parts.appendAudit({ at, actor: by, action: 'lane.unparked', subject: run.publicId, detail }, undefined);
    return handOn(lane, true);
  }

  return { judge, take, leave, giveUp, look, unpark };
}
