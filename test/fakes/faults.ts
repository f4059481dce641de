import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Reply } from './loopback.ts';

/** Whether a fault strikes before the call has had its effect, or after, when only the answer is lost. */
export type Moment = 'before-applying' | 'after-applying';

/** Faults of the network and of proxies: they know nothing of the system behind. */
export type TransportFault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string | number;
      readonly body?: string;
      readonly contentType?: string;
      readonly when?: Moment;
    }
  | { readonly kind: 'silence'; readonly when?: Moment }
  | { readonly kind: 'reset'; readonly when?: Moment }
  | { readonly kind: 'slow'; readonly delayMs: number; readonly when?: Moment }
  | { readonly kind: 'truncated'; readonly sizeBytes: number };

/** Answers with an HTTP status instead of doing the work; `retryAfter` becomes the header of that name. */
export function answerStatus(
  status: number,
  more: { readonly retryAfter?: string | number; readonly body?: string; readonly when?: Moment } = {},
): TransportFault {
  return { kind: 'status', status, ...more };
}

/** Never answers. By default the work is not done; with `after-applying` it is, and nobody hears of it. */
export function neverAnswer(when: Moment = 'before-applying'): TransportFault {
  return { kind: 'silence', when };
}

/** Answers late. By default the work is done after the delay, at the end of a slow transaction. */
export function answerSlowly(delayMs: number, when: Moment = 'before-applying'): TransportFault {
  return { kind: 'slow', delayMs, when };
}

/** Resets the connection before anything was done. */
export function resetBeforeApplying(): TransportFault {
  return { kind: 'reset', when: 'before-applying' };
}

/** Does the work, then resets the connection: the answer is lost and the caller cannot know what happened. */
export function loseAnswer(): TransportFault {
  return { kind: 'reset', when: 'after-applying' };
}

/** Does the work, sends the head and this many bytes of the body, then resets the connection. */
export function truncateAnswer(sizeBytes: number): TransportFault {
  return { kind: 'truncated', sizeBytes };
}

/** One fault to come: where, what, and how often. */
export interface FaultRule<Place extends string, Fault> {
  /** Which calls it meets. A value may end in `*` to match a beginning; places left out match everything. */
  readonly where?: Readonly<Partial<Record<Place, string>>>;
  readonly fault: Fault;
  /** How many calls it meets; until cleared when left out. */
  readonly times?: number;
  /** How many matching calls pass unharmed first; 0 when left out. */
  readonly skip?: number;
}

/** A fault that was injected, to count or to end it. */
export interface InjectedFault {
  /** How many calls it has met so far. */
  readonly hits: number;
  clear(): void;
}

/** The port of a fake, which can be closed and opened again. */
export interface Door {
  down(): Promise<void>;
  up(): Promise<void>;
}

/** The faults a fake will commit. The oldest rule that matches a call wins. */
export class FaultBoard<Place extends string, Fault> {
  readonly #rules = new Set<{ readonly rule: FaultRule<Place, Fault>; seen: number; hits: number }>();
  readonly #door: Door;

  constructor(door: Door) {
    this.#door = door;
  }

  /** Adds a fault. */
  inject(rule: FaultRule<Place, Fault>): InjectedFault {
    const entry = { rule, seen: 0, hits: 0 };
    this.#rules.add(entry);
    return {
      get hits() {
        return entry.hits;
      },
      clear: () => this.#rules.delete(entry),
    };
  }

  /** The fault that this call meets, counted as used, or undefined. */
  take(call: Readonly<Record<Place, string>>): Fault | undefined {
    for (const entry of this.#rules) {
      if (!isMet(entry.rule.where ?? {}, call)) continue;
      entry.seen += 1;
      if (entry.seen <= (entry.rule.skip ?? 0)) continue;
      entry.hits += 1;
      if (entry.hits >= (entry.rule.times ?? Number.POSITIVE_INFINITY)) this.#rules.delete(entry);
      return entry.rule.fault;
    }
    return undefined;
  }

  /** Ends every fault that was injected; a port that is down stays down. */
  clear(): void {
    this.#rules.clear();
  }

  /** Closes the port: connections are cut and new ones refused. */
  async down(): Promise<void> {
    await this.#door.down();
  }

  /** Opens the same port again. */
  async up(): Promise<void> {
    await this.#door.up();
  }
}

function isMet(where: Readonly<Partial<Record<string, string>>>, call: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([place, wanted]) => {
    const actual = call[place] ?? '';
    if (wanted === undefined) return true;
    return wanted.endsWith('*') ? actual.startsWith(wanted.slice(0, -1)) : actual === wanted;
  });
}

/**
 * Carries a call out under a transport fault.
 *
 * @param apply does the work and says the answer; called at most once
 * @param skip tells the ledger that the call arrived and nothing was done
 */
export async function underFault(call: {
  readonly fault: TransportFault | undefined;
  readonly signal: AbortSignal;
  readonly apply: () => Promise<Answer>;
  readonly skip: () => void;
}): Promise<Reply> {
  const { fault, signal, apply, skip } = call;
  if (fault === undefined) return { kind: 'answer', answer: await apply() };
  if (fault.kind === 'truncated') return { kind: 'truncated', answer: await apply(), sizeBytes: fault.sizeBytes };
  if (fault.kind === 'slow') {
    const early = fault.when === 'after-applying' ? await apply() : undefined;
    if (!(await hasWaited(fault.delayMs, signal))) return { kind: 'reset' };
    return { kind: 'answer', answer: early ?? (await apply()) };
  }
  if (fault.when === 'after-applying') await apply();
  else skip();
  if (fault.kind === 'status') return { kind: 'answer', answer: statusAnswer(fault) };
  return { kind: fault.kind };
}

/** True after the delay, false when the server closed meanwhile. */
async function hasWaited(delayMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(delayMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function statusAnswer(fault: Extract<TransportFault, { kind: 'status' }>): Answer {
  const retryAfter = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) };
  return {
    status: fault.status,
    headers: { 'Content-Type': fault.contentType ?? 'text/html; charset=utf-8', ...retryAfter },
    body: fault.body ?? `<html><head><title>${fault.status}</title></head><body>${fault.status}</body></html>\n`,
  };
}
