import { isFinal } from '../store/command.ts';
import type { EngineContext } from './context.ts';
import type { Answer } from './engine-port.ts';

/** Waits for the flow's answer, the run's end, or the limit in milliseconds, whichever comes first. */
export async function awaitAnswer(engine: EngineContext, run: string, limitMs: number): Promise<Answer | undefined> {
  const untilMs = engine.clock.mono() + limitMs;
  for (;;) {
    const known = engine.answers.get(run);
    if (known !== undefined) return known;
    // Registered before looking into the store, so that an answer between the look and the wait is not missed.
    const waiter = register(engine, run);
    // A run in memory tells its waiters itself.
    const stored = engine.active.has(run) ? undefined : await lookIntoStore(engine, run);
    const leftMs = untilMs - engine.clock.mono();
    if (stored === undefined && leftMs > 0) await waiter.woken(leftMs);
    waiter.leave();
    if (stored !== undefined || leftMs <= 0) return stored;
  }
}

type Waiter = { readonly woken: (limitMs: number) => Promise<void>; readonly leave: () => void };

function register(engine: EngineContext, run: string): Waiter {
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const waiters = engine.answerWaiters.get(run) ?? new Set<() => void>();
  engine.answerWaiters.set(run, waiters);
  waiters.add(wake);
  return {
    woken: async (limitMs) => {
      const withdraw = engine.clock.after(limitMs, wake);
      await woken;
      withdraw();
    },
    leave: () => {
      waiters.delete(wake);
      if (waiters.size === 0 && engine.answerWaiters.get(run) === waiters) engine.answerWaiters.delete(run);
    },
  };
}

async function lookIntoStore(engine: EngineContext, run: string): Promise<Answer | undefined> {
  const answer = await engine.store.loadAnswer(run);
  if (answer !== undefined) return { kind: 'answer', ...answer };
  const stored = await engine.store.loadRun(run);
  return stored !== undefined && isFinal(stored.row.state) ? { kind: 'ended', state: stored.row.state } : undefined;
}
