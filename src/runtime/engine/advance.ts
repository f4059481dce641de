import type { Failure } from '#flow/failure.ts';
import type { EvaluateCommand } from '#flow/interpret/command.ts';
import { decide } from '#flow/interpret/decide.ts';
import { splitStep, stepPath } from '#flow/interpret/path.ts';
import type { PreparedStep } from '#flow/interpret/segment-shape.ts';
import { bodyOf, nodeOf, readiness } from '#flow/interpret/settle.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import type { SandboxResult, SegmentResult } from '#sandbox/messages.ts';
import type { CommitOutcome } from '../store/command.ts';
import { type ActiveRun, record } from './active-run.ts';
import { askStore, waitsForStore } from './ask-store.ts';
import { attempt } from './attempt.ts';
import { carryOut } from './carry-out.ts';
import { holdForCheckpoint, isCheckpointDue, passCheckpoint } from './checkpoint.ts';
import { commitTail, type Standing } from './commit.ts';
import type { EngineContext } from './context.ts';
import { collectStarts, type Start } from './start-effects.ts';

/** Pause before an evaluation is tried again when no sandbox child could take it. */
const sandboxPauseMs = 500;
/** Pause before a run whose advance broke is read and tried again. */
const brokenPauseMs = 5_000;

/**
 * Queues an advance of a run. Everything done to a run goes through its chain, one thing at a time, and wake-ups that
 * arrive while one is queued cost nothing.
 */
export function queueAdvance(engine: EngineContext, run: ActiveRun): void {
  if (run.isQueued) return;
  run.isQueued = true;
  enqueue(engine, run, async () => {
    run.isQueued = false;
    await advance(engine, run);
  });
}

/** Runs a piece of work in a run's chain; the one place that owns what it throws. */
export function enqueue(engine: EngineContext, run: ActiveRun, work: () => Promise<void>): void {
  run.chain = run.chain.then(work).catch((error: unknown) => {
    // Memory may no longer match the journal: forget it, the next wake-up reads it again.
    engine.active.delete(run.id);
    for (const controller of run.inFlight.values()) controller.abort('run-lost');
    engine.log.error('run.advance-broke', { run: run.id, error: error instanceof Error ? error.message : 'unknown' });
    if (!engine.isDraining) engine.wakeLater([run.id], brokenPauseMs);
  });
}

/** True for a run that was read while it stood in line: it may not move before it holds its lane. */
export function isInLine({ written }: ActiveRun): boolean {
  const { state, waitingFor } = written;
  return state === 'waiting' && (waitingFor === 'lane' || waitingFor === 'gap' || waitingFor === 'parked');
}

/** Takes a run as far as it goes now: records, evaluates, commits, sends. */
export async function advance(engine: EngineContext, run: ActiveRun): Promise<void> {
  if (engine.active.get(run.id) !== run) return;
  if (isInLine(run) && run.state.cancel === undefined) {
    // It was brought in by a signal. Whether it has the turn meanwhile, only the store knows.
    engine.active.delete(run.id);
    engine.wake([run.id]);
    return;
  }
  const starts = await settleDown(engine, run);
  await commitAndSend(engine, run, starts);
}

/** Decides until nothing more can be recorded without the outside; answers with the effects to send. */
export async function settleDown(engine: EngineContext, run: ActiveRun): Promise<readonly Start[]> {
  passCheckpoint(run);
  for (;;) {
    if (isCheckpointDue(run)) {
      holdForCheckpoint(run);
      return [];
    }
    const commands = decide(run.plan, run.state);
    if (carryOut(engine, run, commands)) continue;
    const evaluations = commands.filter((command) => command.do === 'evaluate');
    if (evaluations.length > 0) {
      const results = await Promise.all(evaluations.map((command) => evaluate(engine, run, command)));
      if (results.some((recorded) => recorded)) continue;
    }
    if (await askStore(engine, run, commands)) continue;
    const { starts, recorded } = await collectStarts(engine, run, commands);
    if (recorded && starts.length === 0) continue;
    // A reused result may free another step; it is looked at after this commit, when these starts are under way.
    if (recorded) queueAdvance(engine, run);
    return starts;
  }
}

async function commitAndSend(engine: EngineContext, run: ActiveRun, starts: readonly Start[]): Promise<void> {
  if (starts.length > 0) engine.reach('before-intent-commit');
  if (run.state.finished !== undefined) engine.reach('before-finish-commit');
  const holdsOutcome = run.tail.some((entry) => entry.kind === 'attempted');
  const outcome = await commitTail(engine, run, standingOf(run, starts));
  if (outcome !== undefined && outcome.kind !== 'appended') {
    afterConflict(engine, run, { outcome });
    return;
  }
  if (holdsOutcome) engine.reach('outcome-written');
  if (starts.length > 0) engine.reach('intent-written');
  if (outcome?.kind === 'appended') engine.wake(outcome.woken);
  send(engine, run, starts);
  if (waitsForStore(run)) queueAdvance(engine, run);
  leaveMemory(engine, run);
}

/** Sends effects whose intents are on disk. */
export function send(engine: EngineContext, run: ActiveRun, starts: readonly Start[]): void {
  for (const start of starts) {
    void attempt(engine, run, start, () => queueAdvance(engine, run)).catch((error: unknown) => {
      engine.log.error('step.attempt-broke', {
        run: run.id,
        error: error instanceof Error ? error.message : 'unknown',
      });
    });
  }
}

/** A run that only waits, or is over, holds no memory. */
export function leaveMemory(engine: EngineContext, run: ActiveRun): void {
  if (run.inFlight.size > 0 || run.isQueued || run.tail.length > 0) return;
  engine.active.delete(run.id);
}

