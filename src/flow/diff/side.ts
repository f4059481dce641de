import type { Flow } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { Layout } from '../layout.ts';
import type { Registry, Topic } from '../registry/registry.ts';
import type { Waiver } from '../template/waiver.ts';
import type { Connection } from '../workspace/connection.ts';
import type { Environment } from '../workspace/environment.ts';
import type { WorkspaceFile } from '../workspace/parse-workspace-file.ts';

/** A flow of one side, with the boxes it is drawn as. */
export type SideFlow = { readonly flow: Flow; readonly file: string; readonly layout: Layout | undefined };

/** A template of the workspace by its content: which one, and the digest of its folder. */
export type SideTemplate = { readonly reference: string; readonly version: string; readonly digest: string };

/** Everything of a workspace, a revision, a bundle or a single file that can differ. */
export type DiffSide = {
  readonly flows: readonly SideFlow[];
  readonly connections: readonly Connection[];
  readonly environments: readonly Environment[];
  /** JSON Schemas by contract name, such as `order@1`. */
  readonly contracts: ReadonlyMap<string, JsonObject>;
  readonly templates: readonly SideTemplate[];
  readonly waivers: readonly Waiver[];
  readonly registry: Registry | undefined;
  readonly topics: readonly Topic[];
  /** `penstock.yaml`; undefined where the side has none, or none that can be read. */
  readonly settings: WorkspaceFile | undefined;
  /** Files that have no sentences of their own, such as flow tests and samples: digests of their texts by path. */
  readonly others: ReadonlyMap<string, string>;
};

/** A side without anything: what a first version is held against. */
export const emptySide: DiffSide = {
  flows: [],
  connections: [],
  environments: [],
  contracts: new Map(),
  templates: [],
  waivers: [],
  registry: undefined,
  topics: [],
  settings: undefined,
  others: new Map(),
};
