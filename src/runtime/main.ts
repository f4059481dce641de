import { flushCompileCache } from 'node:module';
import { Socket } from 'node:net';
import type { Problem, Result } from '#flow/problem.ts';
import type { CrashPoint } from './engine/context.ts';
import { entryUrl } from './entries.ts';
import { createLineWriter } from './machine/line-writer.ts';
import type { Runtime, RuntimeOptions } from './runtime.ts';
import { startEarlyChild } from './sandbox-pool/early-child.ts';
import { discardStoreThreads, startStoreThreads } from './store/sqlite/threads.ts';

/** How long SIGTERM may take before what is in flight is left to the next start, in milliseconds. */
const drainLimitMs = 9_000;

/** How long after the first signal another one still counts as its echo, in milliseconds. */
const echoMs = 500;

/** When compiled code is kept for the next start; by then the first events are answered. Milliseconds. */
const flushAfterMs = 5_000;

/** How a runtime process came to be: serving, or refused with problems. */
export type ProcessStart =
  | { readonly ok: true; readonly runtime: Runtime }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Options of a runtime that is a process of its own. */
export type ProcessOptions = Omit<RuntimeOptions, 'onBroken' | 'reach' | 'writeLog' | 'early'> & {
  /** Takes the lines of the log; standard error when left out. */
  readonly writeLog?: RuntimeOptions['writeLog'];
};

/**
 * Starts a runtime as this process: it drains on SIGTERM and SIGINT, ends at once on the second, ends when the
 * launcher that started it is gone, and leaves with a non-zero code when its disk is broken.
 */
export async function startProcess(options: ProcessOptions): Promise<ProcessStart> {
  const log = createLineWriter(process.stderr, setImmediate);
  process.on('exit', log.flush);
  const started = await startWithEarlyParts({
    writeLog: log.line,
    ...options,
    onBroken: (cause) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      log.line(`${JSON.stringify({ level: 'error', event: 'store.broken', why })}`);
      // A sync that failed says nothing about what is on disk; only a restart does.
      process.exitCode = 70;
      process.exit();
    },
    reach: crashAt(options.env),
  });
  if (!started.ok) return started;
  // A process that is killed writes nothing at its end, and the next start would compile everything again.
  setTimeout(flushCompileCache, flushAfterMs).unref();
  endOnSignals(started.value);
  endWithLauncher(options.env, started.value);
  return { ok: true, runtime: started.value };
}

/**
 * A sandbox child and the threads of the store boot on other cores while this one loads and compiles the runtime and
 * reads the workspace. They are told what to open only then, so an unsound workspace leaves no trace.
 */
async function startWithEarlyParts(options: RuntimeOptions): Promise<Result<Runtime>> {
  const child = startEarlyChild(entryUrl('sandbox-child'));
  const threads = startStoreThreads();
  let isOver = false;
  const onBroken = (cause: unknown): void => {
    // A start that failed takes its own threads away; calling that a broken disk would hide why it failed.
    if (!isOver) options.onBroken(cause);
  };
  try {
    const { startRuntime } = await import('./runtime.ts');
    const started = await startRuntime({ ...options, onBroken, early: { startChild: child.start, threads } });
    isOver = !started.ok;
    return started;
  } catch (error) {
    isOver = true;
    throw error;
  } finally {
    if (isOver) {
      child.discard();
      await discardStoreThreads(threads);
    }
  }
}

/** Crash tests name a point, and optionally the how manieth time it is reached: `intent-written:3`. */
function crashAt(env: ProcessOptions['env']): (point: CrashPoint) => void {
  const [name, nth = '1'] = (env.PENSTOCK_CRASH_AT ?? '').split(':');
  if (!name) return () => undefined;
  let left = Number(nth);
  return (point) => {
    if (point !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

function endOnSignals(runtime: Runtime): void {
  let endingSinceMs: number | undefined;
  const end = (): void => {
    if (endingSinceMs !== undefined) {
      // A terminal sends Ctrl-C to the launcher and to us, and the launcher hands its own on: the two are one.
      if (performance.now() - endingSinceMs > echoMs) process.exit(1);
      return;
    }
    endingSinceMs = performance.now();
    runtime.stop(drainLimitMs).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(
          `${JSON.stringify({ level: 'error', event: 'runtime.stop-failed', why: error instanceof Error ? error.message : 'unknown' })}\n`,
        );
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** The launcher holds the other end of a pipe; its end means the launcher is gone, however it went. */
function endWithLauncher(env: ProcessOptions['env'], runtime: Runtime): void {
  const descriptor = Number(env.PENSTOCK_LAUNCHER_FD ?? '');
  if (!Number.isInteger(descriptor) || descriptor < 3) return;
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.on('error', () => undefined);
  pipe.on('close', () => void runtime.stop(drainLimitMs).finally(() => process.exit(0)));
  pipe.resume();
  pipe.unref();
}
