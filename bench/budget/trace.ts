import type { Browser, Page } from 'playwright-core';

/** Main-thread work of the page while something was done, in milliseconds of processor time. */
export type Work = {
  readonly totalMs: number;
  readonly scriptMs: number;
  /** The longest single task: what a person feels as a stutter. */
  readonly longestTaskMs: number;
  readonly tasksOver16Ms: number;
};

type TraceEvent = {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'];

/** Does something under a trace and adds up what the main thread of the page worked. */
export async function traceWork(browser: Browser, page: Page, act: () => Promise<void>): Promise<Work> {
  await browser.startTracing(page, { categories });
  await act();
  const buffer = await browser.stopTracing();
  // The browser's own trace format.
  const { traceEvents } = JSON.parse(buffer.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  return addUp(traceEvents);
}

function addUp(events: readonly TraceEvent[]): Work {
  const names = new Map<string, string | undefined>();
  for (const event of events) {
    if (event.ph === 'M' && event.name === 'thread_name') names.set(`${event.pid}:${event.tid}`, event.args?.name);
  }
  const work = { totalMs: 0, scriptMs: 0, longestTaskMs: 0, tasksOver16Ms: 0 };
  for (const event of events) {
    if (event.ph !== 'X' || names.get(`${event.pid}:${event.tid}`) !== 'CrRendererMain') continue;
    const durationMs = (event.tdur ?? 0) / 1_000;
    // `ThreadControllerImpl::RunTask` wraps the same work; counting both would double every figure.
    if (event.name === 'RunTask') {
      work.totalMs += durationMs;
      work.longestTaskMs = Math.max(work.longestTaskMs, durationMs);
      if (durationMs > 16) work.tasksOver16Ms += 1;
    } else if (event.name === 'FunctionCall' || event.name === 'EvaluateScript') work.scriptMs += durationMs;
  }
  return work;
}
