import { frameKind } from '#sandbox/messages.ts';
import type { ChildEvents, ChildLink, StartChild } from './child-link.ts';
import { type ChildFrame, itemFrame, programFrame } from './frames.ts';
import type { EndReason, Job } from './job.ts';
import { type ReadResult, readResult } from './read-result.ts';

/** One child and the batch it works on. */
export type PoolChild = {
  readonly link: ChildLink;
  state: 'booting' | 'idle' | 'busy' | 'ending';
  /** Why it was ended; set before the kill. */
  reason: EndReason;
  /** How long the item it was ended over had been worked on, milliseconds. */
  overMs: number;
  /** Unfinished items of its batch, in the order they were sent. */
  readonly batch: Map<number, Job>;
  /** The item it says it works on. */
  started: number | undefined;
  /** When the batch was sent or the current item started, monotonic milliseconds. */
  sinceMs: number;
  /** Over the limit at the last look, with the same item; bytes that were on their way have been read since. */
  isSuspect: boolean;
  evaluations: number;
  readonly programs: Set<string>;
  lastNumber: number;
};

/** What a child makes happen in the pool. */
export type PoolChildEvents = {
  readonly ready: (child: PoolChild, frame: ChildFrame) => void;
  readonly finished: (child: PoolChild, job: Job, read: ReadResult) => void;
  /** Its batch is done and it waits. */
  readonly idle: (child: PoolChild) => void;
  /** It sent what no child of ours sends. */
  readonly malformed: (child: PoolChild) => void;
  readonly gone: (child: PoolChild) => void;
};

/** Starts a child and follows what it says. */
export function startPoolChild(start: StartChild, mono: () => number, events: PoolChildEvents): PoolChild {
  let child: PoolChild | undefined;
  const withChild = (work: (child: PoolChild) => void): void => {
    if (child !== undefined) work(child);
  };
  const linkEvents: ChildEvents = {
    frames: (frames) => withChild((own) => takeFrames(own, frames, mono, events)),
    malformed: () => withChild(events.malformed),
    gone: () => withChild(events.gone),
  };
  child = {
    link: start(linkEvents),
    state: 'booting',
    reason: 'died',
    overMs: 0,
    batch: new Map(),
    started: undefined,
    sinceMs: mono(),
    isSuspect: false,
    evaluations: 0,
    programs: new Set(),
    lastNumber: 0,
  };
  return child;
}

/** Sends jobs as one batch; programs the child has not seen travel before them. */
export function sendBatch(child: PoolChild, jobs: readonly Job[], nowMs: number): void {
  const frames: Buffer[] = [];
  for (const job of jobs) {
    const { plan } = job;
    if (plan !== undefined && !child.programs.has(plan.hash)) {
      child.programs.add(plan.hash);
      frames.push(programFrame({ hash: plan.hash, plan }));
    }
    child.lastNumber = (child.lastNumber + 1) % 0x1_0000_0000;
    child.batch.set(child.lastNumber, job);
    frames.push(itemFrame(child.lastNumber, job.request));
  }
  child.state = 'busy';
  child.started = undefined;
  child.sinceMs = nowMs;
  child.isSuspect = false;
  child.evaluations += jobs.length;
  child.link.send(frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames));
}

function takeFrames(
  child: PoolChild,
  frames: readonly ChildFrame[],
  mono: () => number,
  events: PoolChildEvents,
): void {
  for (const frame of frames) {
    // What a child says after nonsense counts for nothing; what it said before a limit struck stands.
    if (child.state === 'ending' && child.reason === 'malformed') return;
    switch (frame.kind) {
      case frameKind.ready:
        if (child.state === 'booting') events.ready(child, frame);
        break;
      case frameKind.started:
        noteStarted(child, frame.number, mono());
        break;
      case frameKind.result:
        noteResult(child, frame, events);
        break;
      case frameKind.probed:
        break;
      default:
        events.malformed(child);
        return;
    }
  }
}

function noteStarted(child: PoolChild, number: number, nowMs: number): void {
  // A child works through its batch in order; any other number would only shift the blame.
  const [next] = child.batch.keys();
  if (next !== number) return;
  child.started = number;
  child.sinceMs = nowMs;
  child.isSuspect = false;
}

function noteResult(child: PoolChild, frame: ChildFrame, events: PoolChildEvents): void {
  const job = child.batch.get(frame.number);
  if (job === undefined) return;
  const read = readResult(frame.header, frame.rest);
  if (read === undefined) {
    events.malformed(child);
    return;
  }
  child.batch.delete(frame.number);
  if (child.started === frame.number) child.started = undefined;
  events.finished(child, job, read);
  if (child.batch.size === 0 && child.state === 'busy') {
    child.state = 'idle';
    events.idle(child);
  }
}
