import type { BundleManifest } from '#flow/bundle/manifest.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import type { Result } from '#flow/problem.ts';
import type { Clock, Hash } from '../engine/ports.ts';
import type { BundleRow, DeployedFlowRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import { judgeStanding, type Standing, wantedSecrets } from './admit-bundle.ts';
import type { DeployedSet } from './deployed-set.ts';
import { signaturesOf } from './desk-sentences.ts';
import { compileFlow, type OpenedBundle } from './open-bundle.ts';
import { judgeBindings, type Site } from './site.ts';
import { compareSurroundings, type Drift, noteSurroundings, type Surroundings } from './surroundings.ts';

/** What telling needs: the store, the desk's looks, and which secrets have a value. */
export type TellingNeeds = {
  readonly environment: string;
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
  readonly hasSecret: (name: string) => boolean;
  readonly look: () => Promise<{ readonly set: DeployedSet; readonly site: Result<Site> }>;
  readonly open: (digest: string) => Promise<OpenedBundle | undefined>;
};

/** A live flow with who stands behind it. */
export type ToldDeployment = DeployedFlowRow & Standing & { readonly drift: number };

/** A bundle with what its manifest says; a refused one has none. */
export type ToldBundle = {
  readonly row: BundleRow;
  readonly manifest: BundleManifest | undefined;
  readonly signatures: readonly BundleSignature[];
  readonly standing: Standing;
};

/** What drifted under one live bundle. */
export type BundleDrift = {
  readonly bundle: string;
  readonly flows: readonly string[];
  readonly drift: readonly Drift[];
};

const nobody: Standing = { authors: [], approvers: [] };

/** Lists what is live, and every bundle the environment knows. */
export async function tellDeployments(
  needs: TellingNeeds,
): Promise<{ readonly deployments: readonly ToldDeployment[]; readonly bundles: readonly ToldBundle[] }> {
  const { site } = await needs.look();
  const bundles = (await needs.store.listBundles(needs.environment)).map((row) => tellRow(row, site, needs));
  const drifts = new Map((await tellDrift(needs)).map(({ bundle, drift }) => [bundle, drift.length]));
  const standings = new Map(bundles.map(({ row, standing }) => [row.digest, standing]));
  const deployments = (await needs.store.deployedFlows(needs.environment)).map((row) => ({
    ...row,
    ...(standings.get(row.bundle ?? '') ?? nobody),
    drift: drifts.get(row.bundle ?? '') ?? 0,
  }));
  return { deployments, bundles };
}

/** One bundle; undefined where the environment does not know it. */
export async function tellBundle(needs: TellingNeeds, digest: string): Promise<ToldBundle | undefined> {
  const row = (await needs.store.listBundles(needs.environment)).find((one) => one.digest === digest);
  return row === undefined ? undefined : tellRow(row, (await needs.look()).site, needs);
}

/**
 * Tells what is not as it was when each live bundle was activated.
 *
 * @param against a bundle whose meaning is held against what is live
 */
export async function tellDrift(needs: TellingNeeds, against?: string): Promise<readonly BundleDrift[]> {
  const { set, site } = await needs.look();
  const rows = new Map((await needs.store.listBundles(needs.environment)).map((row) => [row.digest, row]));
  const other = against === undefined ? undefined : await needs.open(against);
  return set.live.map((opened) => {
    const row = rows.get(opened.digest);
    const { manifest } = opened;
    const flows = manifest.flows.map(({ id }) => id).filter((id) => set.flows.some(({ flow }) => flow === id));
    const drift = [
      ...(row === undefined ? [] : driftOf(row, opened, { set, site, needs })),
      ...(other === undefined ? [] : otherMeanings(opened, other, needs.hash)),
    ];
    return { bundle: opened.digest, flows, drift };
  });
}

function tellRow(row: BundleRow, site: Result<Site>, { clock }: TellingNeeds): ToldBundle {
  // Both were written by the desk, from what had been read.
  const manifest = row.manifest === undefined ? undefined : (JSON.parse(row.manifest) as BundleManifest);
  const signatures = signaturesOf(row.signatures);
  if (manifest === undefined || !site.ok) return { row, manifest, signatures, standing: nobody };
  const judged = judgeStanding({ manifest, digest: row.digest, signatures }, site.value, clock.now());
  return { row, manifest, signatures, standing: judged.ok ? judged.value : nobody };
}

type Around = { readonly set: DeployedSet; readonly site: Result<Site>; readonly needs: TellingNeeds };

function driftOf(row: BundleRow, opened: OpenedBundle, { set, site, needs }: Around): readonly Drift[] {
  if (!site.ok) return [{ kind: 'folder', what: 'folder', sentence: site.problems[0]?.message ?? '' }];
  const { connections } = opened.workspace;
  const used = set.connections.filter(({ id }) => connections.some((one) => one.id === id));
  // Written by the desk at the activation.
  const then = row.surroundings === undefined ? undefined : (JSON.parse(row.surroundings) as Surroundings);
  const now = noteSurroundings(site.value.environment, used, needs.hash);
  const flows = set.flows.filter(({ flow }) => opened.manifest.flows.some(({ id }) => id === flow));
  const bundle = { manifest: opened.manifest, digest: row.digest, signatures: signaturesOf(row.signatures) };
  const trust = judgeStanding(bundle, site.value, needs.clock.now());
  return [
    ...(then === undefined ? [] : compareSurroundings(then, now)),
    ...judgeBindings(site.value, connections).map(({ message }) => ({
      kind: 'binding' as const,
      what: site.value.file,
      sentence: message,
    })),
    ...wantedSecrets(flows, connections)
      .filter((name) => !needs.hasSecret(name))
      .map((name) => ({ kind: 'secret' as const, what: name, sentence: `The secret "${name}" has no value now.` })),
    ...(trust.ok
      ? []
      : trust.problems.map(({ message, code }) => ({ kind: 'trust' as const, what: code, sentence: message }))),
  ];
}

function otherMeanings(live: OpenedBundle, other: OpenedBundle, sha256: Hash): readonly Drift[] {
  return other.manifest.flows.flatMap(({ id }): Drift[] => {
    const mine = compileFlow(live, id, sha256);
    const theirs = compileFlow(other, id, sha256);
    if (mine === undefined || theirs === undefined || mine.hash === theirs.hash) return [];
    const sentence = `The flow "${id}" means something else in that bundle (${theirs.version}) than live (${mine.version}).`;
    return [{ kind: 'meaning', what: id, sentence }];
  });
}
