import { snapshotOf } from '#flow/interpret/snapshot.ts';
import type { Change } from '../store/change.ts';
import type { CommitOutcome, RunState, StoreCommand } from '../store/command.ts';
import { isFinal } from '../store/command.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { ActiveRun } from './active-run.ts';
import type { EngineContext } from './context.ts';
import type { Answer } from './engine-port.ts';
import { encodeFrame, encodeSnapshotFrame } from './journal.ts';

/** Pause before the store is asked again after a full disk. */
const storePauseMs = 500;
/** A run whose journal since its last snapshot is shorter than this, in characters, needs none. */
const smallJournal = 262_144;
/** How often its own length a journal grows before the next snapshot: what bounds both rewriting and reading again. */
const snapshotFactor = 4;
/** How many answers stay in memory for doors that have not fetched them yet. */
const mostAnswers = 2_048;

/**
 * Commits everything recorded since the last commit. While the disk is full the results stay in memory and the call
 * waits; nothing new starts meanwhile, because starting waits for this.
 *
 * @returns the outcome, or undefined when there was nothing to write
 */
export async function commitTail(
  engine: EngineContext,
  run: ActiveRun,
  standing: Standing,
): Promise<CommitOutcome | undefined> {
  const changes = [...run.changes, ...stateChange(run, standing)];
  if (run.tail.length === 0 && changes.length === 0) return undefined;
  // Effects end while the disk is busy and record what came of them: only what was handed over may leave the tail.
  const handedOver = { entries: run.tail.length, changes: run.changes.length };
  const isSnapshot = needsSnapshot(run);
  const frame = isSnapshot ? encodeSnapshotFrame(snapshotOf(run.state), run.tail) : encodeFrame(run.tail);
  const outcome = await commitPatiently(engine, {
    kind: 'append',
    run: run.id,
    expectedSeq: run.seq,
    frame,
    changes,
    ...(isSnapshot ? { snapshot: true as const } : {}),
  });
  if (outcome.kind === 'appended') {
    run.journalLength = isSnapshot ? frame.length : run.journalLength + frame.length;
    if (isSnapshot) run.snapshotLength = frame.length;
    run.tail = run.tail.slice(handedOver.entries);
    run.changes = run.changes.slice(handedOver.changes);
    settleWritten(engine, run, { changes, seq: outcome.seq });
  }
  return outcome;
}

/** Only a run that pages over a source forgets enough for a snapshot to be worth it, and right after it forgot. */
function needsSnapshot(run: ActiveRun): boolean {
  if (!run.tail.some((entry) => entry.kind === 'page-folded')) return false;
  return run.journalLength >= Math.max(smallJournal, snapshotFactor * run.snapshotLength);
}

/** Where a run stands when it is written: its state and what it waits for. */
export type Standing = { readonly state: RunState; readonly waitingFor: string | undefined };

/** The change that brings the run's row up to date, if it is not. */
export function stateChange(run: ActiveRun, standing: Standing): readonly Change[] {
  if (run.state.finished !== undefined) return [];
  if (run.written.state === standing.state && run.written.waitingFor === standing.waitingFor) return [];
  return [
    {
      kind: 'run',
      state: standing.state,
      ...(standing.waitingFor === undefined ? {} : { waitingFor: standing.waitingFor }),
    },
  ];
}

/** Brings memory in line with a commit and tells listeners; anything that came in meanwhile stays in the tail. */
export function settleWritten(
  engine: EngineContext,
  run: ActiveRun,
  done: { readonly changes: readonly Change[]; readonly seq: number },
): void {
  run.seq = done.seq;
  for (const change of done.changes) {
    if (change.kind === 'timer') engine.noteTimer(change.at);
    if (change.kind === 'run') {
      run.written = { state: change.state, waitingFor: change.waitingFor };
      announce(engine, run, change.state);
    }
    if (change.kind === 'answer')
      noteAnswer(engine, run.id, {
        kind: 'answer',
        status: change.status,
        contentType: change.contentType,
        body: change.body,
      });
  }
}

/** Tells everyone who listens that a run's state changed. */
export function announce(engine: EngineContext, run: ActiveRun, state: RunState): void {
  const at = engine.clock.now();
  for (const listener of engine.listeners) listener({ kind: 'run', run: run.id, flow: run.flow, state, at });
  if (isFinal(state) && !engine.answers.has(run.id)) noteAnswer(engine, run.id, { kind: 'ended', state });
}

function noteAnswer(engine: EngineContext, run: string, answer: Answer): void {
  engine.answers.set(run, answer);
  if (engine.answers.size > mostAnswers) engine.answers.delete(engine.answers.keys().next().value ?? '');
  wakeAnswerWaiters(engine, run);
}

function wakeAnswerWaiters(engine: EngineContext, run: string): void {
  const waiters = engine.answerWaiters.get(run);
  engine.answerWaiters.delete(run);
  for (const wake of waiters ?? []) wake();
}

/** Commits, and hands a full disk on to the caller. A broken disk ends the runtime. */
export async function commitOrRefuse(engine: EngineContext, command: StoreCommand): Promise<CommitOutcome> {
  try {
    return await engine.store.commit(command);
  } catch (error) {
    if (error instanceof StoreUnavailable && error.reason === 'io') engine.onBroken(error);
    throw error;
  }
}

/** Commits, and waits out a full disk. */
export async function commitPatiently(engine: EngineContext, command: StoreCommand): Promise<CommitOutcome> {
  for (;;) {
    try {
      return await commitOrRefuse(engine, command);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error.reason !== 'disk-full') throw error;
      engine.log.warn('store.refused', { reason: error.reason, command: command.kind });
      await new Promise<void>((resolve) => {
        engine.clock.after(storePauseMs, resolve);
      });
    }
  }
}
