import type { EngineContext } from './context.ts';

/** How often draining looks whether everything has come to rest, in milliseconds. */
const lookEveryMs = 25;

/**
 * Waits until no effect is in flight and every result is committed, up to a limit; what is then still in flight is
 * aborted. Its intent is on disk, so the next start takes it up under the same key.
 */
export async function drain(engine: EngineContext, limitMs: number): Promise<void> {
  const untilMs = engine.clock.mono() + limitMs;
  while (engine.active.size > 0 && engine.clock.mono() < untilMs) {
    for (const run of engine.active.values())
      if (run.inFlight.size === 0 && run.tail.length === 0 && !run.isQueued) engine.active.delete(run.id);
    await new Promise<void>((resolve) => {
      engine.clock.after(lookEveryMs, resolve);
    });
  }
  for (const run of engine.active.values())
    for (const controller of run.inFlight.values()) controller.abort('shutdown');
}
