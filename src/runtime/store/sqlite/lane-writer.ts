import type { Database } from 'better-sqlite3';
import type { LaneRequest } from '../command.ts';
import { isFinal } from '../command.ts';
import { isOvertaken, laneOrderKey } from './lane-order.ts';
import type { WriterMemory } from './memory.ts';
import type { OpenRun, RunWriter } from './run-writer.ts';
import type { Words } from './words.ts';

/** Where a run would stand in its lane. */
export type LaneVerdict = {
  readonly lane: 'holds' | 'queued' | 'superseded';
  readonly id: number | undefined;
  readonly scope: number;
  readonly key: string;
  readonly orderKey: string;
  readonly onFailure: 'hold' | 'continue';
  /** Row id of the run whose place is taken over. */
  readonly insteadOf: number | undefined;
};

/** Keeps lanes: one run at a time per key, the others queued behind it. */
export type LaneWriter = {
  /** Says where a run would stand; writes nothing. */
  readonly judge: (request: LaneRequest) => LaneVerdict;
  readonly take: (run: OpenRun, verdict: LaneVerdict) => void;
  /** Gives a place up as the run's state demands; gives the runs that now hold the lane. */
  readonly leave: (run: OpenRun) => readonly string[];
  /** Lets the lane of a failed run go on, once nobody will replay it. */
  readonly giveUp: (run: OpenRun) => readonly string[];
};

type Lane = { id: number; holder: number | null; lastOrder: string | null };
type Place = { run: number; lane: number; orderKey: string; onFailure: 'hold' | 'continue'; released: number };

/** Prepares the statements that write lanes. */
export function createLaneWriter(
  db: Database,
  memory: WriterMemory,
  words: Words,
  runs: RunWriter,
  supersede: (run: OpenRun) => void,
): LaneWriter {
  const laneColumns = 'select id, holder, last_order as lastOrder from lanes';
  const placeColumns = 'select run, lane, order_key as orderKey, on_failure as onFailure, released from lane_places';
  const findLane = db.prepare<[number, string], Lane>(`${laneColumns} where scope = ? and key = ?`);
  const laneById = db.prepare<[number], Lane>(`${laneColumns} where id = ?`);
  const addLane = db.prepare<[number, string, number]>('insert into lanes (scope, key, holder) values (?, ?, ?)');
  const setHolder = db.prepare<[number | null, number]>('update lanes set holder = ? where id = ?');
  const setLastOrder = db.prepare<[string, number]>('update lanes set last_order = ? where id = ?');
  const dropLane = db.prepare<[number]>(
    'delete from lanes where id = ? and last_order is null and not exists (select 1 from lane_places where lane = lanes.id)',
  );
  const findPlace = db.prepare<[number], Place>(`${placeColumns} where run = ?`);
  const addPlace = db.prepare<[number, number, string, string]>(
    'insert into lane_places (run, lane, order_key, on_failure) values (?, ?, ?, ?)',
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
    const base = { id: lane?.id, scope, key: request.key, orderKey, onFailure: request.onFailure };
    if (lane === undefined) return { ...base, lane: 'holds', insteadOf: undefined };
    const replaced = request.insteadOf === undefined ? undefined : placeOf(request.insteadOf);
    if (replaced !== undefined && replaced.lane === lane.id && replaced.released === 0) {
      const takenOrder = request.order === undefined ? replaced.orderKey : orderKey;
      const standing = lane.holder === replaced.run ? 'holds' : 'queued';
      return { ...base, orderKey: takenOrder, lane: standing, insteadOf: replaced.run };
    }
    if (isOvertaken(orderKey, lane.lastOrder)) return { ...base, lane: 'superseded', insteadOf: undefined };
    return { ...base, lane: lane.holder === null ? 'holds' : 'queued', insteadOf: undefined };
  }

  function placeOf(publicId: string): Place | undefined {
    const run = runs.find(publicId);
    return run === undefined ? undefined : findPlace.get(run.id);
  }

  function take(run: OpenRun, verdict: LaneVerdict): void {
    if (verdict.lane === 'superseded') return;
    const { scope, key, orderKey, onFailure, insteadOf } = verdict;
    if (insteadOf !== undefined) dropPlace.run(insteadOf);
    const lane = verdict.id ?? Number(addLane.run(scope, key, run.id).lastInsertRowid);
    if (verdict.id !== undefined && verdict.lane === 'holds') setHolder.run(run.id, lane);
    addPlace.run(run.id, lane, orderKey, onFailure);
    run.hasPlace = true;
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
    return lane?.holder === run.id ? handOn(lane) : [];
  }

  function noteSuccess(lane: Lane, orderKey: string): void {
    if (isOvertaken(orderKey, lane.lastOrder)) return;
    setLastOrder.run(orderKey, lane.id);
    lane.lastOrder = orderKey;
  }

  function handOn(lane: Lane): readonly string[] {
    for (let place = nextPlace.get(lane.id); place !== undefined; place = nextPlace.get(lane.id)) {
      const next = runs.findById(place.run);
      if (next === undefined)
        throw new Error(`Lane ${lane.id} has a place for run ${place.run}, which does not exist.`);
      if (!isOvertaken(place.orderKey, lane.lastOrder)) {
        setHolder.run(next.id, lane.id);
        runs.moveTo(next, 'accepted', undefined);
        return [next.publicId];
      }
      dropPlace.run(next.id);
      runs.moveTo(next, 'superseded', memory.now);
      supersede(next);
    }
    setHolder.run(null, lane.id);
    dropLane.run(lane.id);
    return [];
  }

  return { judge, take, leave, giveUp };
}
