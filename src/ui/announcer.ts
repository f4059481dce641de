/** What an announcer needs from its surroundings. */
export type AnnouncerPorts = {
  readonly now: () => number;
  /** Runs `work` after a delay; returns how to take it back. */
  readonly later: (delayMs: number, work: () => void) => () => void;
  /** Puts a sentence where screen readers hear it. */
  readonly say: (sentence: string) => void;
};

/** Speaks sentences one at a time. */
export type Announcer = {
  /** Says a sentence now or when the pause is over; the same topic replaces what has not been said yet. */
  readonly announce: (sentence: string, topic?: string) => void;
  /** Forgets what has not been said. */
  readonly stop: () => void;
};

/**
 * Makes an announcer that leaves a pause between sentences, so that counters and progress do not drown the reader.
 *
 * @param pauseMs least time between two sentences
 */
export function createAnnouncer(pauseMs: number, { now, later, say }: AnnouncerPorts): Announcer {
  const waiting = new Map<string, string>();
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  const sayNext = (): void => {
    cancel = null;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next[0]);
    quietUntilMs = now() + pauseMs;
    say(next[1]);
    plan();
  };
  const plan = (): void => {
    if (cancel !== null || waiting.size === 0) return;
    const delayMs = quietUntilMs - now();
    if (delayMs <= 0) sayNext();
    else cancel = later(delayMs, sayNext);
  };

  return {
    announce: (sentence, topic = sentence) => {
      waiting.set(topic, sentence);
      plan();
    },
    stop: () => {
      cancel?.();
      cancel = null;
      waiting.clear();
    },
  };
}
