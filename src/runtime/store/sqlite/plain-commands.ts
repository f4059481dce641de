import type { Database } from 'better-sqlite3';
import type { AuditFact } from '../change.ts';
import type {
  CommitOutcome,
  DeployCommand,
  HoldCommand,
  HoldTarget,
  PollCursorCommand,
  RefusedCallCommand,
  RetireCommand,
  SecretCommand,
  TickCommand,
} from '../command.ts';
import type { AppendAudit } from './audit-writer.ts';
import { createCursorWriter } from './cursor-writer.ts';
import { createBundleStates } from './deployment-commands.ts';
import type { Words } from './words.ts';

/** The commands that belong to no run. Holds, deployments and secrets write their audit entry themselves. */
export type PlainCommands = {
  readonly hold: (command: HoldCommand) => CommitOutcome;
  readonly refusedCall: (command: RefusedCallCommand) => CommitOutcome;
  readonly deploy: (command: DeployCommand) => CommitOutcome;
  readonly retire: (command: RetireCommand) => CommitOutcome;
  readonly putSecret: (command: SecretCommand) => CommitOutcome;
  readonly tick: (command: TickCommand) => CommitOutcome;
  readonly pollCursor: (command: PollCursorCommand) => CommitOutcome;
  readonly audit: (fact: AuditFact) => CommitOutcome;
};

/** Refused calls kept; older ones make room. */
export const REFUSED_KEPT = 10_000;

const DONE: CommitOutcome = { kind: 'done', woken: [] };

/** Prepares the commands that belong to no run. */
export function createPlainCommands(db: Database, words: Words, appendAudit: AppendAudit): PlainCommands {
  const placeHold = db.prepare(
    'insert or replace into holds (kind, target, placed_by, at, reason) values (?, ?, ?, ?, ?)',
  );
  const liftHold = db.prepare('delete from holds where kind = ? and target = ?');
  const addRefused = db.prepare(
    'insert into refused_calls (at, path, method, status, code, reason, size_bytes) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const dropRefused = db.prepare('delete from refused_calls where id <= ?');
  const addPlan = db.prepare('insert or ignore into plans (hash, text) values (?, ?)');
  const retire = db.prepare('update deployments set live = 0 where environment = ? and flow = ? and live = 1');
  const addDeployment = db.prepare(
    'insert into deployments (environment, flow, version, plan, deployed_by, at, live) values (?, ?, ?, ?, ?, ?, 1)',
  );
  const putSecret = db.prepare('insert or replace into secrets (name, sealed, stored_by, at) values (?, ?, ?, ?)');
  const setTick = db.prepare(
    'insert into ticks (scope, at) values (?, ?) on conflict (scope) do update set at = max(at, excluded.at)',
  );
  const keepCursor = createCursorWriter(db, words);
  const settleBundles = createBundleStates(db);

  return {
    hold: ({ kind, target, by, at, reason }) => {
      const id = targetId(target);
      if (kind === 'hold') placeHold.run(target.kind, id, by, at, reason);
      else if (liftHold.run(target.kind, id).changes === 0) return { kind: 'refused', why: 'no-such-thing' };
      const subject = id === '' ? target.kind : `${target.kind}:${id}`;
      appendAudit(
        { at, actor: by, action: kind === 'hold' ? 'hold.placed' : 'hold.lifted', subject, detail: { reason } },
        undefined,
      );
      return DONE;
    },
    refusedCall: ({ at, path, method, status, code, reason, sizeBytes }) => {
      const { lastInsertRowid } = addRefused.run(at, path, method, status, code, reason, sizeBytes);
      dropRefused.run(Number(lastInsertRowid) - REFUSED_KEPT);
      return DONE;
    },
    deploy: ({ environment, flow, version, plan, planText, by, at }) => {
      addPlan.run(plan, planText);
      retire.run(environment, flow);
      addDeployment.run(environment, flow, version, plan, by, at);
      settleBundles(environment);
      const detail = { environment, version, plan };
      appendAudit({ at, actor: by, action: 'deployment.live', subject: flow, detail }, undefined);
      return DONE;
    },
    retire: ({ environment, flow, by, at }) => {
      if (retire.run(environment, flow).changes === 0) return { kind: 'refused', why: 'no-such-thing' };
      settleBundles(environment);
      appendAudit({ at, actor: by, action: 'deployment.retired', subject: flow, detail: { environment } }, undefined);
      return DONE;
    },
    putSecret: ({ name, sealed, by, at }) => {
      putSecret.run(name, sealed, by, at);
      appendAudit({ at, actor: by, action: 'secret.stored', subject: name }, undefined);
      return DONE;
    },
    tick: ({ scope, tickAt }) => {
      setTick.run(words.idOf(scope), tickAt);
      return DONE;
    },
    pollCursor: (command) => {
      keepCursor(command);
      return DONE;
    },
    audit: (fact) => {
      appendAudit(fact, undefined);
      return DONE;
    },
  };
}

function targetId(target: HoldTarget): string {
  return target.kind === 'runtime' ? '' : target.id;
}
