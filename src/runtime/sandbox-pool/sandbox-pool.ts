import type { Clock, Log, Sandbox } from '#runtime/engine/ports.ts';
import type { ChildFacts, SandboxResult } from '#sandbox/messages.ts';
import { childCommand } from './child-command.ts';
import { createStartChild, type StartChild } from './child-link.ts';
import { createEstimates } from './estimates.ts';
import { askFacts } from './facts.ts';
import { createFairQueue, type FairQueue } from './fair-queue.ts';
import {
  closedFailure,
  createJob,
  type EndReason,
  isTooLarge,
  type Job,
  killedFailure,
  tooLargeFailure,
  unavailableFailure,
} from './job.ts';
import { type PoolChild, type PoolChildEvents, sendBatch, startPoolChild } from './pool-child.ts';

/** Limits the parent enforces; milliseconds, bytes and counts. */
export const poolLimits = {
  /** Longest an item may be worked on before its child is killed. */
  wallMs: 800,
  /** Longest a child may take to begin with a batch; no user text runs in that time. */
  beginMs: 2_000,
  bootMs: 15_000,
  residentBytes: 300 * 1024 * 1024,
  lookEveryMs: 10,
  batchItems: 64,
  batchMs: 20,
  evaluationsPerChild: 10_000,
  /** Evaluations after which a spare is started, so that it is warm when the child is replaced. */
  evaluationsBeforeSpare: 9_000,
  /** How long the other children wait once the runtime serves: booting takes a core from the first events. */
  growAfterMs: 1_000,
  /** Tries of an item whose child was killed over it. */
  tries: 2,
  /** Children that may die with an item in their batch before it is refused although it never started. */
  losses: 3,
  failedBoots: 3,
} as const;

/** The sandbox with what the runtime needs beside the port. */
export type SandboxPool = Sandbox & {
  /** Call once the runtime serves: the other children start after that. */
  readonly started: () => void;
  /** Starts a child of its own, lets it try its walls, and ends it. Rejects when no child can be started. */
  readonly facts: () => Promise<ChildFacts>;
  /** Refuses what is queued, ends every child, and resolves when all are gone. */
  readonly close: () => Promise<void>;
};

/** What a pool is made of. */
export type PoolOptions = {
  /** Children that work at the same time; default 2. */
  readonly children?: number;
  /** The child's entry, `entryUrl('sandbox-child')`. */
  readonly entry: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** How a child is started; by default one of `entry`. */
  readonly start?: StartChild;
};

/** Starts the first child and answers evaluations as soon as it is ready. */
export function createSandboxPool({ children = 2, entry, clock, log, start }: PoolOptions): SandboxPool {
  const startChild = start ?? createStartChild(childCommand(entry));
  const pool = new Pool(children, clock, log, startChild);
  return {
    evaluate: (plan, request) =>
      new Promise<SandboxResult>((resolve) => pool.enqueue(createJob(plan, request, resolve))),
    started: () => pool.grow(),
    facts: () => askFacts(startChild, clock, poolLimits.bootMs),
    close: () => pool.close(),
  };
}

/** The one stateful thing here: who works on what. Everything it decides is in the small functions beside it. */
class Pool {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #start: StartChild;
  readonly #slots: (PoolChild | undefined)[];
  readonly #ordinary = createFairQueue<Job>();
  /** Items known to be slow, and those that took a child down; the first child leaves them to the others. */
  readonly #slow = createFairQueue<Job>();
  readonly #estimates = createEstimates();
  readonly #alive = new Set<PoolChild>();
  readonly #bootTimers = new Map<PoolChild, () => void>();
  /** A warm child costs 20 MB, so there is one only when a child is about to be replaced, or was lost once. */
  #spare: PoolChild | undefined;
  #hasLostChild = false;
  #size = 1;
  #failedBoots = 0;
  #isDispatching = false;
  #isLooking = false;
  #isFilling = false;
  #isClosed = false;
  #whenEmpty: (() => void) | undefined;

  constructor(children: number, clock: Clock, log: Log, start: StartChild) {
    this.#clock = clock;
    this.#log = log;
    this.#start = start;
    this.#slots = new Array<PoolChild | undefined>(Math.max(1, children)).fill(undefined);
    this.#slots[0] = this.#startChild();
  }