/** What a run's row should say now. */
export function standingOf(run: ActiveRun, starts: readonly Start[]): Standing {
  if (run.state.finished !== undefined) return { state: run.state.finished.state, waitingFor: undefined };
  if (run.state.frames.get('')?.closing !== undefined) return { state: 'closing', waitingFor: undefined };
  if (starts.length > 0 || run.inFlight.size > 0) return { state: 'running', waitingFor: undefined };
  // None of these is recorded as something that wakes a run: a row that says "running" is taken up by the next start.
  if ([...run.heldBack.values()].some(({ why }) => why === 'shutdown' || why === 'sandbox' || why === 'store'))
    return { state: 'running', waitingFor: undefined };
  return { state: 'waiting', waitingFor: whatItWaitsFor(run) };
}

function whatItWaitsFor(run: ActiveRun): string {
  const [first] = [...run.heldBack.values()];
  if (first !== undefined) return first.why;
  for (const [, facts] of run.state.frames) {
    for (const [node, step] of facts.steps) {
      if (step.waiting === undefined || step.waitSettled !== undefined) continue;
      return run.plan.nodes[node]?.type === 'approval' ? 'approval' : 'timer';
    }
  }
  return 'timer';
}

/** The commit was refused as a whole: reuse what is known, or read the run again. */
function afterConflict(engine: EngineContext, run: ActiveRun, conflict: { readonly outcome: CommitOutcome }): void {
  const { outcome } = conflict;
  if (outcome.kind === 'effect-done') {
    engine.active.delete(run.id);
    // Another run made the same write between our look and our commit; the fresh look will find it.
    engine.wake([run.id]);
    return;
  }
  engine.log.warn('run.commit-refused', { run: run.id, outcome: outcome.kind });
  engine.active.delete(run.id);
  if (outcome.kind === 'stale' || outcome.kind === 'effect-open') engine.wakeLater([run.id], sandboxPauseMs);
}

async function evaluate(engine: EngineContext, run: ActiveRun, command: EvaluateCommand): Promise<boolean> {
  const now = engine.clock.now();
  const { do: _do, undoPath: _undoPath, ...ask } = command;
  const seed = run.state.started?.seed ?? 0;
  const root = command.frame === '' && run.state.started !== undefined ? { trigger: run.state.started.trigger } : {};
  const result = await engine.sandbox.evaluate(run.plan, {
    kind: 'segment',
    program: run.plan.hash,
    ...ask,
    ...root,
    now,
    seed,
  });
  return recordEvaluation(engine, run, command, result);
}

/** Records what a segment came to; a refusal is the failure of the first step that was to be evaluated. */
export function recordEvaluation(
  engine: EngineContext,
  run: ActiveRun,
  command: Pick<EvaluateCommand, 'frame' | 'body' | 'outcomes' | 'underWay' | 'input' | 'undoPath'>,
  result: SandboxResult,
): boolean {
  const at = engine.clock.now();
  run.heldBack.delete(command.frame);
  if (result.kind === 'refused') return recordRefusal(engine, run, command, result.failure);
  if (result.kind !== 'segment') throw new Error('The sandbox answered a segment with something else.');
  recordSegment(run, command, result, at);
  return result.settled.length > 0 || result.prepared.length > 0;
}

function recordSegment(
  run: ActiveRun,
  command: Pick<EvaluateCommand, 'frame' | 'undoPath'>,
  result: SegmentResult,
  at: number,
): void {
  for (const { id, ...step } of result.settled)
    record(run, { kind: 'settled', path: stepPath(command.frame, id), at, ...step });
  for (const step of result.prepared)
    recordPrepared(run, command.undoPath ?? stepPath(command.frame, step.id), step, at);
}

function recordPrepared(run: ActiveRun, path: string, step: PreparedStep, at: number): void {
  if (step.failure !== undefined) {
    record(run, { kind: 'settled', path, at, ports: [], failure: step.failure });
    return;
  }
  record(run, { kind: 'prepared', path, config: step.config, ...(step.key === undefined ? {} : { key: step.key }) });
}

function recordRefusal(
  engine: EngineContext,
  run: ActiveRun,
  command: Pick<EvaluateCommand, 'frame' | 'body' | 'outcomes' | 'underWay' | 'input' | 'undoPath'>,
  failure: Failure,
): boolean {
  if (failure.kind === 'transient') {
    run.heldBack.set(command.frame, { why: 'sandbox', untilMs: undefined });
    engine.wakeLater([run.id], sandboxPauseMs);
    return false;
  }
  const path = command.undoPath ?? firstUnevaluated(run, command);
  record(run, { kind: 'settled', path, at: engine.clock.now(), ports: [], failure });
  return true;
}

/** The step the child was at, as far as the parent can tell: the first in order that was startable. */
function firstUnevaluated(
  run: ActiveRun,
  command: Pick<EvaluateCommand, 'frame' | 'body' | 'outcomes' | 'underWay' | 'input'>,
): string {
  const outcomes = new Map(
    Object.entries(command.outcomes).map(([id, outcome]) => [id, { output: command.input, ...outcome }] as const),
  );
  for (const id of bodyOf(run.plan, command.body).order) {
    if (outcomes.has(id) || command.underWay.includes(id)) continue;
    const path = stepPath(command.frame, id);
    if (stepFacts(run.state, path)?.settled !== undefined) continue;
    if (readiness(nodeOf(run.plan, id), outcomes, command.input).is === 'ready') return path;
  }
  throw new Error(`The frame "${splitStep(command.frame).node}" was evaluated without a step to evaluate.`);
}
