import type { Flow, FlowNode, Next, PortEdges } from '../flow.ts';
import { parseTypeReference } from '../flow.ts';
import type { Json, JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue, NodeManifest } from '../node-type/manifest.ts';
import { addEntries, addEntry, addItems, addLine, finishPage, type Page, startPage } from './emit.ts';
import { headerKeys, headerSchema, nodeKeys, nodeSchema } from './flow-schema.ts';
import { joinPath } from './path.ts';
import { portsOf } from './ports.ts';
import { shapeBelow, spellKey, spellScalar } from './spelling.ts';

const headerShape = shapeOf(headerSchema);
const nodeShape = shapeOf(nodeSchema);
const anyShape: FieldShape = { shape: 'value', meta: {} };

/**
 * Writes a flow in its one canonical form: keys in the order of the format, config in manifest order, ports in
 * manifest order, comments above the keys they belong to, no blank lines. The twin of `parseFlow`.
 */
export function printFlow(flow: Flow, catalogue: NodeCatalogue): string {
  const page = startPage(flow.comments);
  for (const key of headerKeys) {
    const value = valueAt(flow, key);
    if (key === 'nodes') addNodes(page, 0, 'nodes', 'nodes', flow.nodes, catalogue);
    else if (value !== undefined) addEntry(page, 0, key, key, value, shapeBelow(headerShape, key));
  }
  return finishPage(page);
}

/** Writes nodes alone, as `id:` blocks without a header: the clipboard's text, read back by `parseNodes`. */
export function printNodes(nodes: readonly FlowNode[], catalogue: NodeCatalogue): string {
  const page = startPage(new Map());
  for (const node of nodes) addNode(page, 0, node.id, node, catalogue);
  return finishPage(page);
}

function valueAt(owner: Flow | FlowNode, key: string): Json | undefined {
  // The schemas' keys are those of the types, and each holds JSON where it is asked for here.
  return (owner as unknown as Record<string, Json | undefined>)[key];
}

function addNodes(
  page: Page,
  indent: number,
  path: string,
  key: string,
  nodes: readonly FlowNode[],
  catalogue: NodeCatalogue,
): void {
  addLine(page, indent, path, nodes.length === 0 ? `${key}: {}` : `${key}:`);
  for (const node of nodes) addNode(page, indent + 2, joinPath(path, node.id), node, catalogue);
}

function addNode(page: Page, indent: number, path: string, node: FlowNode, catalogue: NodeCatalogue): void {
  const manifest = manifestOf(node, catalogue);
  addLine(page, indent, path, `${spellKey(node.id)}:`);
  const inner = indent + 2;
  for (const key of nodeKeys) {
    const below = joinPath(path, key);
    if (key === 'config') addConfig(page, inner, below, node.config, manifest);
    else if (key === 'body') {
      if (node.body !== undefined) addNodes(page, inner, below, key, node.body, catalogue);
    } else if (key === 'compensations') {
      if (node.compensations !== undefined) addNodes(page, inner, below, key, node.compensations, catalogue);
    } else if (key === 'next') addNext(page, inner, below, node, manifest);
    else addNodeKey(page, inner, below, key, valueAt(node, key));
  }
}

function addNodeKey(page: Page, indent: number, path: string, key: string, value: Json | undefined): void {
  const isEmptyHistory = key === 'was' && Array.isArray(value) && value.length === 0;
  if (value !== undefined && !isEmptyHistory) addEntry(page, indent, path, key, value, shapeBelow(nodeShape, key));
}

/** The manifest of a node, or undefined when the catalogue does not have its type. */
export function manifestOf(node: FlowNode, catalogue: NodeCatalogue): NodeManifest | undefined {
  const reference = parseTypeReference(node.type);
  return reference && catalogue.find(reference.type, reference.major);
}

function addConfig(
  page: Page,
  indent: number,
  path: string,
  config: JsonObject,
  manifest: NodeManifest | undefined,
): void {
  if (Object.keys(config).length === 0) return;
  addLine(page, indent, path, 'config:');
  addEntries(page, indent + 2, path, config, manifest === undefined ? anyShape : shapeOf(manifest.config));
}

function addNext(page: Page, indent: number, path: string, node: FlowNode, manifest: NodeManifest | undefined): void {
  if (node.next === undefined) return;
  const order = portsOf(manifest, node.config);
  const edges = sortedEdges(node.next, order);
  const [only] = edges;
  if (only === undefined) return;
  if (edges.length === 1 && only.targets.length === 1 && isFirstPort(only.port, order, manifest, node.next)) {
    addTargets(page, indent, path, 'next:', only.targets);
    return;
  }
  addLine(page, indent, path, 'next:');
  for (const { port, targets } of edges) {
    addTargets(page, indent + 2, joinPath(path, port), `${spellKey(port)}:`, targets);
  }
}

function isFirstPort(port: string, order: readonly string[], manifest: NodeManifest | undefined, next: Next): boolean {
  return manifest === undefined ? next.short : port === order[0] && port !== 'error';
}

function sortedEdges(next: Next, order: readonly string[]): readonly PortEdges[] {
  const rank = (port: string) => {
    const index = order.indexOf(port);
    if (port === 'error') return Number.MAX_SAFE_INTEGER;
    return index < 0 ? order.length : index;
  };
  return next.ports.filter((edges) => edges.targets.length > 0).sort((one, other) => rank(one.port) - rank(other.port));
}

function addTargets(page: Page, indent: number, path: string, label: string, targets: readonly string[]): void {
  const [only] = targets;
  if (only !== undefined && targets.length === 1) {
    addLine(page, indent, path, `${label} ${spellScalar(only, 'text', { indent, inFlow: false })}`);
  } else {
    addLine(page, indent, path, label);
    addItems(page, indent + 2, path, targets, anyShape);
  }
}
