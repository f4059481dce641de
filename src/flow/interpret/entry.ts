import type { Failure } from '../failure.ts';
import type { JsonText } from '../json.ts';

/**
 * A journal entry: one fact about a run. Facts are keyed by what they settle, never by order of arrival; the first
 * commit of a key wins, so the state of a run is a function of the *set* of its entries.
 */
export type Entry =
  | Started
  | Settled
  | Prepared
  | Intended
  | Attempted
  | Waiting
  | Voted
  | WaitSettled
  | DoubtSettled
  | Opened
  | Paged
  | PageFolded
  | ScopeAttempt
  | Closing
  | ScopeClosed
  | CancelRequested
  | Finished;

/** The event was accepted: what came in, and what the run is seeded with. */
export type Started = {
  readonly kind: 'started';
  readonly at: number;
  /** Id of the trigger node that fired. */
  readonly trigger: string;
  /** `$`: what the trigger's edge carries. */
  readonly input: JsonText;
  /** `$trigger` without its body, which is `input`. */
  readonly event: JsonText;
  /** `$run`. */
  readonly run: JsonText;
  /** `$vars`, pinned when the event was accepted. */
  readonly vars: JsonText;
  /** Seed of `$random()`. */
  readonly seed: number;
};

/** A pure, local, skipped-by-rule or ending step is over. */
export type Settled = {
  readonly kind: 'settled';
  readonly path: string;
  readonly at: number;
  /** Ports fired; empty when it failed. */
  readonly ports: readonly string[];
  /** What delivered edges carry; absent where the step passes its input on. */
  readonly output?: JsonText;
  /** What `$steps.<id>` shows where that is not the output. */
  readonly learned?: JsonText;
  readonly failure?: Failure;
};

/** The computed config of a step that is about to act; read, never recomputed. */
export type Prepared = {
  readonly kind: 'prepared';
  readonly path: string;
  readonly config: JsonText;
  /** Value of the node's own `key:` expression. */
  readonly key?: string;
};

/** A write is about to be sent. Committed before the first byte leaves. */
export type Intended = {
  readonly kind: 'intended';
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
  /** Position among the intents of the run; sagas compensate in reverse. */
  readonly order: number;
  readonly key: string;
  readonly generation: number;
  readonly requestHash: string;
  /** What the step received, kept where an undo step will need it. */
  readonly input?: JsonText;
};

/** An attempt of an effect ended. Exactly one of port, failure is there. */
export type Attempted = {
  readonly kind: 'attempted';
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
  readonly port?: string;
  /** What delivered edges carry: the result, or the input with the result under `into`; absent where it passes its input on. */
  readonly output?: JsonText;
  /** The result, where that is not the output. */
  readonly learned?: JsonText;
  readonly failure?: Failure;
  /** When the next attempt may start; absent when this was the last one. */
  readonly retryAt?: number;
  /** The write may have happened and cannot be repeated safely: a person settles it. */
  readonly doubt?: true;
};

/** A wait began. */
export type Waiting = {
  readonly kind: 'waiting';
  readonly path: string;
  readonly at: number;
  /** When it ends by itself, epoch milliseconds. */
  readonly dueAt?: number;
  /** The port it then fires. */
  readonly duePort?: string;
  /** Counts up where the wait was given another time, from 2 on; the highest stands. */
  readonly turn?: number;
};

/** One of several people an approval needs has decided; each person counts once. */
export type Voted = {
  readonly kind: 'voted';
  readonly path: string;
  readonly at: number;
  readonly by: string;
  readonly decision: 'approved' | 'rejected';
  readonly reason?: string;
};

/** A wait ended; the first of timer, signal and decision wins. */
export type WaitSettled = {
  readonly kind: 'wait-settled';
  readonly path: string;
  readonly at: number;
  readonly port: string;
  readonly by: string;
  /** What `$steps.<id>` shows: who decided what, or the event that arrived. */
  readonly learned?: JsonText;
};

/** A person settled whether a write in doubt happened. */
export type DoubtSettled = {
  readonly kind: 'doubt-settled';
  readonly path: string;
  /** The attempt in doubt. */
  readonly attempt: number;
  readonly at: number;
  readonly by: string;
  readonly resolution: 'happened' | 'send' | 'give-up';
  readonly port?: string;
  readonly output?: JsonText;
  readonly learned?: JsonText;
};

