import { setTimeout as pause } from 'node:timers/promises';

/** How often is looked again, in milliseconds. */
const lookEveryMs = 15;

/**
 * Looks until there is something to see.
 *
 * @param what completes "waited for …" in the error
 * @param limitMs default 20,000
 * @throws when the limit has passed; the last thing seen is in the message
 */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined, limitMs = 20_000) {
  const endsAt = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > endsAt) throw new Error(`waited ${limitMs} ms for ${what}`);
    await pause(lookEveryMs);
  }
}
