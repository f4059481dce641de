import type { RuntimeEnd, RuntimePlace, RuntimeProcess } from './runtime-process.ts';

/** What becomes of a runtime that is kept. */
export type RuntimeNews =
  | { readonly kind: 'serving'; readonly place: RuntimePlace }
  /** It is gone and will be started again by itself. */
  | { readonly kind: 'lost'; readonly end: RuntimeEnd; readonly againInMs: number }
  /** It is gone and stays gone until somebody asks for it. */
  | { readonly kind: 'given-up'; readonly end: RuntimeEnd };

/** A runtime that is started again when it ends. */
export type KeptRuntime = {
  /** Starts it anew after it was given up; without effect while it runs or will by itself. */
  readonly startAgain: () => void;
  /** Stops it for good; nothing is told any more. Resolves when no process is left. */
  readonly stop: () => Promise<void>;
};

/** Pauses before each further start, in milliseconds; when they are used up, a person has to decide. */
const pausesMs = [250, 1_000, 3_000, 8_000, 15_000];

/** How long a runtime must have served before its end counts as the first one again, in milliseconds. */
const steadyMs = 60_000;

/** Runs a runtime and starts it again with growing pauses when it ends by itself. */
export function keepRuntime(options: {
  readonly start: () => Promise<RuntimeProcess>;
  readonly tell: (news: RuntimeNews) => void;
  /** Calls back after milliseconds; gives what cancels it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Monotonic milliseconds. */
  readonly mono: () => number;
}): KeptRuntime {
  const { start, tell, after, mono } = options;
  let life: Promise<void> = Promise.resolve();
  let running: RuntimeProcess | undefined;
  let cancelPause: () => void = () => undefined;
  let failures = 0;
  let isGivenUp = false;
  let isStopped = false;

  const live = async (): Promise<void> => {
    isGivenUp = false;
    running = await start();
    // Stopped while it was being started: it is stopped like any other.
    if (isStopped) return;
    const started = await running.ready;
    if (isStopped) return;
    if (!started.ok) return fail(started.end);
    const servingSinceMs = mono();
    tell({ kind: 'serving', place: started.place });
    const end = await running.ended;
    if (isStopped) return;
    if (mono() - servingSinceMs >= steadyMs) failures = 0;
    fail(end);
  };

  const fail = (end: RuntimeEnd): void => {
    running = undefined;
    const againInMs = end.isRefusal ? undefined : pausesMs[failures];
    failures += 1;
    if (againInMs === undefined) {
      isGivenUp = true;
      failures = 0;
      tell({ kind: 'given-up', end });
    } else {
      cancelPause = after(againInMs, begin);
      tell({ kind: 'lost', end, againInMs });
    }
  };

  const begin = (): void => {
    // The one owner of what goes wrong in here: a process that cannot even be made is an end like any other.
    life = live().catch((error: unknown) => fail({ how: String(error), said: '', isRefusal: true }));
  };

  begin();
  return {
    startAgain: () => {
      if (isGivenUp && !isStopped) begin();
    },
    stop: async () => {
      isStopped = true;
      cancelPause();
      // A start under way is waited for where it has no process yet, and stopped where it has.
      if (running === undefined) await life;
      await running?.stop();
    },
  };
}
