/** Lets a bounded number of things through per time. */
export type TokenBucket = {
  /** Takes one token: 0 when there was one, otherwise the milliseconds until there is. */
  readonly take: () => number;
};

/**
 * Makes a full bucket.
 *
 * @param capacity how many may come at once, from 1
 * @param perMs how many tokens come back per millisecond
 * @param mono monotonic milliseconds
 */
export function createTokenBucket(options: {
  readonly capacity: number;
  readonly perMs: number;
  readonly mono: () => number;
}): TokenBucket {
  const { capacity, perMs, mono } = options;
  let tokens = capacity;
  let filledAt = mono();
  return {
    take: () => {
      const now = mono();
      tokens = Math.min(capacity, tokens + (now - filledAt) * perMs);
      filledAt = now;
      if (tokens < 1) return Math.ceil((1 - tokens) / perMs);
      tokens -= 1;
      return 0;
    },
  };
}
