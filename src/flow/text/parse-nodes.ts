import type { FlowNode, Next, PortEdges } from '../flow.ts';
import { parseTypeReference } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { NodeCatalogue, NodeManifest } from '../node-type/manifest.ts';
import { isNodeId, nodeSchema } from './flow-schema.ts';
import { didYouMean } from './nearest-name.ts';
import { errorPort, portsOf } from './ports.ts';
import { note, type Reading } from './reading.ts';
import { checkAgainst } from './schema-check.ts';
import { isReservedName } from './spelling.ts';
import { entryOf, toJson, type YamlEntry, type YamlMap, type YamlTree } from './yaml-tree.ts';

/** Where a map of nodes stands: undo nodes have no edges, and only the root holds triggers. */
export type NodesPlace = 'root' | 'body' | 'compensations';

/** A reading of nodes: ids are gathered, to be compared when all are known. */
export type NodeReading = {
  readonly reading: Reading;
  readonly catalogue: NodeCatalogue;
  /** Paths of empty keys that are not printed; their comments move up. */
  readonly unprinted: string[];
  readonly ids: { readonly id: string; readonly offset: number; readonly path: string; readonly isFormer: boolean }[];
};

const hardNode = { invalid: 'flow/node-invalid', weight: 'hard' } as const;
const softConfig = { invalid: 'flow/config-invalid', weight: 'soft' } as const;

/** Reads a map of nodes by id, bodies and undo nodes included. */
export function readNodes(context: NodeReading, tree: YamlTree, place: NodesPlace): readonly FlowNode[] {
  if (tree.kind !== 'map') {
    const message = 'Nodes are written as a map from id to node; write one `id:` a line.';
    note(context.reading, 'hard', tree.at, 'flow/nodes-form', message, { path: tree.path });
    return [];
  }
  return tree.entries.flatMap((entry) => readNode(context, entry, place) ?? []);
}

function readNode(context: NodeReading, entry: YamlEntry, place: NodesPlace): FlowNode | undefined {
  const { reading } = context;
  const { value: tree } = entry;
  checkId(context, entry);
  if (tree.kind !== 'map') {
    const message = `The node \`${entry.key}\` must be a map that begins with its \`type\`.`;
    note(reading, 'hard', entry.keyStart, 'flow/nodes-form', message, { path: tree.path });
    return undefined;
  }
  checkAgainst(reading, tree, nodeSchema, hardNode);
  gatherFormerIds(context, tree);
  const manifest = findManifest(context, tree);
  const config = readConfig(context, tree, manifest);
  const scopes = readScopes(context, tree, manifest);
  const next = readNext(context, tree, manifest, config, place);
  return buildNode(entry.key, tree, config, scopes, next);
}

function checkId(context: NodeReading, entry: YamlEntry): void {
  const { key: id, keyStart: offset } = entry;
  const { path } = entry.value;
  if (isReservedName(id)) {
    const message = `\`${id}\` is a reserved name, because YAML readers take it for a truth value or nothing; choose another id.`;
    note(context.reading, 'hard', offset, 'flow/reserved-name', message, { path });
  } else if (!isNodeId(id)) {
    const message = `\`${id}\` is no node id; use lower-case words joined by \`_\`, at most 64 letters, such as \`create_order\`.`;
    note(context.reading, 'hard', offset, 'flow/node-id', message, { path });
  }
  context.ids.push({ id, offset, path, isFormer: false });
}

function gatherFormerIds(context: NodeReading, tree: YamlMap): void {
  const was = entryOf(tree, 'was')?.value;
  if (was?.kind !== 'list') return;
  if (was.items.length === 0) context.unprinted.push(was.path);
  for (const item of was.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') continue;
    context.ids.push({ id: item.value, offset: item.start, path: item.path, isFormer: true });
  }
}

