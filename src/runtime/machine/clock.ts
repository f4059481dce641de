import type { Clock } from '../engine/ports.ts';

/** The machine's own clocks. Timers do not keep a process alive that has nothing else to do. */
export function createMachineClock(): Clock {
  return {
    now: Date.now,
    mono: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), 2_147_483_647));
      return () => clearTimeout(timer);
    },
  };
}
