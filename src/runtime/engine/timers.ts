import type { EngineContext } from './context.ts';

/** How many due runs are woken in one go. */
const wakeBatch = 256;
/** Longest sleep: a wall clock that was set forward is noticed after at most this long. */
const longestSleepMs = 30_000;
/** Pause before due timers whose run is busy are looked at again. */
const busyPauseMs = 250;

/** Wakes runs at their recorded times. Waking early, late or twice is harmless: the run looks at the clock itself. */
export type Timers = {
  readonly note: (at: number) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

/** Makes the one timer queue of an engine; it holds one real timer, armed for the earliest recorded time. */
export function createTimers(engine: EngineContext, wake: (run: string) => void): Timers {
  let nextAt = Number.POSITIVE_INFINITY;
  let disarm = (): void => undefined;
  let isStopped = false;
  let isLooking = false;
  const arm = (at: number): void => {
    if (isStopped || at >= nextAt) return;
    disarm();
    nextAt = at;
    const delayMs = Math.min(longestSleepMs, Math.max(0, at - engine.clock.now()));
    disarm = engine.clock.after(delayMs, () => void look());
  };
  const look = async (): Promise<void> => {
    nextAt = Number.POSITIVE_INFINITY;
    // A look already under way reads the store again before it ends.
    if (isLooking || isStopped) return;
    isLooking = true;
    try {
      const lookedAt = engine.clock.now();
      const due = await engine.store.dueTimers(lookedAt, wakeBatch);
      const idle = due.filter((timer) => !engine.active.has(timer.run));
      for (const timer of idle) wake(timer.run);
      for (const timer of due) if (engine.active.has(timer.run)) wake(timer.run);
      // Timers that were due may still be there when the next look comes; those behind them keep their own time.
      const next = await engine.store.nextTimerAt(lookedAt);
      if (due.length > 0) arm(engine.clock.now() + busyPauseMs);
      if (next !== undefined) arm(next);
    } catch (error) {
      engine.log.warn('timers.look-failed', { reason: error instanceof Error ? error.name : 'unknown' });
      arm(engine.clock.now() + busyPauseMs);
    } finally {
      isLooking = false;
    }
  };
  return {
    note: arm,
    start: look,
    stop: () => {
      isStopped = true;
      disarm();
    },
  };
}