/** Refuses ids that stand twice in the flow, and ids that an earlier name of any node keeps reserved. */
export function checkNodeIds(context: NodeReading): void {
  const current = new Set<string>();
  for (const { id, offset, path } of context.ids.filter((found) => !found.isFormer)) {
    if (current.has(id)) {
      const message = `The id \`${id}\` stands twice in this flow; ids are unique, bodies and undo nodes included. Rename one.`;
      note(context.reading, 'hard', offset, 'flow/duplicate-id', message, { path });
    }
    current.add(id);
  }
  const former = new Set<string>();
  for (const { id, offset, path } of context.ids.filter((found) => found.isFormer)) {
    if (current.has(id) || former.has(id)) {
      const message = `\`${id}\` is an earlier name of this node and of another one, or in use; earlier names stay reserved. Rename the other node.`;
      note(context.reading, 'hard', offset, 'flow/id-reserved', message, { path });
    }
    former.add(id);
  }
}

function findManifest(context: NodeReading, tree: YamlMap): NodeManifest | undefined {
  const type = entryOf(tree, 'type')?.value;
  if (type?.kind !== 'scalar' || typeof type.value !== 'string') return undefined;
  const reference = parseTypeReference(type.value);
  const manifest = reference && context.catalogue.find(reference.type, reference.major);
  if (manifest !== undefined) return manifest;
  const { all } = context.catalogue;
  const majors = all
    .filter((known) => known.type === reference?.type)
    .map((known) => `\`${known.type}@${known.major}\``);
  const known = all.map((each) => `${each.type}@${each.major}`);
  const hint = majors.length > 0 ? ` Known: ${majors.join(', ')}.` : didYouMean(type.value, known);
  const message =
    reference === undefined
      ? `\`${type.value}\` is no node type; write its name and major version, such as \`map@1\`.${hint}`
      : `The node type \`${type.value}\` is unknown.${hint === '' ? ' Install the version that has it, or choose another.' : hint}`;
  note(context.reading, 'soft', type.start, 'flow/unknown-type', message, { path: type.path });
  return undefined;
}

function readConfig(context: NodeReading, tree: YamlMap, manifest: NodeManifest | undefined): JsonObject {
  const config = entryOf(tree, 'config')?.value;
  if (config === undefined) {
    if (manifest !== undefined) checkMissingConfig(context, tree, manifest);
    return {};
  }
  if (config.kind !== 'map') {
    const message = '`config` must be a map from field to value.';
    note(context.reading, 'hard', config.at, 'flow/node-invalid', message, { path: config.path });
    return {};
  }
  if (config.entries.length === 0) context.unprinted.push(config.path);
  if (manifest !== undefined) checkAgainst(context.reading, config, manifest.config, softConfig);
  return Object.fromEntries(config.entries.map((entry) => [entry.key, toJson(entry.value)]));
}

/** A node without `config` is judged like one with an empty one; the problem stands at the node. */
function checkMissingConfig(context: NodeReading, tree: YamlMap, manifest: NodeManifest): void {
  const { path, at } = tree;
  const empty: YamlMap = { kind: 'map', path: `${path}.config`, start: at, end: at, at, entries: [] };
  checkAgainst(context.reading, empty, manifest.config, softConfig);
}

type Scopes = Pick<FlowNode, 'body' | 'compensations'>;

function readScopes(context: NodeReading, tree: YamlMap, manifest: NodeManifest | undefined): Scopes {
  const body = entryOf(tree, 'body');
  const compensations = entryOf(tree, 'compensations');
  refuseScopeKey(
    context,
    body,
    manifest,
    manifest?.kind === 'scope',
    'stands only in scopes: each, retry, try and saga',
  );
  refuseScopeKey(context, compensations, manifest, manifest?.type === 'saga', 'stands only in a saga');
  if (manifest?.kind === 'scope' && body === undefined) {
    const message = 'A scope needs a `body` with the nodes it holds; add `body:` and at least one node.';
    note(context.reading, 'soft', tree.at, 'flow/missing-key', message, { path: tree.path });
  }
  return {
    ...(body === undefined ? {} : { body: readNodes(context, body.value, 'body') }),
    ...(compensations === undefined ? {} : { compensations: readNodes(context, compensations.value, 'compensations') }),
  };
}

