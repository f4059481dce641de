import type { Clock } from '../engine/ports.ts';

/** A jump of the wall clock worth telling somebody about, in milliseconds. */
const notableMs = 30_000;

/**
 * A wall clock that never goes back: what was to happen in a minute happens in a minute, also when the machine's clock
 * is set back an hour meanwhile. A clock set forward, or a machine that slept, is followed at once. Only a restart goes
 * back to the machine's time.
 *
 * @param onJump told once for every jump of more than 30 seconds, in milliseconds; negative when it went back
 */
export function createSteadyClock(machine: Clock, onJump: (byMs: number) => void): Clock {
  let heldNow = machine.now();
  let heldMono = machine.mono();
  let wallAhead = 0;

  const now = (): number => {
    // The wall first: a pause between the two looks must not put this clock ahead of it for good.
    const wall = machine.now();
    const mono = machine.mono();
    const steady = heldNow + (mono - heldMono);
    const ahead = wall - steady;
    // Compared with the last look, so that an offset that stays is told once.
    if (Math.abs(ahead - wallAhead) > notableMs) onJump(Math.round(ahead - wallAhead));
    wallAhead = Math.min(ahead, 0);
    heldNow = Math.max(steady, wall);
    heldMono = mono;
    return Math.floor(heldNow);
  };

  return { ...machine, now };
}
