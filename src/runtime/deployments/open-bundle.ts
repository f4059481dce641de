import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleManifest } from '#flow/bundle/manifest.ts';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { unpackBundle } from '../bundles/unpack-bundle.ts';
import type { Hash } from '../engine/ports.ts';
import { readWorkspace, type Workspace } from '../workspace/workspace.ts';

/** A bundle laid out as a folder and read as a workspace; it has no `penstock.yaml` and no environments. */
export type OpenedBundle = {
  readonly digest: string;
  readonly manifest: BundleManifest;
  readonly workspace: Workspace;
};

/** The folder under a data directory that bundles are laid out in; what lies there is made anew at every start. */
export function deployedFolder(data: string): string {
  return join(data, 'deployed');
}

/** Lays a bundle out under `DATA/deployed/<digest>` and reads it. */
export async function openBundle(bundle: Bundle, data: string): Promise<OpenedBundle> {
  const { digest, manifest } = bundle;
  const folder = join(deployedFolder(data), digest);
  await rm(folder, { recursive: true, force: true });
  const unpacked = await unpackBundle(bundle, folder);
  if (!unpacked.ok) throw new Error(`The bundle ${digest} could not be laid out under ${folder}.`);
  const workspace = await readWorkspace(folder);
  // A bundle never brings the operator's own file.
  const problems = workspace.problems.filter(({ file }) => file !== 'penstock.yaml');
  return { digest, manifest, workspace: { ...workspace, problems } };
}

/** Removes the folder of a bundle that was not let in. */
export async function discardBundle(digest: string, data: string): Promise<void> {
  await rm(join(deployedFolder(data), digest), { recursive: true, force: true });
}

/** Compiles one flow of a bundle; undefined where it has none of this id. */
export function compileFlow({ workspace }: OpenedBundle, id: string, sha256: Hash): Plan | undefined {
  const found = workspace.flows.find(({ flow }) => flow.id === id);
  if (found === undefined) return undefined;
  const connections = new Map(workspace.connections.map((connection) => [connection.id, connection]));
  return compilePlan(found.flow, { catalogue: nodeCatalogue, contracts: workspace.contracts, connections, sha256 });
}
