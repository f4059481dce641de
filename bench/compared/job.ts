import type { Browser, Page } from 'playwright-core';
import { nextFrame } from '../budget/open-flow.ts';
import { traceWork } from '../budget/trace.ts';
import { type Hand, handOn } from './hand.ts';

/** What somebody wants to get done, the same on both sides. */
export const jobNames = ['retry', 'set-aside', 'in-and-out', 'find-order', 'rename', 'open-large', 'open-all'] as const;

/** One of the jobs. */
export type JobName = (typeof jobNames)[number];

/** How one side does one job. */
export type Job = {
  /** Brings the page to where the job begins; not counted and not timed. */
  readonly prepare: (page: Page) => Promise<void>;
  /** Does the job by gestures, and returns once its result is on screen. */
  readonly act: (hand: Hand) => Promise<void>;
  /** Looks where the work is kept whether what was asked for is there; not counted and not timed. Throws if it is not. */
  readonly confirm?: (page: Page) => Promise<void>;
};

/** One side of the comparison, started and filled. */
export type Side = AsyncDisposable & {
  readonly name: string;
  readonly page: Page;
  /** A job that is missing is not measured on this side. */
  readonly jobs: Readonly<Partial<Record<JobName, Job>>>;
};

/** What one job took once. */
export type Taken = {
  readonly gestures: number;
  /** From the first gesture to the result on screen, milliseconds. */
  readonly wallMs: number;
  /** Processor time of the page's main thread meanwhile, milliseconds. */
  readonly mainThreadMs: number;
};

/** Does a job once, counted and traced. */
export async function takeJob(browser: Browser, side: Side, name: JobName): Promise<Taken | undefined> {
  const job = side.jobs[name];
  if (job === undefined) return undefined;
  await job.prepare(side.page);
  await nextFrame(side.page);
  const hand = handOn(side.page);
  let wallMs = 0;
  const work = await traceWork(browser, side.page, async () => {
    const began = performance.now();
    await job.act(hand);
    await nextFrame(side.page);
    wallMs = performance.now() - began;
  });
  await job.confirm?.(side.page);
  return { gestures: hand.count(), wallMs, mainThreadMs: work.totalMs };
}
