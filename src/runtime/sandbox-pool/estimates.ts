/** How long items of one sort take, learned from what they took. */
export type Estimates = {
  /** Milliseconds; what nobody has seen yet counts as ordinary. */
  readonly of: (sort: string) => number;
  readonly learn: (sort: string, tookMs: number) => void;
};

const ordinaryMs = 0.3;
const keptSorts = 2_000;

/** Makes an empty memory of at most 2,000 sorts; the longest unseen is forgotten. */
export function createEstimates(): Estimates {
  const known = new Map<string, number>();
  return {
    of: (sort) => known.get(sort) ?? ordinaryMs,
    learn(sort, tookMs) {
      const before = known.get(sort);
      known.delete(sort);
      // The newest one weighs a quarter, so that one slow page fault does not brand a fast flow.
      known.set(sort, before === undefined ? tookMs : before * 0.75 + tookMs * 0.25);
      if (known.size > keptSorts) known.delete(known.keys().next().value ?? '');
    },
  };
}
