import { type Bundle, writeBundle } from '#flow/bundle/read-bundle.ts';
import type { Json } from '#flow/json.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { openBundle as readBundle } from '../bundles/bundle-ports.ts';
import type { Clock, Log } from '../engine/ports.ts';
import type { DeployedFlowRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import { type JudgedBundle, type JudgingNeeds, judgeStanding } from './admit-bundle.ts';
import { type DeployedSet, gatherDeployed, type WantedFlow } from './deployed-set.ts';
import type { Deployable } from './deployments.ts';
import { textOf } from './desk-sentences.ts';
import { type OpenedBundle, openBundle } from './open-bundle.ts';
import { readSite } from './site.ts';

/** What stands in front of the doors: versions, the connections they use, and the environment around them. */
export type ServedSet = {
  readonly flows: readonly Deployable[];
  readonly connections: readonly Connection[];
  readonly environment: Environment;
};

/** What the desk needs of the rest of the runtime. */
export type DeploymentParts = Omit<JudgingNeeds, 'now'> & {
  /** Folder whose `penstock.yaml` and environment file count. */
  readonly site: string;
  readonly environment: Environment;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** What keeps these versions from being in front of the doors together. */
  readonly clashes: (flows: readonly Deployable[]) => readonly Problem[];
  /** Puts a set in front of the doors; every version is live in the store already. */
  readonly serve: (set: ServedSet, by: string) => Promise<void>;
};

/** What the desk knows, and what it works with. */
export type DeskGround = {
  readonly parts: DeploymentParts;
  readonly name: string;
  readonly opened: Map<string, OpenedBundle>;
  /** The last environment that could be read. */
  environment: Environment;
  set: DeployedSet;
  withdraw: () => void;
};

/** Gathers what is to be live, with the connections runs under way still need. */
export async function gather(
  ground: DeskGround,
  wanted: readonly WantedFlow[],
  before: readonly string[] = [],
): Promise<DeployedSet> {
  const { parts, name } = ground;
  const pinned = [...before, ...(await parts.store.pinnedBundles(name))];
  const open = (digest: string) => tryOpen(ground, digest);
  return await gatherDeployed(wanted, await parts.store.listBundles(name), pinned, { ...parts, open });
}

/** A bundle of this environment, laid out and read; undefined where the store has no bytes of it. */
export async function tryOpen(ground: DeskGround, digest: string): Promise<OpenedBundle | undefined> {
  const known = ground.opened.get(digest);
  if (known !== undefined) return known;
  const { store, data } = ground.parts;
  const bytes = (await store.loadBundle(ground.name, digest))?.bytes;
  if (bytes === undefined) return undefined;
  const read = readBundle(bytes);
  const why = read.ok ? await whyNotAsAdmitted(ground, read.value, digest) : (read.problems[0]?.message ?? '');
  if (!read.ok || why !== undefined) {
    // Somebody changed it in the database: its flows take no events, and those of other bundles go on.
    ground.parts.log.error('deployment.damaged', { bundle: digest, why: why ?? '' });
    return undefined;
  }
  const opened = await openBundle(read.value, data);
  ground.opened.set(digest, opened);
  return opened;
}

/**
 * Why stored bytes are not those that were admitted. A key that was revoked since takes nothing off by itself, because
 * what it signed may be all there is; it is told as drift, and keeps the bundle from going live again.
 */
async function whyNotAsAdmitted({ parts }: DeskGround, bundle: Bundle, digest: string): Promise<string | undefined> {
  if (bundle.digest !== digest) return 'Its bytes are those of another bundle.';
  const site = await readSite(parts.site, parts.environment);
  if (!site.ok) return undefined;
  const standing = judgeStanding(bundle, site.value, parts.clock.now());
  if (standing.ok) return undefined;
  const forged = standing.problems.find(({ code }) => code === 'bundle/unsigned' || code === 'bundle/bad-signature');
  if (forged !== undefined) return forged.message;
  parts.log.warn('deployment.trust-lost', { bundle: digest, code: standing.problems[0]?.code ?? '' });
  return undefined;
}

/** The live flows that came in bundles. */
export function wantedOf(rows: readonly DeployedFlowRow[]): readonly WantedFlow[] {
  return rows.flatMap(({ flow, version, plan, bundle }) =>
    bundle === undefined ? [] : [{ flow, version, plan, bundle }],
  );
}

/** What a flow goes back to. */
export function beforeOf({ flow, before }: DeployedFlowRow): WantedFlow[] {
  if (before?.bundle === undefined) return [];
  return [{ flow, version: before.version, plan: before.plan, bundle: before.bundle }];
}

/** Puts in front of the doors what the store says is live. */
export async function serveStored(ground: DeskGround, by: string): Promise<void> {
  const { parts, name } = ground;
  const site = await readSite(parts.site, parts.environment);
  if (site.ok) ground.environment = site.value.environment;
  else parts.log.warn('deployment.site-unread', { why: site.problems[0]?.message ?? '' });
  // Events may still be on their way to what was live a moment ago.
  const before = ground.set.live.map(({ digest }) => digest);
  ground.set = await gather(ground, wantedOf(await parts.store.deployedFlows(name)), before);
  const { flows, connections } = ground.set;
  await parts.serve({ flows, connections, environment: ground.environment }, by);
  parts.log.info('deployment.live', { flows: flows.map(({ flow, version }) => `${flow}@${version}`) });
}

/** Writes a refusal down, in the audit and in the log. */
export async function noteRefused(
  { parts, name }: DeskGround,
  refused: { readonly digest: string; readonly problems: readonly Problem[]; readonly by: string },
): Promise<Result<never>> {
  const { digest, problems, by } = refused;
  const code = problems[0]?.code ?? 'deployment/not-conforming';
  const why = problems
    .map(({ message }) => message)
    .join(' ')
    .slice(0, 4_000);
  await parts.store.commit({
    kind: 'refuse-bundle',
    environment: name,
    digest,
    code,
    why,
    by,
    at: parts.clock.now(),
  });
  parts.log.warn('deployment.refused', { digest, code });
  return { ok: false, problems };
}

/** Keeps a bundle in the store, with what the audit says of it. */
export async function keep(
  { parts, name }: DeskGround,
  { bundle }: Pick<JudgedBundle, 'bundle'>,
  told: { readonly by: string; readonly action: string; readonly detail: { readonly [key: string]: Json } },
): Promise<void> {
  const { manifest, digest, files, signatures } = bundle;
  const at = parts.clock.now();
  const flows = manifest.flows.map(({ id, version }) => ({ flow: id, version }));
  await parts.store.commit({
    kind: 'keep-bundle',
    environment: name,
    digest,
    bytes: writeBundle(manifest, files, signatures),
    manifest: textOf(manifest),
    signatures: textOf(signatures),
    by: told.by,
    at,
    audit: {
      at,
      actor: told.by,
      action: told.action,
      subject: digest,
      detail: { environment: name, flows, ...told.detail },
    },
  });
}
