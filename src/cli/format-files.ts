import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import { formatFlowTests } from '#flow/flow-test/parse-tests.ts';
import type { Problem, Result } from '#flow/problem.ts';
import { formatSystems } from '#flow/registry/parse-systems.ts';
import { formatTopics } from '#flow/registry/parse-topics.ts';
import { formatTemplate } from '#flow/template/parse-template.ts';
import { formatWaivers } from '#flow/template/parse-waivers.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { formatConnection, parseConnection } from '#flow/workspace/parse-connection.ts';
import { formatEnvironment } from '#flow/workspace/parse-environment.ts';
import { formatWorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { exitCodes, Refused } from './command.ts';
import { filesBelow, findWorkspace, statOf, workspaceFile } from './places.ts';

/** What became of one file; with problems it was left alone. */
export type Formatted = { readonly file: string; readonly changed: boolean; readonly problems: readonly Problem[] };

/** The files below a path that have a canonical form; the path itself where it is one. */
export async function formattableFiles(path: string): Promise<readonly string[]> {
  const stat = statOf(path);
  if (stat === undefined) throw new Refused(exitCodes.usage, `${path}: there is no such file or folder.`);
  const target = resolve(path);
  if (stat.isFile()) {
    if (kindOf(target) === undefined) throw new Refused(exitCodes.usage, `${path} is no file with a canonical form.`);
    return [target];
  }
  return (await filesBelow(target, ['.yaml'])).filter((file) => kindOf(file) !== undefined);
}

type Kind =
  | 'flow'
  | 'tests'
  | 'connection'
  | 'environment'
  | 'workspace'
  | 'template'
  | 'waivers'
  | 'systems'
  | 'topics';

function kindOf(file: string): Kind | undefined {
  if (file.endsWith('.flow.yaml')) return 'flow';
  if (file.endsWith('.tests.yaml')) return 'tests';
  if (basename(file) === workspaceFile) return 'workspace';
  // A document beside a connection belongs to the system that wrote it, and keeps its form.
  if (!file.endsWith('.yaml') || file.endsWith('.openapi.yaml')) return undefined;
  if (basename(file) === 'template.yaml') return 'template';
  return kindsByFolder[basename(dirname(file))]?.(basename(file));
}

/** What the files of a folder are, by the folder's name. */
const kindsByFolder: Readonly<Record<string, (name: string) => Kind | undefined>> = {
  connections: () => 'connection',
  environments: () => 'environment',
  waivers: () => 'waivers',
  registry: (name) => registryKinds[name],
};

const registryKinds: Readonly<Record<string, Kind>> = { 'systems.yaml': 'systems', 'topics.yaml': 'topics' };

/** Writes a file in its canonical form, or only says whether that would change it. */
export async function formatFile(file: string, isCheck: boolean): Promise<Formatted> {
  const before = await readFile(file, 'utf8');
  const after = await formatText(file, before);
  if (!after.ok) return { file, changed: false, problems: after.problems };
  const changed = after.value !== before;
  if (changed && !isCheck) await writeFile(file, after.value);
  return { file, changed, problems: [] };
}

async function formatText(file: string, text: string): Promise<Result<string>> {
  switch (kindOf(file)) {
    case 'flow': {
      const flow = parseFlow(text, nodeCatalogue);
      return flow.ok ? { ok: true, value: printFlow(flow.value, nodeCatalogue) } : flow;
    }
    case 'tests':
      return formatFlowTests(text);
    case 'connection':
      return formatConnection(text, connectionManifests);
    case 'environment': {
      const kinds = await connectionKinds(file);
      return formatEnvironment(text, (id) => connectionManifests.find(({ kind }) => kind === kinds.get(id)));
    }
    case 'workspace':
      return formatWorkspaceFile(text);
    case 'template':
      return formatTemplate(text);
    case 'waivers':
      return formatWaivers(text);
    case 'systems':
      return formatSystems(text);
    case 'topics':
      return formatTopics(text);
    case undefined:
      return { ok: true, value: text };
  }
}

/** Which kind each connection of the workspace around a file is of: an environment binds keys of that kind. */
async function connectionKinds(file: string): Promise<ReadonlyMap<string, string>> {
  const workspace = findWorkspace(file);
  const folder = workspace === undefined ? undefined : join(workspace, 'connections');
  if (folder === undefined || statOf(folder) === undefined) return new Map();
  const kinds = new Map<string, string>();
  for (const connection of await filesBelow(folder, ['.yaml'])) {
    const parsed = parseConnection(await readFile(connection, 'utf8'), connectionManifests);
    if (parsed.ok) kinds.set(parsed.value.id, parsed.value.kind);
  }
  return kinds;
}
