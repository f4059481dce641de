import { createTokenBucket } from '../access/token-bucket.ts';
import type { Clock, Log } from '../engine/ports.ts';
import type { RefusedCallCommand } from '../store/command.ts';

/** Notes refused calls for the operators' list, without letting a flood fill the disk. */
export type Refusals = {
  readonly note: (refusal: Omit<RefusedCallCommand, 'kind' | 'at'>) => void;
  /** How many calls were refused since the start, by code; those that were not written down included. */
  readonly counts: () => Readonly<Record<string, number>>;
};

const burst = 100;
const perSecond = 5;

/**
 * Makes the recorder. Beyond 100 at once and 5 a second, refused calls are counted but not written; the next one
 * written says how many were left out.
 *
 * @param record writes one refused call, usually `store.commit`; may reject, for instance while the disk is full
 */
export function createRefusals(options: {
  readonly record: (command: RefusedCallCommand) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}): Refusals {
  const { record, clock, log } = options;
  const bucket = createTokenBucket({ capacity: burst, perMs: perSecond / 1_000, mono: clock.mono });
  const counts = new Map<string, number>();
  let leftOut = 0;
  const write = async (command: RefusedCallCommand): Promise<void> => {
    try {
      await record(command);
    } catch (error) {
      // The call was answered already; a list that misses a row is better than a door that breaks with the disk.
      log.warn('ingress.refused-not-recorded', { code: command.code, why: String(error) });
    }
  };
  return {
    note: (refusal) => {
      counts.set(refusal.code, (counts.get(refusal.code) ?? 0) + 1);
      if (bucket.take() > 0) {
        leftOut += 1;
        return;
      }
      if (leftOut > 0) log.warn('ingress.refused-left-out', { count: leftOut });
      leftOut = 0;
      // Attackers choose paths; what is kept of them is short.
      void write({ kind: 'refused-call', at: clock.now(), ...refusal, path: refusal.path.slice(0, 300) });
    },
    counts: () => Object.fromEntries(counts),
  };
}