  enqueue(job: Job): void {
    if (this.#isClosed) job.resolve({ kind: 'refused', failure: closedFailure() });
    else if (isTooLarge(job.request)) job.resolve({ kind: 'refused', failure: tooLargeFailure() });
    else if (this.#isDown()) job.resolve({ kind: 'refused', failure: unavailableFailure() });
    else {
      this.#queueFor(job).push(job.line, job);
      this.#dispatchSoon();
    }
  }

  grow(): void {
    this.#clock.after(poolLimits.growAfterMs, () => {
      this.#size = this.#slots.length;
      this.#fillSoon(0);
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseQueued(closedFailure());
    for (const child of this.#alive) this.#end(child, 'closed');
    if (this.#alive.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  #isDown(): boolean {
    return this.#failedBoots >= poolLimits.failedBoots;
  }

  #refuseQueued(failure: ReturnType<typeof closedFailure>): void {
    for (const job of [...this.#ordinary.drain(), ...this.#slow.drain()]) job.resolve({ kind: 'refused', failure });
  }

  #queueFor(job: Job): FairQueue<Job> {
    return job.alone || this.#estimates.of(job.sort) > poolLimits.batchMs ? this.#slow : this.#ordinary;
  }

  /**
   * Everything asked for in the same turn of the loop goes into one batch; nothing waits for more to come. A microtask
   * would come after every single request, and each batch costs a write here and a wake-up there.
   */
  #dispatchSoon(): void {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    setImmediate(() => {
      this.#isDispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const child of this.#slots) {
      if (child?.state !== 'idle') continue;
      const jobs = this.#takeFor(child);
      if (jobs.length === 0) continue;
      sendBatch(child, jobs, this.#clock.mono());
      this.#lookSoon();
    }
  }

  #takeFor(child: PoolChild): Job[] {
    const isFirst = child === this.#slots[0];
    const hasOthers = this.#slots.some((other) => other !== undefined && other !== child && other.state !== 'ending');
    const [first] = this.#slots;
    // Without a first child that works, what is slow would keep everything else waiting for it.
    if (!isFirst && first !== undefined && first.state !== 'booting') {
      const slow = this.#takeBatch(this.#slow);
      if (slow.length > 0) return slow;
    }
    const ordinary = this.#takeBatch(this.#ordinary);
    return ordinary.length > 0 || hasOthers ? ordinary : this.#takeBatch(this.#slow);
  }

  #takeBatch(queue: FairQueue<Job>): Job[] {
    let items = 0;
    let isAlone = false;
    let estimatedMs = 0;
    return queue.take((job) => {
      const tookMs = this.#estimates.of(job.sort);
      const fits =
        items === 0 ||
        (!isAlone && !job.alone && items < poolLimits.batchItems && estimatedMs + tookMs <= poolLimits.batchMs);
      if (!fits) return false;
      items += 1;
      estimatedMs += tookMs;
      isAlone = job.alone;
      return true;
    });
  }

  #startChild(): PoolChild {
    const events: PoolChildEvents = {
      ready: (child) => this.#onReady(child),
      finished: (_child, job, { result, micros }) => {
        this.#estimates.learn(job.sort, Math.min(micros / 1_000, poolLimits.wallMs));
        job.resolve(result);
      },
      idle: (child) => this.#onIdle(child),
      malformed: (child) => this.#end(child, 'malformed'),
      gone: (child) => this.#onGone(child),
    };
    const child = startPoolChild(this.#start, this.#clock.mono, events);
    this.#alive.add(child);
    this.#bootTimers.set(
      child,
      this.#clock.after(poolLimits.bootMs, () => this.#end(child, 'silent')),
    );
    return child;
  }

