import { createTokenBucket, type TokenBucket } from '../access/token-bucket.ts';
import type { Clock, Log } from '../engine/ports.ts';

/** Lets at most ten lines of one event through at once and one every ten seconds after that: senders cause these lines. */
export function limitLog(log: Log, clock: Clock): Log {
  const buckets = new Map<string, TokenBucket>();
  const isDue = (event: string): boolean => {
    const bucket = buckets.get(event) ?? createTokenBucket({ capacity: 10, perMs: 1 / 10_000, mono: clock.mono });
    // Event names are constants of the code, so the map stays small.
    buckets.set(event, bucket);
    return bucket.take() === 0;
  };
  return {
    info: (event, facts) => isDue(event) && log.info(event, facts),
    warn: (event, facts) => isDue(event) && log.warn(event, facts),
    error: (event, facts) => isDue(event) && log.error(event, facts),
  };
}
