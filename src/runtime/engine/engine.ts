import { snapshotOf } from '#flow/interpret/snapshot.ts';
import type { JsonObject } from '#flow/json.ts';
import { toJsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { acceptEvent } from './accept.ts';
import type { ActiveRun } from './active-run.ts';
import { decideApproval } from './approve.ts';
import { awaitAnswer } from './await-answer.ts';
import type { EngineContext, EnginePorts, LiveFlow } from './context.ts';
import { holdKey } from './context.ts';
import { drain } from './drain.ts';
import type { Engine } from './engine-port.ts';
import { replay } from './replay.ts';
import { cancelRun, setHold, settleDoubt, unparkLane, wakeHeld } from './signals.ts';
import { createTimers } from './timers.ts';
import { createWaker } from './wake.ts';

/** The engine as its composition root sees it: what doors may ask, and its own life. */
export type RunningEngine = Engine & {
  /** Makes a flow version take new events from now on; runs under way keep theirs. */
  readonly goLive: (flow: LiveFlow) => void;
  /** Takes a flow off: it takes no new events; runs under way go on. */
  readonly retire: (flow: string) => void;
  /** Replaces what expressions of new events read as `$vars`. */
  readonly setVariables: (vars: JsonObject) => void;
  /** Takes up what the last process left: holds, open runs, timers. */
  readonly recover: () => Promise<void>;
  /** Stops starting work, waits for what is in flight up to a limit in milliseconds, and commits it. */
  readonly drain: (limitMs: number) => Promise<void>;
  /** Brings runs into memory and advances them. */
  readonly wake: (runs: readonly string[]) => void;
  /** False while it takes no events. */
  readonly isHealthy: () => boolean;
  /** Runs in memory and runs waiting to be read. */
  readonly load: () => { readonly active: number; readonly backlog: number };
  /** How much of the runs in memory is held: frames, entries, and entries not committed yet. Walks all of it. */
  readonly held: () => { readonly frames: number; readonly entries: number; readonly uncommitted: number };
};

/** Builds the engine over its ports. Nothing starts before `recover`. */
export function createEngine(
  ports: EnginePorts & { readonly environment: string; readonly vars: JsonObject },
): RunningEngine {
  const engine: EngineContext = {
    ...ports,
    vars: toJsonText(ports.vars),
    active: new Map(),
    live: new Map(),
    plans: new Map<string, Plan>(),
    holds: new Map(),
    listeners: new Set(),
    answers: new Map(),
    answerWaiters: new Map(),
    wake: () => undefined,
    wakeLater: (runs, delayMs) => void ports.clock.after(delayMs, () => engine.wake(runs)),
    replay: (ask) => replay(engine, ask),
    noteTimer: () => undefined,
    recoveredAt: ports.clock.now(),
    isDraining: false,
  };
  const waker = createWaker(engine);
  engine.wake = waker.wake;
  const timers = createTimers(engine, (run) => {
    engine.reach('timer-fired');
    engine.wake([run]);
  });
  engine.noteTimer = timers.note;
  return {
    acceptEvent: (event) => acceptEvent(engine, event),
    cancelRun: (run, by, reason, abandon) => cancelRun(engine, waker, { run, by, reason, abandon: abandon === true }),
    decideApproval: (decision) => decideApproval(engine, waker, decision),
    settleDoubt: (settle) => settleDoubt(engine, waker, settle),
    replay: engine.replay,
    setHold: (command) => setHold(engine, command),
    unparkLane: (command) => unparkLane(engine, command),
    awaitAnswer: (run, limitMs) => awaitAnswer(engine, run, limitMs),
    subscribe: (listener) => {
      engine.listeners.add(listener);
      return () => engine.listeners.delete(listener);
    },
    goLive: (flow) => {
      engine.plans.set(flow.plan.hash, flow.plan);
      engine.live.set(flow.flow, flow);
    },
    retire: (flow) => engine.live.delete(flow),
    setVariables: (vars) => {
      engine.vars = toJsonText(vars);
    },
    recover: async () => {
      engine.recoveredAt = engine.clock.now();
      for (const hold of await engine.store.listHolds()) engine.holds.set(holdKey(hold.target), hold);
      await wakeOpenRuns(engine);
      await timers.start();
      // A hold may have been lifted and the process ended before its runs were told. Nobody has to wait for this look.
      wakeHeld(engine).catch((error: unknown) =>
        engine.log.warn('holds.look-failed', { reason: error instanceof Error ? error.name : 'unknown' }),
      );
    },
    drain: async (limitMs) => {
      engine.isDraining = true;
      timers.stop();
      await drain(engine, limitMs);
    },
    wake: (runs) => engine.wake(runs),
    isHealthy: () => !engine.isDraining,
    held: () => heldBy([...engine.active.values()]),
    load: () => ({ active: engine.active.size, backlog: waker.backlog() }),
  };
}

function heldBy(runs: readonly ActiveRun[]) {
  const sum = (count: (run: ActiveRun) => number) => runs.reduce((so, run) => so + count(run), 0);
  return {
    frames: sum((run) => run.state.frames.size),
    entries: sum((run) => snapshotOf(run.state).length),
    uncommitted: sum((run) => run.tail.length),
  };
}

async function wakeOpenRuns(engine: EngineContext): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await engine.store.openRuns(cursor, 500);
    engine.wake(page.rows.map((row) => row.id));
    cursor = page.next;
  } while (cursor !== undefined);
}
