import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { connectionsUsed } from '#flow/check/governance/used-connections.ts';
import { allNodes, type Flow } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import { bindTemplates } from '#flow/template/follows.ts';
import { parseWaivers } from '#flow/template/parse-waivers.ts';
import { readText } from '../workspace/files.ts';
import { type Governance, plainTemplates } from '../workspace/governance.ts';
import { systemsFile, topicsFile } from '../workspace/read-registry.ts';
import type { KnownTemplate } from '../workspace/templates.ts';
import type { Workspace, WorkspaceFlow } from '../workspace/workspace.ts';

/** The flows of ids with every flow they start, by id; a name that is none of the workspace is told. */
export function closeOver(
  flows: readonly WorkspaceFlow[],
  wanted: readonly string[],
): { readonly found: readonly WorkspaceFlow[]; readonly missing: readonly string[] } {
  const byId = new Map(flows.map((one) => [one.flow.id, one]));
  const found = new Map<string, WorkspaceFlow>();
  const missing: string[] = [];
  const queue = [...wanted];
  for (const id of queue) {
    const one = byId.get(id);
    if (one === undefined) missing.push(id);
    else if (!found.has(id)) {
      found.set(id, one);
      if (one.flow.onFailure !== undefined) queue.push(one.flow.onFailure);
    }
  }
  return { found: [...found.values()].sort((one, other) => (one.flow.id < other.flow.id ? -1 : 1)), missing };
}

/** The connections flows use, by id, sorted; those the workspace lacks are among them. */
export function connectionIdsOf(flows: readonly Flow[]): ReadonlySet<string> {
  const ids = flows.flatMap((flow) =>
    [...allNodes(flow.nodes)].flatMap((node) => connectionsUsed(node).map(({ connection }) => connection)),
  );
  return new Set(ids.sort());
}

/** The contracts flows name, and those of topics they name. */
export function contractNamesOf(flows: readonly Flow[], { contracts, topics }: Workspace): ReadonlySet<string> {
  const named = new Set(flows.flatMap((flow) => [...allNodes(flow.nodes)].flatMap(({ config }) => textsIn(config))));
  const ofTopics = (topics ?? []).flatMap(({ topic, contract }) =>
    contract !== undefined && named.has(topic) ? [contract] : [],
  );
  return new Set([...contracts.keys()].filter((name) => named.has(name) || ofTopics.includes(name)).sort());
}

/** The templates flows are held against, by reference, sorted. */
export function templatesOf(
  flows: readonly Flow[],
  governance: Governance,
): readonly (readonly [reference: string, known: KnownTemplate])[] {
  const plain = plainTemplates(governance);
  const references = new Set(
    flows.flatMap(({ follows }) => bindTemplates(follows, plain).map(({ reference }) => reference)),
  );
  return [...references].sort().flatMap((reference) => {
    const known = governance.templates.get(reference);
    return known === undefined ? [] : [[reference, known] as const];
  });
}

/** Paths of every file flows stand on, their own included. */
export async function pathsOf(
  flows: readonly WorkspaceFlow[],
  workspace: Workspace,
  governance: Governance,
): Promise<readonly string[]> {
  const values = flows.map(({ flow }) => flow);
  const connectionIds = connectionIdsOf(values);
  const contractNames = contractNamesOf(values, workspace);
  const used = workspace.connections.filter(({ id }) => connectionIds.has(id));
  const optional = [
    ...flows.map(({ file }) => file.replace(/\.flow\.yaml$/, '.layout.json')),
    ...used.flatMap((connection) => documentsOf(connection.id, workspace.sources.get(connection) ?? '')),
    systemsFile,
    topicsFile,
  ].filter((path) => existsSync(join(workspace.folder, path)));
  const paths = [
    ...flows.map(({ file }) => file),
    ...used.map((connection) => workspace.sources.get(connection) ?? ''),
    ...[...workspace.contracts].flatMap(([name, schema]) =>
      contractNames.has(name) ? [workspace.sources.get(schema) ?? ''] : [],
    ),
    ...templatesOf(values, governance).flatMap(([, known]) => templateFiles(workspace.folder, known)),
    ...(await waiverFiles(workspace.folder, new Set(values.map(({ id }) => id)))),
    ...optional,
  ];
  return [...new Set(paths)].sort();
}

function documentsOf(id: string, file: string): readonly string[] {
  return ['yaml', 'json'].map((ending) => `${dirname(file)}/${id}.openapi.${ending}`);
}

/** Every file of a template of the workspace: its signature is over all of them. */
function templateFiles(root: string, { folder, origin }: KnownTemplate): readonly string[] {
  if (origin === 'shipped') return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    return entry.isFile() && !path.split('/').some((name) => name.startsWith('.')) ? [path] : [];
  });
}

async function waiverFiles(root: string, flows: ReadonlySet<string>): Promise<readonly string[]> {
  const folder = join(root, 'waivers');
  if (!existsSync(folder)) return [];
  const paths: string[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.yaml')) continue;
    const text = await readText(root, `waivers/${name}`);
    const waivers = text.ok ? parseWaivers(text.value.text) : text;
    if (waivers.ok && waivers.value.some(({ flow }) => flows.has(flow))) paths.push(`waivers/${name}`);
  }
  return paths;
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
