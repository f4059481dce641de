import { setTimeout as pause } from 'node:timers/promises';

/** How long a fact may take to come true, in milliseconds. */
export const patienceMs = 15_000;

/** Reads until what is read fits, and returns it; throws with what was waited for when it does not in time. */
export async function until<Value>(
  what: string,
  read: () => Promise<Value>,
  fits: (value: Value) => boolean,
): Promise<Value> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (performance.now() > giveUpAt)
      throw new Error(`It did not come true: ${what}. Last seen: ${JSON.stringify(value)}`);
    await pause(40);
  }
}
