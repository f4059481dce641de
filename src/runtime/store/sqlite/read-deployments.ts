import type { Database } from 'better-sqlite3';
import type { BundleRow, DeployedFlowRow } from '../row.ts';

type FlowColumns = {
  flow: string;
  version: string;
  plan: string;
  at: number;
  by: string;
  bundle: string | null;
  beforeVersion: string | null;
  beforePlan: string | null;
  beforeBundle: string | null;
};

type BundleColumns = { [Name in keyof BundleRow]: BundleRow[Name] | null } & Pick<
  BundleRow,
  'digest' | 'state' | 'by' | 'at'
>;

const BUNDLE_COLUMNS = `digest, state, manifest, signatures, admitted_by as "by", at, activated_at as activatedAt,
  surroundings, code, why`;

/** Reads deployments and the bundles they came in. */
export function createDeploymentReads(db: Database) {
  const flows = db.prepare<[string], FlowColumns>(
    `select d.flow, d.version, d.plan, d.at, d.deployed_by as "by", d.bundle,
       b.version as beforeVersion, b.plan as beforePlan, b.bundle as beforeBundle
     from deployments d indexed by deployments_live left join deployments b on b.id = d.before
     where d.environment = ? and d.live = 1 order by d.flow`,
  );
  const versions = db.prepare<[string], { flow: string; version: string; plan: string }>(
    `select distinct flow, version, plan from deployments indexed by deployments_by_flow
     where environment = ? order by flow, version, plan`,
  );
  const bundles = db.prepare<[string], BundleColumns>(
    `select ${BUNDLE_COLUMNS} from bundles indexed by bundles_by_time where environment = ?
     order by at desc, digest desc`,
  );
  const bundle = db.prepare<[string, string], BundleColumns & { bytes: Buffer | null }>(
    `select ${BUNDLE_COLUMNS}, bytes from bundles where environment = ? and digest = ?`,
  );
  // The cross joins keep the order: the few unfinished runs first, then their source, then where it was deployed.
  const pinned = db.prepare<[string, string], { bundle: string }>(
    `select d.bundle as bundle from runs r indexed by runs_by_state
       cross join sources s on s.id = r.source cross join words f on f.id = s.flow
       cross join deployments d indexed by deployments_by_flow
         on d.environment = s.environment and d.flow = f.text and d.version = s.version and d.plan = s.plan
     where r.state = ? and r.state <> 'succeeded' and s.environment = ? and d.bundle is not null`,
  );

  return {
    deployedFlows: (environment: string): readonly DeployedFlowRow[] => flows.all(environment).map(toFlowRow),
    deployedVersions: (environment: string) => versions.all(environment),
    listBundles: (environment: string): readonly BundleRow[] => bundles.all(environment).map(toBundleRow),
    loadBundle: (environment: string, digest: string) => {
      const row = bundle.get(environment, digest);
      if (row === undefined) return undefined;
      const { bytes, ...rest } = row;
      return { ...toBundleRow(rest), bytes: bytes === null ? undefined : new Uint8Array(bytes) };
    },
    pinnedBundles: (environment: string): readonly string[] => {
      const rows = ['accepted', 'running', 'waiting', 'closing'].flatMap((state) => pinned.all(state, environment));
      return [...new Set(rows.map(({ bundle: digest }) => digest))].sort();
    },
  };
}

function toFlowRow(columns: FlowColumns): DeployedFlowRow {
  const { beforeVersion, beforePlan, beforeBundle, bundle, ...row } = columns;
  const before =
    beforeVersion === null || beforePlan === null
      ? undefined
      : { version: beforeVersion, plan: beforePlan, bundle: beforeBundle ?? undefined };
  return { ...row, bundle: bundle ?? undefined, before };
}

function toBundleRow(columns: BundleColumns): BundleRow {
  return {
    digest: columns.digest,
    state: columns.state,
    manifest: columns.manifest ?? undefined,
    signatures: columns.signatures ?? undefined,
    by: columns.by,
    at: columns.at,
    activatedAt: columns.activatedAt ?? undefined,
    surroundings: columns.surroundings ?? undefined,
    code: columns.code ?? undefined,
    why: columns.why ?? undefined,
  };
}
