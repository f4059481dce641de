import type { Database } from 'better-sqlite3';
import type { Entry } from '#flow/interpret/entry.ts';
import type { Change } from '../change.ts';
import type {
  AcceptCommand,
  AppendCommand,
  ClaimStepCommand,
  CloseDeadLetterCommand,
  CommitOutcome,
  DecideApprovalCommand,
  LookAtLaneCommand,
  NewRun,
  TakeTurnCommand,
  UnparkLaneCommand,
} from '../command.ts';
import { isFinal } from '../command.ts';
import { type AppendAudit, type CoveredFrame, createAuditWriter } from './audit-writer.ts';
import { createClaimWriter } from './claim-writer.ts';
import { createCursorWriter } from './cursor-writer.ts';
import { createEffectWriter } from './effect-writer.ts';
import { createFactWriter } from './fact-writer.ts';
import { createLaneWriter } from './lane-writer.ts';
import type { WriterMemory } from './memory.ts';
import { createRunWriter, type OpenRun, type RunChange } from './run-writer.ts';
import { createStepClaimWriter } from './step-claim-writer.ts';
import { createTurnWriter } from './turn-writer.ts';
import type { Words } from './words.ts';

/** The commands that belong to one run. Each looks at all its conditions before it writes anything. */
export type RunCommands = {
  readonly accept: (command: AcceptCommand) => CommitOutcome;
  readonly append: (command: AppendCommand) => CommitOutcome;
  readonly decideApproval: (command: DecideApprovalCommand) => CommitOutcome;
  readonly closeDeadLetter: (command: CloseDeadLetterCommand) => CommitOutcome;
  readonly lookAtLane: (command: LookAtLaneCommand) => CommitOutcome;
  readonly unparkLane: (command: UnparkLaneCommand) => CommitOutcome;
  readonly claimStep: (command: ClaimStepCommand) => CommitOutcome;
  readonly takeTurn: (command: TakeTurnCommand) => CommitOutcome;
  readonly appendAudit: AppendAudit;
};

