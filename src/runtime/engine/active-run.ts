import type { Entry } from '#flow/interpret/entry.ts';
import { emptyState, fold, type State } from '#flow/interpret/state.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { Change } from '../store/change.ts';
import type { RunState } from '../store/command.ts';
import { decodeFrame } from './journal.ts';

/** What of a run's row the engine needs while it drives it. */
export type RunIdentity = {
  readonly id: string;
  readonly flow: string;
  readonly environment: string;
  readonly origin: string;
  /** A replay on purpose: effects get a new generation. */
  readonly again: boolean;
};

/** A run in memory: only while something is to be done for it. */
export type ActiveRun = RunIdentity & {
  readonly plan: Plan;
  readonly state: State;
  /** Journal frames committed. */
  seq: number;
  /** Characters of the journal that a recovery would read: what was written since the last snapshot, and that one. */
  journalLength: number;
  snapshotLength: number;
  /** Entries folded but not yet committed, and what is derived from them. */
  tail: Entry[];
  changes: Change[];
  /** Effects under way, by path. */
  readonly inFlight: Map<string, AbortController>;
  /** Serialises everything done to this run. */
  chain: Promise<void>;
  /** True while an advance is queued, so that ten wake-ups cost one pass. */
  isQueued: boolean;
  /** State and reason as last written. */
  written: { readonly state: RunState; readonly waitingFor: string | undefined };
  /** Steps held back: by a paused connection or a hold. */
  heldBack: Map<string, { readonly why: string; readonly untilMs: number | undefined }>;
};

/** A run as it comes into memory. */
export function activate(identity: RunIdentity, plan: Plan, written: ActiveRun['written']): ActiveRun {
  return {
    ...identity,
    plan,
    state: emptyState(),
    seq: 0,
    journalLength: 0,
    snapshotLength: 0,
    tail: [],
    changes: [],
    inFlight: new Map(),
    chain: Promise.resolve(),
    isQueued: false,
    written,
    heldBack: new Map(),
  };
}

/** Folds a stored journal into a run just activated. */
export function foldFrames(run: ActiveRun, frames: readonly string[]): void {
  for (const frame of frames) for (const entry of decodeFrame(frame)) fold(run.plan, run.state, entry);
  run.seq = frames.length;
  run.journalLength = frames.reduce((sum, frame) => sum + frame.length, 0);
}

/** Adds an entry to what the next commit makes durable. */
export function record(run: ActiveRun, entry: Entry, ...changes: readonly Change[]): void {
  fold(run.plan, run.state, entry);
  run.tail.push(entry);
  run.changes.push(...changes);
}
