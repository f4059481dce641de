import type { ConnectionLimits } from '#flow/workspace/connection.ts';
import type { Clock } from '#runtime/engine/ports.ts';

/** The order in which requests of one connection start: first come, first served, within concurrency and rate. */
export type Line = {
  /**
   * Waits for a place.
   *
   * @returns the function that gives the place back, or undefined when the signal aborted first
   */
  readonly enter: (signal: AbortSignal) => Promise<(() => void) | undefined>;
  readonly waiting: () => number;
};

type Waiter = { readonly start: () => void };

/** Makes the line of one connection. */
export function createLine(limits: ConnectionLimits, clock: Pick<Clock, 'mono' | 'after'>): Line {
  const waiters: Waiter[] = [];
  const rate = limits.ratePerSecond;
  const burst = rate === undefined ? 0 : Math.max(1, Math.floor(rate));
  /** Start times of the latest `burst` requests: never more than that many start in `burst / rate` seconds. */
  const starts: number[] = [];
  let inFlight = 0;
  let isTimerSet = false;

  const delayMs = (): number => {
    const oldest = starts[0];
    if (rate === undefined || oldest === undefined || starts.length < burst) return 0;
    return oldest + (burst * 1_000) / rate - clock.mono();
  };
  const admitNext = (): void => {
    while (waiters.length > 0 && inFlight < limits.concurrency) {
      const restMs = delayMs();
      if (restMs > 0) {
        if (isTimerSet) return;
        isTimerSet = true;
        clock.after(Math.ceil(restMs), () => {
          isTimerSet = false;
          admitNext();
        });
        return;
      }
      inFlight += 1;
      if (rate !== undefined) starts.push(clock.mono());
      if (starts.length > burst) starts.shift();
      waiters.shift()?.start();
    }
  };
  const leave = (): void => {
    inFlight -= 1;
    admitNext();
  };

  return {
    waiting: () => waiters.length,
    enter: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve(undefined);
          return;
        }
        const withdraw = (): void => {
          waiters.splice(waiters.indexOf(waiter), 1);
          resolve(undefined);
        };
        const waiter: Waiter = {
          start: () => {
            signal.removeEventListener('abort', withdraw);
            resolve(once(leave));
          },
        };
        signal.addEventListener('abort', withdraw, { once: true });
        waiters.push(waiter);
        admitNext();
      }),
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
