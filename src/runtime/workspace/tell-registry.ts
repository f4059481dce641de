import { findLoops, type Loop } from '#flow/registry/find-loops.ts';
import type { Registry, Topic } from '#flow/registry/registry.ts';
import { type FlowUses, usesOf } from '#flow/registry/uses-of.ts';
import type { ReadFile } from './files.ts';
import { systemsFile, topicsFile } from './read-registry.ts';
import type { FileProblem, Workspace } from './workspace.ts';

/** What the registry says, who uses it, and what goes around in circles. */
export type RegistryView = {
  readonly path: string;
  /** `registry/systems.yaml` as it stands on disk; empty, without an etag, where there is none. */
  readonly text: string;
  readonly etag: string | null;
  readonly registry: Registry | null;
  readonly topics: readonly Topic[] | null;
  /** What is wrong with the files of the registry. */
  readonly problems: readonly FileProblem[];
  /** Every flow that can be read, with what it reads and writes. */
  readonly flows: readonly (FlowUses & { readonly name: string })[];
  readonly connections: readonly { readonly id: string; readonly name: string; readonly system: string | null }[];
  readonly loops: readonly Loop[];
};

const nothing: Registry = { systems: [], entities: [] };

/** Puts together what the registry's screen shows; `file` is `registry/systems.yaml`, undefined where there is none. */
export function tellRegistry(workspace: Workspace, file: ReadFile | undefined): RegistryView {
  const { registry, topics, opened, connections } = workspace;
  const flows = [...opened.values()].flatMap(({ flow }) =>
    flow === undefined ? [] : { ...usesOf(flow, connections, registry ?? nothing), name: flow.name },
  );
  return {
    path: systemsFile,
    text: file?.text ?? '',
    etag: file?.etag ?? null,
    registry: registry ?? null,
    topics: topics ?? null,
    problems: workspace.problems.filter((problem) => problem.file === systemsFile || problem.file === topicsFile),
    flows,
    connections: connections.map(({ id, name, system }) => ({ id, name, system: system ?? null })),
    loops: findLoops(flows),
  };
}
