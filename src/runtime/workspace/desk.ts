import { basename } from 'node:path';
import { allNodes, type Flow, parseTypeReference } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Result } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Clock } from '../engine/ports.ts';
import { type GitFacts, readGit } from '../git/git-facts.ts';
import type { FileChange, ReadFile, WrittenFile } from './files.ts';
import { systemsFile } from './read-registry.ts';
import { isSearched, type SearchPlace, type SearchResult, searchText } from './search.ts';
import { type RegistryView, tellRegistry } from './tell-registry.ts';
import type { KnownFile, WatchedFolder } from './watched-folder.ts';
import type { FileProblem, Workspace } from './workspace.ts';

/** What a flow file comes to at the doors. */
export type Standing = { readonly isLive: boolean; readonly refusal: string | undefined };

/** What the desk is told by whoever keeps the workspace live. */
export type DeskParts = {
  readonly folder: WatchedFolder;
  /** Looks at the disk; resolves when everything found there is live. */
  readonly refresh: () => Promise<void>;
  /** The same for files the studio itself just wrote; `by` is who did. */
  readonly settle: (by: string) => Promise<void>;
  readonly workspace: () => Workspace;
  readonly environment: () => Environment;
  readonly standingOf: (file: string) => Standing;
  readonly secretNames: () => readonly string[];
  readonly clock: Pick<Clock, 'mono'>;
};

/** A flow file in a list; members of a head that cannot be read are absent. */
export type FlowRow = {
  readonly path: string;
  readonly id: string;
  readonly flow: Flow | undefined;
  readonly triggers: readonly string[];
  readonly steps: number;
  /** What keeps the file from being read. */
  readonly problems: number;
  readonly standing: Standing;
  readonly etag: string;
  readonly changedAtMs: number;
};

/** A value with the file it stands in. */
type Kept<T> = { readonly path: string; readonly etag: string; readonly value: T };

/** What stands around the flows. */
export type DeskFacts = {
  readonly environment: string;
  readonly connections: readonly Kept<Connection>[];
  readonly contracts: readonly (Kept<JsonObject> & { readonly name: string })[];
  readonly environments: readonly Kept<Environment>[];
  readonly flows: readonly { readonly id: string; readonly path: string; readonly etag: string }[];
  readonly secrets: readonly string[];
  readonly approvalGroups: readonly string[];
  readonly samples: readonly KnownFile[];
  readonly problems: readonly FileProblem[];
};

/** The workspace as people work on it: what the designer reads and writes. */
export type WorkspaceDesk = {
  readonly overview: () => Promise<{
    readonly name: string;
    readonly environment: Environment;
    readonly environments: readonly Environment[];
    readonly files: readonly KnownFile[];
    readonly git: GitFacts | null;
  }>;
  readonly flows: () => Promise<readonly FlowRow[]>;
  readonly facts: () => Promise<DeskFacts>;
  readonly registry: () => Promise<RegistryView>;
  readonly read: (path: string) => Promise<Result<ReadFile>>;
  /** Resolves when what was written is live as far as it is sound. */
  readonly write: (changes: readonly FileChange[], by: string) => Promise<Result<readonly WrittenFile[]>>;
  readonly search: (text: string, limit: number) => Promise<SearchResult>;
};

/** Sets the desk up. */
export function createDesk(parts: DeskParts): WorkspaceDesk {
  const { folder, workspace } = parts;
  return {
    overview: async () => {
      const [git] = await Promise.all([readGit(folder.root), parts.refresh()]);
      const { settings, environments } = workspace();
      const name = settings?.name ?? basename(folder.root);
      return { name, environment: parts.environment(), environments, files: [...folder.files().values()], git };
    },
    flows: async () => {
      await parts.refresh();
      return flowRows(parts);
    },
    facts: async () => {
      await parts.refresh();
      return tellFacts(parts);
    },
    registry: async () => {
      await parts.refresh();
      const file = await folder.read(systemsFile);
      return tellRegistry(workspace(), file.ok ? file.value : undefined);
    },
    read: folder.read,
    write: async (changes, by) => {
      const written = await folder.write(changes);
      if (written.ok) await parts.settle(by);
      return written;
    },
    search: (text, limit) => searchText(placesOf(parts), { text, limit, clock: parts.clock }),
  };
}

function flowRows({ folder, workspace, standingOf }: DeskParts): readonly FlowRow[] {
  const { opened } = workspace();
  return [...folder.files().values()].flatMap(({ path, etag, changedAtMs }) => {
    const read = opened.get(path);
    if (read === undefined) return [];
    const { flow } = read;
    const nodes = flow === undefined ? [] : [...allNodes(flow.nodes)];
    return {
      path,
      id: idOf(path, flow),
      flow,
      triggers: nodes.flatMap(({ type }) => (isTrigger(type) ? [type] : [])),
      steps: nodes.length,
      problems: read.problems.length,
      standing: standingOf(path),
      etag,
      changedAtMs,
    };
  });
}

function tellFacts(parts: DeskParts): DeskFacts {
  const { folder, workspace, environment, secretNames } = parts;
  const { connections, environments, contracts, sources, opened, problems } = workspace();
  const files = folder.files();
  const keep = <T extends object>(value: T): Kept<T>[] => {
    const path = sources.get(value) ?? '';
    const file = files.get(path);
    return file === undefined ? [] : [{ path, etag: file.etag, value }];
  };
  const flows = flowRows(parts);
  return {
    environment: environment().name,
    connections: connections.flatMap(keep),
    contracts: [...contracts].flatMap(([name, schema]) => keep(schema).map((kept) => ({ name, ...kept }))),
    environments: environments.flatMap(keep),
    flows: flows.map(({ id, path, etag }) => ({ id, path, etag })),
    secrets: secretNames(),
    approvalGroups: approvalGroupsIn([...opened.values()].flatMap(({ flow }) => flow ?? [])),
    samples: [...files.values()].filter(({ path }) => path.startsWith('samples/')),
    problems,
  };
}

/** Groups that approvals of any flow name, sorted. */
function approvalGroupsIn(flows: readonly Flow[]): readonly string[] {
  const groups = new Set<string>();
  for (const flow of flows) {
    for (const { type, config } of allNodes(flow.nodes)) {
      if (parseTypeReference(type)?.type === 'approval' && typeof config.group === 'string') groups.add(config.group);
    }
  }
  return [...groups].sort();
}

function placesOf({ folder, workspace }: DeskParts): readonly SearchPlace[] {
  const { opened } = workspace();
  const paths = [...folder.files().keys()].filter(isSearched);
  // Flows first: what somebody looks for is most often a step.
  const flowsFirst = [...paths.filter((path) => opened.has(path)), ...paths.filter((path) => !opened.has(path))];
  return flowsFirst.map((path) => {
    const flow = opened.get(path)?.flow;
    const read = async (): Promise<string | undefined> => {
      const file = await folder.read(path);
      return file.ok ? file.value.text : undefined;
    };
    const nodes = new Set(flow === undefined ? [] : [...allNodes(flow.nodes)].map(({ id }) => id));
    return { path, read, flow: opened.has(path) ? { id: idOf(path, flow), nodes } : undefined };
  });
}

function isTrigger(reference: string): boolean {
  const type = parseTypeReference(reference);
  return type !== undefined && nodeCatalogue.find(type.type, type.major)?.kind === 'trigger';
}

/** The flow's own id, or the one its file name stands for where the file cannot be read. */
function idOf(path: string, flow: Flow | undefined): string {
  return flow?.id ?? basename(path, '.flow.yaml');
}
