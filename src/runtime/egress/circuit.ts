import type { BreakerPolicy } from '#flow/workspace/connection.ts';

/** What a request taught about the health of the system. */
export type Health = 'healthy' | 'failing' | 'unknown';

/** A permission to send; the outcome is reported exactly once. */
export type Admission = { readonly settle: (health: Health) => void };

/** Stops work for a system that keeps failing, and lets one request at a time find out whether it is back. */
export type Circuit = {
  /** Asks to send, or learns how many milliseconds to stay away. */
  readonly admit: () =>
    | { readonly ok: true; readonly admission: Admission }
    | { readonly ok: false; readonly waitMs: number };
  /** How many milliseconds work should stay away; 0 where it may come. */
  readonly waitMs: () => number;
  readonly state: () => 'closed' | 'open' | 'half-open';
};

/** How soon to look again while the probe of a half-open circuit is under way, in milliseconds. */
const probeLookMs = 1_000;

/**
 * Makes the circuit of one connection.
 *
 * @param mono monotonic milliseconds
 */
export function createCircuit(policy: BreakerPolicy, mono: () => number): Circuit {
  const latest: boolean[] = [];
  let openedAt: number | undefined;
  let isProbing = false;

  const open = (): void => {
    openedAt = mono();
    latest.length = 0;
  };
  const waitMs = (): number => {
    if (openedAt === undefined) return 0;
    const restMs = openedAt + policy.openForMs - mono();
    if (restMs > 0) return restMs;
    return isProbing ? probeLookMs : 0;
  };
  const count = (health: Health): void => {
    if (health === 'unknown' || openedAt !== undefined) return;
    latest.push(health === 'failing');
    if (latest.length > policy.of) latest.shift();
    const failures = latest.filter(Boolean).length;
    if (latest.length === policy.of && failures * 100 >= policy.failurePercent * policy.of) open();
  };
  const settleProbe = (health: Health): void => {
    isProbing = false;
    if (health === 'healthy') openedAt = undefined;
    if (health === 'failing') open();
  };

  return {
    waitMs,
    state: () => (openedAt === undefined ? 'closed' : waitMs() > 0 && !isProbing ? 'open' : 'half-open'),
    admit: () => {
      const restMs = waitMs();
      if (restMs > 0) return { ok: false, waitMs: restMs };
      const isProbe = openedAt !== undefined;
      if (isProbe) isProbing = true;
      let isSettled = false;
      return {
        ok: true,
        admission: {
          settle: (health) => {
            if (isSettled) return;
            isSettled = true;
            if (isProbe) settleProbe(health);
            else count(health);
          },
        },
      };
    },
  };
}
