import { randomFillSync } from 'node:crypto';
import type { Ids } from '../engine/ports.ts';

const randomBits = 12;
/** Ids whose random bytes are fetched at once; one call for each costs more than all else here. */
const idsFetched = 512;
const bytesEach = 8;

/**
 * Makes `prefix_` + UUIDv7: 48 bits of epoch milliseconds, then a 12-bit counter that starts low in every
 * millisecond, then 62 random bits. Ids of one process sort in the order they were made.
 */
export function createMachineIds(now: () => number): Ids {
  let lastMs = 0;
  let counter = 0;
  const pool = Buffer.alloc(idsFetched * bytesEach);
  let used = pool.length;
  const takeRandom = (): Buffer => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytesEach;
    return pool.subarray(used - bytesEach, used);
  };
  return {
    next: (prefix) => {
      const ms = Math.max(lastMs, now());
      counter = ms === lastMs ? counter + 1 : 0;
      // A full counter borrows from the next millisecond, so order never breaks.
      lastMs = counter < 2 ** randomBits ? ms : ms + 1;
      if (counter >= 2 ** randomBits) counter = 0;
      return `${prefix}_${formatUuid(lastMs, counter, takeRandom())}`;
    },
  };
}

function formatUuid(ms: number, counter: number, random: Buffer): string {
  const time = ms.toString(16).padStart(12, '0');
  const sequence = counter.toString(16).padStart(3, '0');
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const rest = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}