  #onReady(child: PoolChild): void {
    this.#endBootTimer(child);
    this.#failedBoots = 0;
    child.state = 'idle';
    this.#log.info('sandbox.child-ready', { pid: child.link.pid });
    this.#dispatchSoon();
  }

  #onIdle(child: PoolChild): void {
    if (child.evaluations >= poolLimits.evaluationsPerChild && this.#spare?.state === 'idle') {
      this.#end(child, 'recycled');
    }
    if (this.#needsSpare()) this.#fillSoon(0);
    this.#dispatchSoon();
  }

  /** Ends a child; a spare takes its place at once, the accounts are settled when it is gone. */
  #end(child: PoolChild, reason: EndReason): void {
    if (child.state === 'ending') return;
    if (child.state === 'booting') this.#failedBoots += 1;
    child.state = 'ending';
    child.reason = reason;
    child.overMs = child.started === undefined ? 0 : Math.round(this.#clock.mono() - child.sinceMs);
    child.link.kill();
    this.#replace(child);
  }

  #onGone(child: PoolChild): void {
    this.#endBootTimer(child);
    this.#alive.delete(child);
    if (child.state === 'booting') this.#failedBoots += 1;
    const { reason, overMs, batch } = child;
    const facts = { pid: child.link.pid, reason, overMs, unfinished: batch.size };
    if (reason === 'recycled' || reason === 'closed') this.#log.info('sandbox.child-ended', facts);
    else {
      this.#hasLostChild = true;
      this.#log.warn('sandbox.child-ended', facts);
    }
    if (child.state !== 'ending') this.#replace(child);
    this.#settleBatch(child);
    if (this.#isDown()) this.#refuseQueued(unavailableFailure());
    if (this.#alive.size === 0) this.#whenEmpty?.();
  }

  /** Charges the item the child worked on; the others go back to where they were. */
  #settleBatch(child: PoolChild): void {
    const back: Job[] = [];
    for (const [number, job] of child.batch) {
      if (this.#isClosed) job.resolve({ kind: 'refused', failure: closedFailure() });
      else if (number === child.started) this.#charge(job, child.reason);
      else if (++job.losses > poolLimits.losses) job.resolve({ kind: 'refused', failure: killedFailure(child.reason) });
      else back.push(job);
    }
    child.batch.clear();
    for (const [line, jobs] of Map.groupBy(back, (job) => job.line)) {
      for (const [queue, own] of Map.groupBy(jobs, (job) => this.#queueFor(job))) queue.putBack(line, own);
    }
    this.#dispatchSoon();
  }

  #charge(job: Job, reason: EndReason): void {
    job.kills += 1;
    job.alone = true;
    if (job.kills >= poolLimits.tries) job.resolve({ kind: 'refused', failure: killedFailure(reason) });
    else this.#slow.putBack(job.line, [job]);
  }

  #replace(child: PoolChild): void {
    if (this.#spare === child) this.#spare = undefined;
    const slot = this.#slots.indexOf(child);
    if (slot >= 0) {
      this.#slots[slot] = this.#spare;
      this.#spare = undefined;
      this.#dispatchSoon();
    }
    // Without a child nothing moves, so the first one is not waited for; a machine that cannot start one is spared.
    const isUrgent = this.#slots.every((other) => other === undefined) && this.#failedBoots === 0;
    this.#fillSoon(isUrgent ? 0 : 50 * 2 ** Math.min(this.#failedBoots, 7));
  }

  /** Starts what is missing, outside the request that found it missing: a fork can block for a long moment. */
  #fillSoon(delayMs: number): void {
    if (this.#isFilling || this.#isClosed) return;
    this.#isFilling = true;
    this.#clock.after(delayMs, () => {
      this.#isFilling = false;
      if (!this.#isClosed) this.#fill();
    });
  }

  /** One child at a time, because every start takes a core from the work under way. */
  #fill(): void {
    const slot = this.#slots.findIndex((child, at) => child === undefined && at < this.#size);
    if (slot >= 0) this.#slots[slot] = this.#startChild();
    else if (this.#needsSpare()) this.#spare = this.#startChild();
    else return;
    this.#fillSoon(50);
  }

  #needsSpare(): boolean {
    if (this.#spare !== undefined || this.#size === 1) return false;
    const isOld = (child: PoolChild | undefined) => (child?.evaluations ?? 0) >= poolLimits.evaluationsBeforeSpare;
    return this.#hasLostChild || this.#slots.some(isOld);
  }

  #endBootTimer(child: PoolChild): void {
    this.#bootTimers.get(child)?.();
    this.#bootTimers.delete(child);
  }

  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#clock.after(poolLimits.lookEveryMs, () => {
      this.#isLooking = false;
      const busy = [...this.#alive].filter((child) => child.state === 'busy');
      for (const child of busy) this.#look(child);
      if (busy.length > 0) this.#lookSoon();
    });
  }

  #look(child: PoolChild): void {
    const resident = child.link.residentBytes();
    if (resident !== undefined && resident > poolLimits.residentBytes) {
      this.#end(child, 'memory');
      return;
    }
    const limitMs = child.started === undefined ? poolLimits.beginMs : poolLimits.wallMs;
    if (this.#clock.mono() - child.sinceMs <= limitMs) return;
    // When this process itself was held up, the news may be here already, unread: look once more after reading it.
    if (child.isSuspect) this.#end(child, child.started === undefined ? 'silent' : 'wall');
    else child.isSuspect = true;
  }
}
