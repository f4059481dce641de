import type { Database } from 'better-sqlite3';
import { toJsonText } from '#flow/json.ts';
import type { Change } from '../change.ts';
import type { AppendAudit, CoveredFrame } from './audit-writer.ts';
import type { ClaimWriter } from './claim-writer.ts';
import type { EffectWriter } from './effect-writer.ts';
import type { OpenRun } from './run-writer.ts';
import type { StepClaimWriter } from './step-claim-writer.ts';

/** Carries out the changes derived from entries, except the run row's own, the lane's and the start of another run, which the command orders. */
export type ApplyFact = (run: OpenRun, change: FactChange, frame: CoveredFrame | undefined) => void;

/** Changes that are one statement each. */
export type FactChange = Exclude<Change, { kind: 'run' } | { kind: 'lane-release' } | { kind: 'start' }>;

/** Prepares the statements of derived facts; each is idempotent under its key. */
export function createFactWriter(
  db: Database,
  parts: {
    readonly appendAudit: AppendAudit;
    readonly claims: ClaimWriter;
    readonly stepClaims: StepClaimWriter;
    readonly effects: EffectWriter;
  },
): ApplyFact {
  const setTimer = db.prepare('insert or replace into timers (run, path, at) values (?, ?, ?)');
  const clearTimer = db.prepare('delete from timers where run = ? and path = ?');
  const addApproval = db.prepare(
    `insert or ignore into approvals
     (public_id, run, path, node, audience, title, shown, shown_hash, opened_at, due_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const withdraw = db.prepare(
    "update approvals set state = ?, decided_at = ? where run = ? and path = ? and state = 'open'",
  );
  const addDeadLetter = db.prepare(
    `insert or ignore into dead_letters (public_id, run, flow, path, node, owner, hint, cause, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const openDoubt = db.prepare('insert or ignore into doubts (run, path, title, opened_at) values (?, ?, ?, ?)');
  const closeDoubt = db.prepare('delete from doubts where run = ? and path = ?');
  const putAnswer = db.prepare('insert or ignore into answers (run, status, content_type, body) values (?, ?, ?, ?)');
  const addMilestone = db.prepare('insert or ignore into milestones (run, name, business_key, at) values (?, ?, ?, ?)');

  return (run, change, frame) => {
    switch (change.kind) {
      case 'timer':
        setTimer.run(run.id, change.path, change.at);
        run.hasTimers = true;
        return;
      case 'timer-clear':
        clearTimer.run(run.id, change.path);
        return;
      case 'approval': {
        const { id, path, node, group, title, shown, shownHash, openedAt, dueAt } = change.approval;
        addApproval.run(id, run.id, path, node, group, title, shown, shownHash, openedAt, dueAt ?? null);
        return;
      }
      case 'approval-withdraw':
        withdraw.run(change.state, change.at, run.id, change.path);
        return;
      case 'dead-letter': {
        const { id, path, node, owner, hint, cause, at } = change.deadLetter;
        const causeText = cause === undefined ? null : toJsonText({ ...cause });
        addDeadLetter.run(id, run.id, run.flow, path, node, owner, hint ?? null, causeText, at);
        return;
      }
      case 'intent':
        parts.effects.intend(run, change.effect);
        return;
      case 'outcome':
        parts.effects.settle(change.effect);
        return;
      case 'doubt':
        if (change.open) openDoubt.run(run.id, change.path, change.title, change.at);
        else closeDoubt.run(run.id, change.path);
        return;
      case 'answer':
        putAnswer.run(run.id, change.status, change.contentType, change.body);
        return;
      case 'milestone':
        addMilestone.run(run.id, change.name, change.businessKey ?? null, change.at);
        return;
      case 'claim-free':
        parts.claims.free(run);
        parts.stepClaims.free(run);
        return;
      case 'audit':
        parts.appendAudit(change.entry, frame);
        return;
    }
  };
}
