/** Draws a whole number below a bound. Drawing 0 everywhere gives the simplest thing there is. */
export type Draw = (bound: number) => number;

/** A small fast generator; the same seed draws the same numbers on every machine. */
export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** Draws what a list says, and 0 when it has run out; `used` tells how far it came. */
export function listedDraw(choices: readonly number[]): Draw & { readonly used: () => number } {
  let next = 0;
  const draw = (bound: number) => {
    const choice = choices[next] ?? 0;
    next += 1;
    return choice % bound;
  };
  return Object.assign(draw, { used: () => next });
}

/** Draws from another source and keeps what was drawn. */
export function recordedDraw(draw: Draw, into: number[]): Draw {
  return (bound) => {
    const choice = draw(bound);
    into.push(choice);
    return choice;
  };
}

/** True once in `bound` times; never for the simplest draw. */
export function oneIn(draw: Draw, bound: number): boolean {
  return draw(bound) === bound - 1;
}

/**
 * The shortest and simplest list of choices that still fails: pieces are cut out and choices made smaller as long as
 * that helps, for at most `rounds` trials.
 */
export function shrinkChoices(
  choices: readonly number[],
  fails: (choices: readonly number[]) => boolean,
  rounds = 6_000,
): readonly number[] {
  let best = choices;
  let left = rounds;
  const keep = (trial: readonly number[]): boolean => {
    left -= 1;
    if (left < 0 || !fails(trial)) return false;
    best = trial;
    return true;
  };
  for (let improved = true; improved && left > 0; ) {
    improved = false;
    for (let size = Math.max(1, best.length >> 1); size >= 1; size >>= 1) {
      for (let from = 0; from < best.length && left > 0; ) {
        if (keep([...best.slice(0, from), ...best.slice(from + size)])) improved = true;
        else from += size;
      }
    }
    for (let place = 0; place < best.length && left > 0; place += 1) {
      for (const smaller of [0, (best[place] ?? 0) >> 1, (best[place] ?? 0) - 1]) {
        if (smaller < 0 || smaller >= (best[place] ?? 0)) continue;
        if (keep(best.with(place, smaller))) {
          improved = true;
          break;
        }
      }
    }
  }
  return best;
}