function refuseScopeKey(
  context: NodeReading,
  entry: YamlEntry | undefined,
  manifest: NodeManifest | undefined,
  allowed: boolean,
  rule: string,
): void {
  if (entry === undefined || manifest === undefined || allowed) return;
  const message = `\`${entry.key}\` ${rule}; \`${manifest.type}@${manifest.major}\` has none. Remove it.`;
  note(context.reading, 'soft', entry.keyStart, 'flow/scope-key', message, { path: entry.value.path });
}

function readNext(
  context: NodeReading,
  tree: YamlMap,
  manifest: NodeManifest | undefined,
  config: JsonObject,
  place: NodesPlace,
): Next | undefined {
  const next = entryOf(tree, 'next');
  if (next === undefined) return undefined;
  if (place === 'compensations') {
    const message = 'Undo nodes have no edges: a saga runs them one by one. Remove `next`.';
    note(context.reading, 'soft', next.keyStart, 'flow/undo-edge', message, { path: next.value.path });
  }
  const ports = portsOf(manifest, config);
  const edges =
    next.value.kind === 'map' ? readPorts(context, next.value) : readShort(context, next.value, ports[0], manifest);
  if (edges.length === 0) {
    context.unprinted.push(next.value.path);
    return undefined;
  }
  const [only] = edges;
  const first = manifest === undefined ? undefined : ports[0];
  const isShort = next.value.kind !== 'map' && manifest === undefined;
  return { short: isShort || (edges.length === 1 && only?.list === false && only.port === first), ports: edges };
}

/** The port a short form means where the node type is unknown; the short form itself is kept. */
const unknownFirstPort = 'out';

function readShort(
  context: NodeReading,
  tree: YamlTree,
  firstPort: string | undefined,
  manifest: NodeManifest | undefined,
): readonly PortEdges[] {
  const hasNone = manifest !== undefined && (firstPort === undefined || firstPort === errorPort);
  if (hasNone && tree.kind === 'scalar') {
    const message = `\`${manifest.type}\` has no success port, so nothing can follow it; remove \`next\`.`;
    note(context.reading, 'soft', tree.start, 'flow/no-port', message, { path: tree.path });
  }
  const targets = readTargets(context, tree);
  const port = hasNone || firstPort === undefined ? unknownFirstPort : firstPort;
  return targets.length === 0 ? [] : [{ port, targets, list: targets.length > 1 }];
}

function readPorts(context: NodeReading, tree: YamlMap): readonly PortEdges[] {
  return tree.entries.flatMap((entry) => {
    const targets = readTargets(context, entry.value);
    if (targets.length === 0) context.unprinted.push(entry.value.path);
    return targets.length === 0 ? [] : [{ port: entry.key, targets, list: targets.length > 1 }];
  });
}

function readTargets(context: NodeReading, tree: YamlTree): readonly string[] {
  const targets: string[] = [];
  for (const item of tree.kind === 'list' ? tree.items : [tree]) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      const message = 'A target is the id of a node; write `next: id`, `port: id`, or a list of ids below the port.';
      note(context.reading, 'hard', item.start, 'flow/next-form', message, { path: item.path });
    } else if (targets.includes(item.value)) {
      const message = `The edge to \`${item.value}\` stands twice at this port; remove one.`;
      note(context.reading, 'soft', item.start, 'flow/duplicate-edge', message, { path: item.path });
    } else targets.push(item.value);
  }
  return targets;
}

function buildNode(id: string, tree: YamlMap, config: JsonObject, scopes: Scopes, next: Next | undefined): FlowNode {
  const apart = new Set(['config', 'body', 'compensations', 'next']);
  const isKept = (entry: YamlEntry) =>
    !apart.has(entry.key) && !(entry.key === 'was' && entry.value.kind === 'list' && entry.value.items.length === 0);
  const values: JsonObject = Object.fromEntries(
    tree.entries.filter(isKept).map((entry) => [entry.key, toJson(entry.value)]),
  );
  // The node schema accepted these values; where it did not, the reading is broken and the node is thrown away.
  const plainKeys = values as unknown as Omit<FlowNode, 'id' | 'config' | 'body' | 'compensations' | 'next'>;
  return { id, ...plainKeys, config, ...scopes, ...(next === undefined ? {} : { next }) };
}
