import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import type { CheckContext, ConnectionFacts } from '#flow/check/context.ts';
import type { Flow } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import { type Problem, refuse, succeed } from '#flow/problem.ts';
import type { Registry, Topic } from '#flow/registry/registry.ts';
import { type OpenedFlow, openFlow } from '#flow/text/parse.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { parseConnection } from '#flow/workspace/parse-connection.ts';
import { parseContract } from '#flow/workspace/parse-contract.ts';
import { parseEnvironment } from '#flow/workspace/parse-environment.ts';
import { parseWorkspaceFile, type WorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { withApiDocument } from './api-document.ts';
import { readRegistry } from './read-registry.ts';

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
  /** Systems, owners and systems of record; undefined where nobody wrote them down, or where they cannot be read. */
  readonly registry: Registry | undefined;
  readonly topics: readonly Topic[] | undefined;
  readonly problems: readonly FileProblem[];
  /** The file each connection, environment and schema was read from. */
  readonly sources: ReadonlyMap<object, string>;
  /** Every flow file as far as it could be read, by file; those with problems are here and not among the flows. */
  readonly opened: ReadonlyMap<string, OpenedFlow>;
};

/** Reads a flow file; a caller that reads again and again remembers what it read. */
export type OpenFlow = (text: string) => OpenedFlow;

/** Reads a workspace folder. Reads only; a folder without `penstock.yaml` is reported as a problem. */
export async function readWorkspace(
  folder: string,
  open: OpenFlow = (text) => openFlow(text, nodeCatalogue),
): Promise<Workspace> {
  const problems: FileProblem[] = [];
  const opened = new Map<string, OpenedFlow>();
  const settings = await readOne(folder, 'penstock.yaml', problems, parseWorkspaceFile);
  const under = { under: 'connections', suffix: '.yaml', except: '.openapi.yaml', problems };
  const read = await readAll(folder, under, (text) => parseConnection(text, connectionManifests));
  const connections = await Promise.all(
    read.map(async ({ value, file }) => ({
      value: await withApiDocument({ folder, file, connection: value, problems }),
      file,
    })),
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
  const flows = await readAll(folder, { under: 'flows', suffix: '.flow.yaml', problems }, (text, _name, file) => {
    const read = open(text);
    opened.set(file, read);
    const { flow } = read;
    return flow === undefined || read.problems.length > 0 ? refuse<Flow>(...read.problems) : succeed(flow);
  });
  const { registry, topics } = await readRegistry(folder, problems);
  return {
    folder,
    settings,
    flows: flows.map(({ value, file, text }) => ({ flow: value, file, text })),
    connections: connections.map(({ value }) => value),
    environments: environments.map(({ value }) => value),
    contracts: new Map(contracts.map(({ value }) => [value.name, value.schema])),
    registry,
    topics,
    problems,
    sources: new Map([
      ...[...connections, ...environments].map(({ value, file }): [object, string] => [value, file]),
      ...contracts.map(({ value, file }): [object, string] => [value.schema, file]),
    ]),
    opened,
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
  name: string,
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
  const parsed = parse(text, file, file);
  if (parsed.ok) return parsed.value;
  problems.push(...parsed.problems.map((problem) => ({ ...problem, file })));
  return undefined;
}

type Folder = {
  readonly under: string;
  readonly suffix: string;
  /** Files of this longer ending are something else. */
  readonly except?: string;
  readonly problems: FileProblem[];
};

async function readAll<T>(
  folder: string,
  { under, suffix, except, problems }: Folder,
  parse: Parse<T>,
): Promise<readonly { readonly value: T; readonly file: string; readonly text: string }[]> {
  const found: { readonly value: T; readonly file: string; readonly text: string }[] = [];
  for (const file of await filesUnder(join(folder, under), suffix)) {
    if (except !== undefined && file.endsWith(except)) continue;
    const name = relative(folder, file).split(sep).join('/');
    const text = await textIn(file, name, problems);
    if (text === undefined) continue;
    const parsed = parse(text, name.split('/').at(-1) ?? name, name);
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

/** The text of a listed file; one this user may not read is a problem of the workspace, not of the machine. */
async function textIn(file: string, name: string, problems: FileProblem[]): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `${name} cannot be read (${why}). Give this user the right to read it, or remove it.`;
    problems.push({ file: name, code: 'workspace/unreadable', message });
    return undefined;
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