/** A scope's items were fixed; other scopes open with one item and an empty key. */
export type Opened = {
  readonly kind: 'opened';
  readonly path: string;
  readonly at: number;
  /** For `each`: one element per item, in input order. */
  readonly items?: readonly { readonly key: string; readonly input: JsonText }[];
};

/** A page of an `each` over a source was read: its items are fixed, and so is where the next page begins. */
export type Paged = {
  readonly kind: 'paged';
  /** The `each`. */
  readonly path: string;
  /** Counts from 1. */
  readonly page: number;
  readonly at: number;
  /** Cursor of the page after this one; absent when this is the last. */
  readonly next?: JsonText;
  readonly items: readonly { readonly key: string; readonly input: JsonText }[];
};

/**
 * Every item of a page is over and leaves memory; what stays is counted here. It stands for all pages up to this one,
 * so that the entries of their items need not be read again.
 */
export type PageFolded = {
  readonly kind: 'page-folded';
  readonly path: string;
  readonly page: number;
  readonly at: number;
  readonly next?: JsonText;
  /** Items of all pages so far that are done, and that failed. */
  readonly done: number;
  readonly failed: number;
  /** Failed items of this page alone, as long as the list of the whole `each` has room. */
  readonly failures: readonly { readonly key: string; readonly failure: Failure }[];
  /** Position the next intent of the run gets. */
  readonly order: number;
  /** True when an optional step gave up so far. */
  readonly degraded?: true;
};

/** One attempt of a `retry` scope failed and the next is due at a recorded time. */
export type ScopeAttempt = {
  readonly kind: 'scope-attempt';
  readonly path: string;
  readonly attempt: number;
  readonly at: number;
  readonly retryAt: number;
};

/** A frame stops starting work; what is in flight is awaited. */
export type Closing = {
  readonly kind: 'closing';
  /** Frame path; empty for the run itself. */
  readonly frame: string;
  readonly at: number;
  readonly cause: CloseCause;
};

/** Why a frame closed. */
export type CloseCause =
  | { readonly by: 'failure'; readonly failure: Failure; readonly node: string }
  | { readonly by: 'dead-letter'; readonly node: string; readonly failure?: Failure }
  | { readonly by: 'cancel' }
  | { readonly by: 'stop'; readonly failure: Failure; readonly node: string };

/** A frame is over: its entries may leave memory. */
export type ScopeClosed = {
  readonly kind: 'scope-closed';
  readonly frame: string;
  readonly at: number;
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly output?: JsonText;
  readonly failure?: Failure;
  /** A failed saga: everything was undone, or a person must look. */
  readonly saga?: 'compensated' | 'stuck';
  /** True when an optional step gave up inside. */
  readonly degraded?: true;
};

/** A person or a parent run asked to cancel. */
export type CancelRequested = {
  readonly kind: 'cancel';
  readonly at: number;
  readonly by: string;
  readonly reason: string;
  /** Abandon: compensation is skipped. */
  readonly abandon?: true;
};

/** The run reached a final state. */
export type Finished = {
  readonly kind: 'finished';
  readonly at: number;
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'superseded';
  readonly output?: JsonText;
  readonly failure?: Failure;
  /** True when an optional step gave up on the way. */
  readonly degraded?: true;
};

/** The key under which the first commit of a fact wins. */
export function entryKey(entry: Entry): string {
  switch (entry.kind) {
    case 'started':
    case 'finished':
    case 'cancel':
      return entry.kind;
    case 'closing':
    case 'scope-closed':
      return `${entry.kind}:${entry.frame}`;
    case 'intended':
    case 'attempted':
    case 'doubt-settled':
    case 'scope-attempt':
      return `${entry.kind}:${entry.path}@${entry.attempt}`;
    case 'paged':
    case 'page-folded':
      return `${entry.kind}:${entry.path}@${entry.page}`;
    case 'voted':
      return `${entry.kind}:${entry.path}@${entry.by}`;
    case 'waiting':
      return `${entry.kind}:${entry.path}${entry.turn === undefined ? '' : `@${entry.turn}`}`;
    case 'settled':
    case 'prepared':
    case 'wait-settled':
    case 'opened':
      return `${entry.kind}:${entry.path}`;
  }
}
