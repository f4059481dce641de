import type { Clock } from '../engine/ports.ts';

/** A clock that stands still until it is moved, with a count of the real work under way. */
export type VirtualTime = {
  readonly clock: Clock;
  /** Counts work that takes real time; the clock is never moved while some is under way. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
  /** Resolves when no counted work is under way and everything that followed from it has happened. */
  readonly quiet: () => Promise<void>;
  /** Epoch milliseconds of the earliest timer; undefined without any. */
  readonly nextAt: () => number | undefined;
  /** Moves to an instant, never back, and calls back what is due then. */
  readonly moveTo: (at: number) => void;
};

type Timer = { readonly at: number; readonly order: number; readonly callback: () => void };

/** Starts virtual time at an instant, in epoch milliseconds. */
export function createVirtualTime(startAt: number): VirtualTime {
  let now = startAt;
  let order = 0;
  let busy = 0;
  let wake = (): void => undefined;
  const timers = new Set<Timer>();
  const earliest = (): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers) {
      if (found === undefined || timer.at < found.at || (timer.at === found.at && timer.order < found.order))
        found = timer;
    }
    return found;
  };
  return {
    clock: {
      now: () => now,
      mono: () => now - startAt,
      after: (delayMs, callback) => {
        order += 1;
        const timer = { at: now + Math.max(0, delayMs), order, callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    during: async (work) => {
      busy += 1;
      try {
        return await work;
      } finally {
        busy -= 1;
        if (busy === 0) wake();
      }
    },
    quiet: async () => {
      for (let looks = 0; looks < 2; looks += 1) {
        while (busy > 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        // Everything that follows at once from what ended runs before the next turn of the loop.
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (busy > 0) looks = -1;
      }
    },
    nextAt: () => earliest()?.at,
    moveTo: (at) => {
      now = Math.max(now, at);
      for (let timer = earliest(); timer !== undefined && timer.at <= now; timer = earliest()) {
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}