/** Prepares the commands of runs. */
export function createRunCommands(db: Database, memory: WriterMemory, words: Words): RunCommands {
  const appendAudit = createAuditWriter(db, memory, words);
  const runs = createRunWriter(db, memory, words);
  const effects = createEffectWriter(db, words);
  const claims = createClaimWriter(db, words);
  const stepClaims = createStepClaimWriter(db, words);
  const keepCursor = createCursorWriter(db, words);
  const applyFact = createFactWriter(db, { appendAudit, claims, stepClaims, effects });
  const lanes = createLaneWriter(db, memory, words, { runs, supersede, appendAudit });
  const findApproval = db.prepare<[string], { id: number; run: number; state: string; shownHash: string }>(
    'select id, run, state, shown_hash as shownHash from approvals where public_id = ?',
  );
  const decide = db.prepare('update approvals set state = ?, decided_by = ?, decided_at = ?, reason = ? where id = ?');
  const findDeadLetter = db.prepare<[string], { id: number; run: number; state: string }>(
    'select id, run, state from dead_letters where public_id = ?',
  );
  const closeLetter = db.prepare(
    'update dead_letters set state = ?, closed_by = ?, closed_at = ?, reason = ? where id = ?',
  );
  const openLetters = db.prepare<[number], { id: number }>(
    "select id from dead_letters where run = ? and state = 'open' limit 1",
  );

  /** Ends a run that a newer event of its lane overtook: its journal says so, its audit trail too. */
  function supersede(run: OpenRun): void {
    const finished: readonly Entry[] = [{ kind: 'finished', at: memory.now, state: 'superseded' }];
    const frame = runs.addFrame(run, JSON.stringify(finished));
    runs.advance(run, undefined);
    appendAudit({ at: memory.now, actor: 'system', action: 'run.superseded', subject: run.publicId }, frame);
  }

  function accept(command: AcceptCommand): CommitOutcome {
    const { claim } = command;
    const standingClaim = claim === undefined ? undefined : claims.check(claim, command.run.acceptedAt);
    if (standingClaim?.is === 'held') {
      // The event is dealt with either way, so its trigger goes on from behind it.
      if (command.cursor !== undefined) keepCursor(command.cursor);
      return standingClaim.outcome;
    }
    const newRun = linkTo(standingClaim?.by, command.run);
    const { closes } = command;
    const letter = closes === undefined ? undefined : findDeadLetter.get(closes.deadLetter);
    if (closes !== undefined && letter === undefined) return { kind: 'refused', why: 'no-such-thing' };
    if (letter !== undefined && letter.state !== 'open') return { kind: 'refused', why: 'dead-letter-closed' };
    const obstacle = firstObstacle(NOT_YET, command.changes);
    if (obstacle !== undefined) return obstacle;
    const verdict = command.lane === undefined ? undefined : lanes.judge(command.lane);
    const standing = verdict?.lane ?? 'none';
    const state = standing === 'queued' ? 'waiting' : standing === 'superseded' ? 'superseded' : newRun.state;
    const waitingFor = standing === 'queued' ? verdict?.waitsFor : undefined;
    const { run, frame } = runs.insert({ run: newRun, state, waitingFor, frame: command.frame });
    if (claim !== undefined) claims.take(run, claim, newRun.acceptedAt);
    if (command.cursor !== undefined) keepCursor(command.cursor);
    if (closes !== undefined) closeLetter.run('replayed', closes.by, closes.at, closes.reason ?? null, letter?.id);
    if (verdict !== undefined) lanes.take(run, verdict);
    if (standing === 'superseded') {
      applyAll(run, command.changes.filter(isAudit), frame);
      supersede(run);
    } else {
      // A queued run may not move before it holds its lane, whatever was worked out for it already.
      const changes =
        waitingFor === undefined ? command.changes : command.changes.map((change) => keepWaiting(change, waitingFor));
      // A run before which a number is missing looks at its lane by itself, and again when the wait is over.
      const looks = waitingFor === undefined || waitingFor === 'lane' ? [] : [newRun.id];
      const woken = [...applyAll(run, changes, frame), ...looks];
      if (woken.length > 0) return { kind: 'accepted', run: newRun.id, seq: run.seq, lane: standing, woken };
    }
    return { kind: 'accepted', run: newRun.id, seq: run.seq, lane: standing };
  }

  function append(command: AppendCommand): CommitOutcome {
    const run = runs.find(command.run);
    if (run === undefined) return { kind: 'refused', why: 'no-such-thing' };
    if (run.seq !== command.expectedSeq) return { kind: 'stale', seq: run.seq };
    const obstacle = firstObstacle(run, command.changes);
    if (obstacle !== undefined) return obstacle;
    const woken = applyAll(run, command.changes, runs.addFrame(run, command.frame));
    if (command.snapshot) runs.noteSnapshot(run);
    return { kind: 'appended', seq: run.seq, woken };
  }

  function decideApproval(command: DecideApprovalCommand): CommitOutcome {
    const approval = findApproval.get(command.approval);
    const run = approval === undefined ? undefined : runs.findById(approval.run);
    if (approval === undefined || run === undefined) return { kind: 'refused', why: 'no-such-thing' };
    if (approval.state !== 'open') return { kind: 'refused', why: 'approval-closed' };
    if (approval.shownHash !== command.shownHash) return { kind: 'refused', why: 'shown-changed' };
    if (run.seq !== command.expectedSeq) return { kind: 'stale', seq: run.seq };
    const obstacle = firstObstacle(run, command.changes);
    if (obstacle !== undefined) return obstacle;
    decide.run(command.decision, command.by, command.at, command.reason ?? null, approval.id);
    const woken = applyAll(run, command.changes, runs.addFrame(run, command.frame));
    return { kind: 'appended', seq: run.seq, woken };
  }

  function closeDeadLetter(command: CloseDeadLetterCommand): CommitOutcome {
    const letter = findDeadLetter.get(command.deadLetter);
    const run = letter === undefined ? undefined : runs.findById(letter.run);
    if (letter === undefined || run === undefined) return { kind: 'refused', why: 'no-such-thing' };
    if (letter.state !== 'open') return { kind: 'refused', why: 'dead-letter-closed' };
    const obstacle = firstObstacle(run, command.changes);
    if (obstacle !== undefined) return obstacle;
    closeLetter.run(command.state, command.by, command.at, command.reason ?? null, letter.id);
    const woken = applyAll(run, command.changes, undefined);
    // A replay takes the place in the lane by itself; only a run nobody replays lets the next one go.
    const isGivenUp = command.state === 'closed' && isFinal(run.state) && openLetters.get(run.id) === undefined;
    return { kind: 'done', woken: isGivenUp ? [...woken, ...lanes.giveUp(run)] : woken };
  }

  function lookAtLane({ run: id, at }: LookAtLaneCommand): CommitOutcome {
    const run = runs.find(id);
    return run === undefined ? { kind: 'refused', why: 'no-such-thing' } : { kind: 'done', ...lanes.look(run, at) };
  }

  function unparkLane(command: UnparkLaneCommand): CommitOutcome {
    const run = runs.find(command.run);
    const woken = run === undefined ? undefined : lanes.unpark(run, command);
    return woken === undefined ? { kind: 'refused', why: 'no-such-thing' } : { kind: 'done', woken };
  }

  function claimStep(command: ClaimStepCommand): CommitOutcome {
    const run = runs.find(command.run);
    return run === undefined ? { kind: 'refused', why: 'no-such-thing' } : stepClaims.claim(run, command);
  }

  function firstObstacle(run: Pick<OpenRun, 'id'>, changes: readonly Change[]): CommitOutcome | undefined {
    for (const change of changes) {
      if (change.kind !== 'intent') continue;
      const obstacle = effects.check(run, change.effect);
      if (obstacle !== undefined) return obstacle;
    }
    return undefined;
  }

  function applyAll(run: OpenRun, changes: readonly Change[], frame: CoveredFrame | undefined): readonly string[] {
    const wasFinal = isFinal(run.state);
    let moved: RunChange | undefined;
    let releases = false;
    const started: string[] = [];
    for (const change of changes) {
      if (change.kind === 'run') moved = moved === undefined ? change : { ...moved, ...change };
      else if (change.kind === 'lane-release') releases = true;
      else if (change.kind === 'start') started.push(start(change));
      else applyFact(run, change, frame);
    }
    // The first frame was inserted together with the row.
    const isCurrent = frame === undefined || run.seq === 1;
    if (moved !== undefined || !isCurrent) runs.advance(run, moved);
    const hasEnded = isFinal(run.state) && (!wasFinal || run.seq === 1);
    return run.hasPlace && (hasEnded || releases) ? [...started, ...lanes.leave(run)] : started;
  }

  function start({ run: newRun, frame: text, audit }: Extract<Change, { kind: 'start' }>): string {
    const { run, frame } = runs.insert({ run: newRun, state: newRun.state, waitingFor: undefined, frame: text });
    appendAudit(audit, frame);
    return run.publicId;
  }

  return {
    accept,
    append,
    decideApproval,
    closeDeadLetter,
    lookAtLane,
    unparkLane,
    claimStep,
    takeTurn: createTurnWriter(db, words),
    appendAudit,
  };
}

/** A sender's retry of an event whose run failed before it wrote is a new run, linked to that one. */
function linkTo(parent: string | undefined, run: NewRun): NewRun {
  return parent === undefined || run.parent !== undefined ? run : { ...run, parent };
}

/** A run that is about to be inserted: every open intent belongs to another. */
const NOT_YET = { id: 0 };

function isAudit(change: Change): boolean {
  return change.kind === 'audit';
}

function keepWaiting(change: Change, waitingFor: string): Change {
  if (change.kind !== 'run') return change;
  const { key, degraded } = change;
  const kept = { ...(key === undefined ? {} : { key }), ...(degraded === undefined ? {} : { degraded }) };
  return { kind: 'run', state: 'waiting', waitingFor, ...kept };
}
