import { allNodes, type Flow, type FlowNode, type PortEdges } from '../flow.ts';
import type { NodeCatalogue, NodeManifest } from '../node-type/manifest.ts';
import { errorPort, portsOf } from '../text/ports.ts';
import { manifestOf } from '../text/print.ts';

/** One connection: an outcome of a step, and the step it leads to. */
export type Edge = { readonly from: string; readonly port: string; readonly to: string };

/** Every edge of a node, as written. */
export function* edgesFrom(node: FlowNode): Generator<Edge> {
  for (const { port, targets } of node.next?.ports ?? []) for (const to of targets) yield { from: node.id, port, to };
}

/** True where the port leads to the target. */
export function hasEdge(node: FlowNode, port: string, to: string): boolean {
  return node.next?.ports.some((edges) => edges.port === port && edges.targets.includes(to)) ?? false;
}

/** The port the short form of `next` means: the first success port, if the type and settings give one. */
export function firstPortOf(node: FlowNode, catalogue: NodeCatalogue): string | undefined {
  const manifest = manifestOf(node, catalogue);
  const [port] =
    manifest === undefined ? (node.next?.ports.map((edges) => edges.port) ?? []) : portsOf(manifest, node.config);
  return port === errorPort ? undefined : port;
}

/** Adds an edge behind the others of its port. */
export function addEdge(node: FlowNode, port: string, to: string, catalogue: NodeCatalogue): FlowNode {
  return writeEdges(node, [...(node.next?.ports ?? []), { port, targets: [to], list: false }], catalogue);
}

/** Removes one edge. */
export function removeEdge(node: FlowNode, port: string, to: string, catalogue: NodeCatalogue): FlowNode {
  return replaceTargets(node, (edge) => (edge.port === port && edge.to === to ? [] : [edge.to]), catalogue);
}

/** Puts other targets in the place of each edge's own; none removes the edge. */
export function replaceTargets(
  node: FlowNode,
  change: (edge: Edge) => readonly string[],
  catalogue: NodeCatalogue,
): FlowNode {
  if (node.next === undefined) return node;
  const ports = node.next.ports.map((edges) => {
    const targets = edges.targets.flatMap((to) => change({ from: node.id, port: edges.port, to }));
    return { ...edges, targets };
  });
  const isSame = ports.every(({ targets }, index) => isSameList(targets, node.next?.ports[index]?.targets ?? []));
  return isSame ? node : writeEdges(node, ports, catalogue);
}

/**
 * Gives a node its edges in the form the reader would find: ports in their order, each once, targets once, and the
 * short form where it will be printed.
 */
export function writeEdges(node: FlowNode, edges: readonly PortEdges[], catalogue: NodeCatalogue): FlowNode {
  const manifest = manifestOf(node, catalogue);
  const byPort = new Map<string, Set<string>>();
  for (const { port, targets } of edges) {
    const known = byPort.get(port) ?? new Set<string>();
    for (const target of targets) known.add(target);
    if (known.size > 0) byPort.set(port, known);
  }
  const order = portsOf(manifest, node.config);
  const ports = [...byPort]
    .map(([port, targets]): PortEdges => ({ port, targets: [...targets], list: targets.size > 1 }))
    .sort((one, other) => rankOf(one.port, order) - rankOf(other.port, order));
  const { next: before, ...rest } = node;
  if (ports.length === 0) return rest;
  const [only] = ports;
  const isSingle = ports.length === 1 && only?.list === false;
  return { ...rest, next: { short: isSingle && isShort(only?.port, order, manifest, before?.short === true), ports } };
}

/** True where the edges of a node are printed as one target without a port. */
function isShort(
  port: string | undefined,
  order: readonly string[],
  manifest: NodeManifest | undefined,
  wasShort: boolean,
): boolean {
  // Of an unknown type the reader takes the short form to mean `out`.
  return manifest === undefined ? wasShort && port === 'out' : port === order[0] && port !== errorPort;
}

function rankOf(port: string, order: readonly string[]): number {
  if (port === errorPort) return Number.MAX_SAFE_INTEGER;
  const index = order.indexOf(port);
  return index < 0 ? order.length : index;
}

/** Edges a change took away for good: neither end was removed, and nothing joins them now. */
export function lostEdges(before: Flow, after: Flow): readonly Edge[] {
  const nodes = (flow: Flow) => new Map([...allNodes(flow.nodes)].map((node) => [node.id, node] as const));
  const left = nodes(after);
  return [...nodes(before).values()].flatMap((node) =>
    [...edgesFrom(node)].filter(({ from, port, to }) => {
      const source = left.get(from);
      return source !== undefined && left.has(to) && !hasEdge(source, port, to);
    }),
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
