import type { Plan } from '#flow/plan/plan.ts';
import { isFinal } from '../store/command.ts';
import type { StoredRun } from '../store/row.ts';
import { type ActiveRun, activate, foldFrames } from './active-run.ts';
import { isInLine, queueAdvance } from './advance.ts';
import { commitPatiently } from './commit.ts';
import type { EngineContext } from './context.ts';

/** How many runs are read from the store at once while waking many. */
const loadsAtOnce = 32;

/** Brings runs into memory and advances them, a bounded number at a time. */
export type Waker = {
  readonly wake: (runs: readonly string[]) => void;
  /** The run in memory, read from the store when it is not there; undefined when it is unknown or over. */
  readonly bringIn: (run: string) => Promise<ActiveRun | undefined>;
  /** Runs asked for but not read yet. */
  readonly backlog: () => number;
};

/** Makes the waker of an engine; a run asked for twice is read once. */
export function createWaker(engine: EngineContext): Waker {
  const queue: string[] = [];
  const loading = new Map<string, Promise<ActiveRun | undefined>>();
  let underWay = 0;
  const bringIn = (id: string): Promise<ActiveRun | undefined> => {
    const known = engine.active.get(id);
    if (known !== undefined) return Promise.resolve(known);
    const already = loading.get(id);
    if (already !== undefined) return already;
    const load = loadRun(engine, id).finally(() => loading.delete(id));
    loading.set(id, load);
    return load;
  };
  const pump = (): void => {
    while (underWay < loadsAtOnce) {
      const id = queue.shift();
      if (id === undefined) return;
      underWay += 1;
      void bringIn(id)
        .then((run) => goOn(engine, run))
        .catch((error: unknown) =>
          engine.log.error('run.load-failed', { run: id, error: error instanceof Error ? error.message : 'unknown' }),
        )
        .finally(() => {
          underWay -= 1;
          pump();
        });
    }
  };
  const wake = (runs: readonly string[]): void => {
    for (const id of runs) {
      const known = engine.active.get(id);
      if (known === undefined) queue.push(id);
      else queueAdvance(engine, known);
    }
    pump();
  };
  return { wake, bringIn, backlog: () => queue.length + underWay };
}

/** A run that has the turn is advanced; one that stands in line only looks at its lane. */
async function goOn(engine: EngineContext, run: ActiveRun | undefined): Promise<void> {
  if (run === undefined) return;
  if (isInLine(run) && run.state.cancel === undefined) await lookAtLane(engine, run);
  else queueAdvance(engine, run);
}

async function lookAtLane(engine: EngineContext, run: ActiveRun): Promise<void> {
  // What is in memory says that the run is in line; whoever hands it the lane must find it as the store has it then.
  if (!run.isQueued && engine.active.get(run.id) === run) engine.active.delete(run.id);
  const outcome = await commitPatiently(engine, { kind: 'look-at-lane', run: run.id, at: engine.clock.now() });
  if (outcome.kind !== 'done') return;
  if (outcome.lookAt !== undefined) engine.noteTimer(outcome.lookAt);
  if (outcome.parked) engine.log.warn('lane.parked', { run: run.id, flow: run.flow });
  engine.wake(outcome.woken);
}

async function loadRun(engine: EngineContext, id: string): Promise<ActiveRun | undefined> {
  const stored = await engine.store.loadRun(id);
  if (stored === undefined || isFinal(stored.row.state)) return undefined;
  const plan = await planOf(engine, stored.row.plan);
  const meanwhile = engine.active.get(id);
  if (meanwhile !== undefined) return meanwhile;
  const run = revive(plan, stored);
  engine.active.set(id, run);
  return run;
}

/** A run as its journal says it is. */
export function revive(plan: Plan, stored: StoredRun): ActiveRun {
  const { row } = stored;
  const identity = { id: row.id, flow: row.flow, environment: row.environment, origin: row.origin, again: row.again };
  const run = activate(identity, plan, { state: row.state, waitingFor: row.waitingFor });
  foldFrames(run, stored.frames);
  run.seq = stored.seq;
  return run;
}

/** The plan a run started with, from memory or the store. */
export async function planOf(engine: EngineContext, hash: string): Promise<Plan> {
  const known = engine.plans.get(hash);
  if (known !== undefined) return known;
  const text = await engine.store.loadPlan(hash);
  if (text === undefined) throw new Error(`The store lost the plan ${hash}.`);
  // Plans are stored as the JSON they are.
  const plan = JSON.parse(text) as Plan;
  engine.plans.set(hash, plan);
  return plan;
}
