import type { Database } from 'better-sqlite3';
import type {
  ActivateCommand,
  CommitOutcome,
  KeepBundleCommand,
  RefuseBundleCommand,
  RollbackCommand,
} from '../command.ts';
import type { AppendAudit } from './audit-writer.ts';

/** The commands about bundles; each writes its audit entries itself, in the same transaction. */
export type DeploymentCommands = {
  readonly keep: (command: KeepBundleCommand) => CommitOutcome;
  readonly refuse: (command: RefuseBundleCommand) => CommitOutcome;
  readonly activate: (command: ActivateCommand) => CommitOutcome;
  readonly rollback: (command: RollbackCommand) => CommitOutcome;
};

const DONE: CommitOutcome = { kind: 'done', woken: [] };
const MISSING: CommitOutcome = { kind: 'refused', why: 'no-such-thing' };

type LiveRow = { id: number; flow: string; version: string; before: number | null };
type EarlierRow = { version: string; plan: string; bundle: string | null; before: number | null };

/** Makes what settles the states of bundles: live is one that a live flow came in. */
export function createBundleStates(db: Database): (environment: string) => void {
  const living = 'select bundle from deployments where environment = ? and live = 1 and bundle is not null';
  const setLive = db.prepare(`update bundles set state = 'live' where environment = ? and digest in (${living})`);
  const setRetired = db.prepare(
    `update bundles set state = 'retired' where environment = ? and state = 'live' and digest not in (${living})`,
  );
  return (environment) => {
    setLive.run(environment, environment);
    setRetired.run(environment, environment);
  };
}

/** Prepares the commands about bundles. */
export function createDeploymentCommands(db: Database, appendAudit: AppendAudit): DeploymentCommands {
  const keep = db.prepare(
    `insert into bundles (environment, digest, state, manifest, signatures, bytes, admitted_by, at)
     values (:environment, :digest, 'admitted', :manifest, :signatures, :bytes, :by, :at)
     on conflict (environment, digest) do update set
       state = case state when 'refused' then 'admitted' else state end,
       manifest = excluded.manifest, signatures = excluded.signatures, bytes = excluded.bytes,
       admitted_by = excluded.admitted_by, at = excluded.at, code = null, why = null`,
  );
  const refuse = db.prepare(
    `insert into bundles (environment, digest, state, admitted_by, at, code, why)
     values (:environment, :digest, 'refused', :by, :at, :code, :why)
     on conflict (environment, digest) do update set
       admitted_by = excluded.admitted_by, at = excluded.at, code = excluded.code, why = excluded.why
       where state = 'refused'`,
  );
  const isKept = db.prepare('select 1 from bundles where environment = ? and digest = ? and bytes is not null');
  const addPlan = db.prepare('insert or ignore into plans (hash, text) values (?, ?)');
  const liveOf = db.prepare<[string, string], { id: number }>(
    'select id from deployments where environment = ? and flow = ? and live = 1',
  );
  const liveOfBundle = db.prepare<[string, string], LiveRow>(
    'select id, flow, version, before from deployments where environment = ? and bundle = ? and live = 1 order by flow',
  );
  const earlier = db.prepare<[number], EarlierRow>(
    'select version, plan, bundle, before from deployments where id = ?',
  );
  const takeOff = db.prepare('update deployments set live = 0 where id = ?');
  const add = db.prepare(
    `insert into deployments (environment, flow, version, plan, deployed_by, at, live, bundle, before)
     values (?, ?, ?, ?, ?, ?, 1, ?, ?)`,
  );
  const noteActive = db.prepare(
    'update bundles set activated_at = ?, surroundings = ? where environment = ? and digest = ?',
  );
  const settleStates = createBundleStates(db);

  function goBack(command: RollbackCommand, live: LiveRow) {
    const { environment, by, at } = command;
    const back = live.before === null ? undefined : earlier.get(live.before);
    takeOff.run(live.id);
    if (back !== undefined) add.run(environment, live.flow, back.version, back.plan, by, at, back.bundle, back.before);
    return { flow: live.flow, from: live.version, to: back?.version ?? null, bundle: back?.bundle ?? null };
  }

  return {
    keep: (command) => {
      const { environment, digest, manifest, signatures, bytes, by, at, audit } = command;
      keep.run({ environment, digest, manifest, signatures, bytes: Buffer.from(bytes), by, at });
      appendAudit(audit, undefined);
      return DONE;
    },
    refuse: ({ environment, digest, code, why, by, at }) => {
      refuse.run({ environment, digest, code, why, by, at });
      appendAudit(
        { at, actor: by, action: 'bundle.refused', subject: digest, detail: { environment, code, why } },
        undefined,
      );
      return DONE;
    },
    activate: ({ environment, bundle, flows, surroundings, by, at, detail }) => {
      if (isKept.get(environment, bundle) === undefined) return MISSING;
      for (const { flow, version, plan, planText } of flows) {
        addPlan.run(plan, planText);
        const before = liveOf.get(environment, flow);
        if (before !== undefined) takeOff.run(before.id);
        add.run(environment, flow, version, plan, by, at, bundle, before?.id ?? null);
        const told = { environment, version, plan, bundle };
        appendAudit({ at, actor: by, action: 'deployment.live', subject: flow, detail: told }, undefined);
      }
      noteActive.run(at, surroundings, environment, bundle);
      settleStates(environment);
      const versions = flows.map(({ flow, version }) => ({ flow, version }));
      appendAudit(
        {
          at,
          actor: by,
          action: 'bundle.activated',
          subject: bundle,
          detail: { environment, flows: versions, ...detail },
        },
        undefined,
      );
      return DONE;
    },
    rollback: (command) => {
      const { environment, bundle, by, at, reason, why } = command;
      const live = liveOfBundle.all(environment, bundle);
      if (live.length === 0) return MISSING;
      const flows = live.map((row) => goBack(command, row));
      for (const { flow, from, to, bundle: into } of flows) {
        const action = to === null ? 'deployment.retired' : 'deployment.live';
        const detail = { environment, from, version: to, bundle: into, reason, why };
        appendAudit({ at, actor: by, action, subject: flow, detail }, undefined);
      }
      settleStates(environment);
      const action = why === 'lapsed' ? 'bundle.lapsed' : 'bundle.rolled-back';
      appendAudit({ at, actor: by, action, subject: bundle, detail: { environment, reason, flows } }, undefined);
      return DONE;
    },
  };
}
