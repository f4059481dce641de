import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import type { CheckContext, ConnectionFacts } from '#flow/check/context.ts';
import type { Flow } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Problem } from '#flow/problem.ts';
import { parseFlow } from '#flow/text/parse.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { parseConnection } from '#flow/workspace/parse-connection.ts';
import { parseContract } from '#flow/workspace/parse-contract.ts';
import { parseEnvironment } from '#flow/workspace/parse-environment.ts';
import { parseWorkspaceFile, type WorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';

/** A problem and the file it stands in, relative to the workspace. */
export type FileProblem = Problem & { readonly file: string };

/** A flow as read, with the file it came from. */
export type WorkspaceFlow = { readonly flow: Flow; readonly file: string; readonly text: string };

/** Everything a workspace folder says, as values; files that cannot be read are problems, not gaps. */
export type Workspace = {
  readonly folder: string;
  readonly settings: WorkspaceFile | undefined;
  readonly flows: readonly WorkspaceFlow[];
  readonly connections: readonly Connection[];
  readonly environments: readonly Environment[];
  /** JSON Schemas by contract name, such as `order@1`. */
  readonly contracts: ReadonlyMap<string, JsonObject>;
  readonly problems: readonly FileProblem[];
};

/** Reads a workspace folder. Reads only; a folder without `penstock.yaml` is reported as a problem. */
export async function readWorkspace(folder: string): Promise<Workspace> {
  const problems: FileProblem[] = [];
  const settings = await readOne(folder, 'penstock.yaml', problems, parseWorkspaceFile);
  const connections = await readAll(folder, { under: 'connections', suffix: '.yaml', problems }, (text) =>
    parseConnection(text, connectionManifests),
  );
  const kindOf = new Map(
    connections.map(({ value }) => [value.id, connectionManifests.find((one) => one.kind === value.kind)]),
  );
  const environments = await readAll(folder, { under: 'environments', suffix: '.yaml', problems }, (text) =>
    parseEnvironment(text, (id) => kindOf.get(id)),
  );
  const contracts = await readAll(folder, { under: 'contracts', suffix: '.schema.json', problems }, (text, file) =>
    parseContract(file, text),
  );
  const flows = await readAll(folder, { under: 'flows', suffix: '.flow.yaml', problems }, (text) =>
    parseFlow(text, nodeCatalogue),
  );
  return {
    folder,
    settings,
    flows: flows.map(({ value, file, text }) => ({ flow: value, file, text })),
    connections: connections.map(({ value }) => value),
    environments: environments.map(({ value }) => value),
    contracts: new Map(contracts.map(({ value }) => [value.name, value.schema])),
    problems,
  };
}

/** What the checker is told about a workspace. */
export function checkContextOf(workspace: Workspace): CheckContext {
  const connections = new Map<string, ConnectionFacts>(
    workspace.connections.map((connection) => [connection.id, connection]),
  );
  return {
    catalogue: nodeCatalogue,
    connections,
    connectionKinds: new Map(connectionManifests.map((manifest) => [manifest.kind, manifest])),
    contracts: workspace.contracts,
    environments: workspace.environments,
    flows: new Set(workspace.flows.map(({ flow }) => flow.id)),
  };
}

type Parse<T> = (
  text: string,
  file: string,
) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

async function readOne<T>(
  folder: string,
  file: string,
  problems: FileProblem[],
  parse: Parse<T>,
): Promise<T | undefined> {
  const text = await textOf(join(folder, file));
  if (text === undefined) {
    problems.push({
      file,
      code: 'workspace/file-missing',
      message: `The workspace has no ${file}. Create it with "penstock init", or name another folder.`,
    });
    return undefined;
  }
  const parsed = parse(text, file);
  if (parsed.ok) return parsed.value;
  problems.push(...parsed.problems.map((problem) => ({ ...problem, file })));
  return undefined;
}

type Folder = { readonly under: string; readonly suffix: string; readonly problems: FileProblem[] };

async function readAll<T>(
  folder: string,
  { under, suffix, problems }: Folder,
  parse: Parse<T>,
): Promise<readonly { readonly value: T; readonly file: string; readonly text: string }[]> {
  const found: { readonly value: T; readonly file: string; readonly text: string }[] = [];
  for (const file of await filesUnder(join(folder, under), suffix)) {
    const name = relative(folder, file);
    const text = (await textOf(file)) ?? '';
    const parsed = parse(text, name.split(/[\\/]/).at(-1) ?? name);
    if (parsed.ok) found.push({ value: parsed.value, file: name, text });
    else problems.push(...parsed.problems.map((problem) => ({ ...problem, file: name })));
  }
  return found;
}

async function filesUnder(folder: string, suffix: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
