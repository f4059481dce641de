import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { parseConnection } from '#flow/workspace/parse-connection.ts';
import { parseContract } from '#flow/workspace/parse-contract.ts';
import { withApiDocument } from './api-document.ts';
import type { Workspace } from './workspace.ts';

/** A file a new flow stands on, by its path in the workspace. */
export type NeededFile = { readonly path: string; readonly text: string };

/** What a workspace lacks for the skeleton of a template, as files and as what they say. */
export type Needs = {
  readonly files: readonly NeededFile[];
  readonly contracts: ReadonlyMap<string, JsonObject>;
  readonly connections: ReadonlyMap<string, Connection>;
};

/**
 * Reads what the skeleton of a template stands on: agreed shapes and connections below `needs/`, laid out as in a
 * workspace. They are written beside a new flow, so that it conforms from its first save; what the workspace has
 * under the same name stays its own.
 */
export async function readNeeds(folder: string, workspace: Workspace): Promise<Needs> {
  const root = join(folder, 'needs');
  const files = filesBelow(root).filter(({ path }) => !isThere(path, workspace));
  const contracts = new Map<string, JsonObject>();
  const connections = new Map<string, Connection>();
  for (const { path, text } of files) {
    if (path.endsWith('.schema.json')) {
      const read = parseContract(path.split('/').at(-1) ?? path, text);
      if (read.ok) contracts.set(read.value.name, read.value.schema);
    } else if (path.startsWith('connections/') && !path.includes('.openapi.')) {
      const read = parseConnection(text, connectionManifests);
      if (!read.ok) continue;
      const connection = await withApiDocument({ folder: root, file: path, connection: read.value, problems: [] });
      connections.set(connection.id, connection);
    }
  }
  return { files, contracts, connections };
}

function filesBelow(root: string): readonly NeededFile[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}

/** A document belongs to its connection: both are there, or neither. */
function isThere(path: string, { contracts, connections, folder }: Workspace): boolean {
  const [name = ''] = (path.split('/').at(-1) ?? '').split('.');
  if (path.startsWith('contracts/')) return contracts.has(name) || existsSync(join(folder, path));
  return connections.some(({ id }) => id === name) || existsSync(join(folder, path));
}
