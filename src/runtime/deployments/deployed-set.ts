import type { Plan } from '#flow/plan/plan.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Hash, Log } from '../engine/ports.ts';
import { readPlan } from '../runs/runs.ts';
import type { BundleRow, DeployedFlowRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import type { Deployable } from './deployments.ts';
import { compileFlow, type OpenedBundle } from './open-bundle.ts';

/** A flow version that is, or is about to be, live from a bundle. */
export type WantedFlow = Pick<DeployedFlowRow, 'flow' | 'version' | 'plan'> & { readonly bundle: string };

/** What is live from bundles: versions, the bundles they came in, and the connections all of it stands on. */
export type DeployedSet = {
  readonly flows: readonly Deployable[];
  readonly live: readonly OpenedBundle[];
  readonly connections: readonly Connection[];
};

/** What gathering needs. */
export type GatheringNeeds = {
  readonly store: Pick<Store, 'loadPlan'>;
  readonly hash: Hash;
  readonly log: Log;
  /** Opens a bundle the store holds; undefined where its bytes are no longer what they were. */
  readonly open: (digest: string) => Promise<OpenedBundle | undefined>;
};

/**
 * Gathers what is to be live. Connections come from every bundle that is live or that unfinished runs stand on; where
 * two bring one connection in different shapes, the bundle that was activated last is believed.
 *
 * @param pinned digests of bundles that only runs still stand on
 */
export async function gatherDeployed(
  wanted: readonly WantedFlow[],
  bundles: readonly Pick<BundleRow, 'digest' | 'activatedAt'>[],
  pinned: readonly string[],
  needs: GatheringNeeds,
): Promise<DeployedSet> {
  const activatedAt = new Map(bundles.map((row) => [row.digest, row.activatedAt ?? 0]));
  const inOrder = (digests: Iterable<string>): readonly string[] =>
    [...digests].sort((one, other) => (activatedAt.get(one) ?? 0) - (activatedAt.get(other) ?? 0));
  const liveDigests = inOrder(new Set(wanted.map(({ bundle }) => bundle)));
  const older = inOrder(pinned.filter((digest) => !liveDigests.includes(digest)));
  const live = await openAll(liveDigests, needs);
  const connections = new Map<string, Connection>();
  for (const { workspace } of [...(await openAll(older, needs)), ...live]) {
    for (const connection of workspace.connections) connections.set(connection.id, connection);
  }
  const flows: Deployable[] = [];
  for (const one of wanted) {
    const bundle = live.find(({ digest }) => digest === one.bundle);
    const plan = bundle === undefined ? undefined : await planOf(one, bundle, needs);
    if (plan === undefined) needs.log.error('deployment.lost', { flow: one.flow, bundle: one.bundle });
    else flows.push({ flow: one.flow, version: one.version, plan });
  }
  return { flows, live, connections: [...connections.values()] };
}

async function openAll(digests: readonly string[], { open }: GatheringNeeds): Promise<readonly OpenedBundle[]> {
  const opened: OpenedBundle[] = [];
  for (const digest of digests) {
    const one = await open(digest);
    if (one !== undefined) opened.push(one);
  }
  return opened;
}

/** The signed files are believed before the stored plan, unless this release of Penstock reads them otherwise. */
async function planOf(one: WantedFlow, bundle: OpenedBundle, needs: GatheringNeeds): Promise<Plan | undefined> {
  const compiled = compileFlow(bundle, one.flow, needs.hash);
  if (compiled?.hash === one.plan) return compiled;
  needs.log.warn('deployment.read-otherwise', { flow: one.flow, bundle: one.bundle });
  return await readPlan(needs.store, one.plan);
}
