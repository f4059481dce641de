import type { Flow, FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { errorPort, portsOf } from '../text/ports.ts';
import { manifestOf } from '../text/print.ts';
import { drawEdge } from './connect.ts';
import { type Edge, edgesFrom, firstPortOf, hasEdge } from './edges.ts';
import { findPlace } from './places.ts';

/** Edges between nodes that are about to stand inside a scope and those that stay outside. */
export type Crossing = {
  readonly entering: readonly Edge[];
  /** Leaving by an outcome, not by a failure. */
  readonly leaving: readonly Edge[];
  /** Leaving by a failure. */
  readonly failing: readonly Edge[];
};

/** Gathers the edges of a list that will cross the border around some of its nodes. */
export function findCrossing(nodes: readonly FlowNode[], inside: ReadonlySet<string>): Crossing {
  const crossing = nodes
    .flatMap((node) => [...edgesFrom(node)])
    .filter(({ from, to }) => inside.has(from) !== inside.has(to));
  const out = crossing.filter(({ from }) => inside.has(from));
  return {
    entering: crossing.filter(({ to }) => inside.has(to)),
    leaving: out.filter(({ port }) => port !== errorPort),
    failing: out.filter(({ port }) => port === errorPort),
  };
}

/** Targets of edges, each once. */
export function targetsOf(edges: readonly Edge[]): readonly string[] {
  return [...new Set(edges.map(({ to }) => to))];
}

/**
 * Lets edges that would cross the border of a scope end at the scope, or leave by its own outcomes: by the first one
 * where the steps inside led to a single step, and by those of failure where their failures did. What is not certain,
 * or would break a rule, is left out.
 */
export function rewire(flow: Flow, scope: string, crossing: Crossing, catalogue: NodeCatalogue): Flow {
  const entering = crossing.entering.map(({ from, port }) => ({ from, port, to: scope }));
  const after = drawWhatFits(flow, entering, catalogue);
  const node = findPlace(after, scope)?.node;
  if (node === undefined) return after;
  const port = firstPortOf(node, catalogue);
  const leaving = port === undefined ? [] : onlyTarget(crossing.leaving).map((to) => ({ from: scope, port, to }));
  const failing = failurePortsOf(node, catalogue).flatMap((failure) =>
    onlyTarget(crossing.failing).map((to) => ({ from: scope, port: failure, to })),
  );
  // An outcome that leads elsewhere already would then lead to two steps at once.
  const isFree = ({ port: name, to }: Edge) => hasEdge(node, name, to) || !isWired(node, name);
  return drawWhatFits(after, [...leaving, ...failing].filter(isFree), catalogue);
}

function onlyTarget(edges: readonly Edge[]): readonly string[] {
  const targets = targetsOf(edges);
  return targets.length === 1 ? targets : [];
}

function isWired(node: FlowNode, port: string): boolean {
  return node.next?.ports.some((edges) => edges.port === port && edges.targets.length > 0) ?? false;
}

/** By which outcomes a scope tells that what stands inside has failed. */
function failurePortsOf(node: FlowNode, catalogue: NodeCatalogue): readonly string[] {
  const ports = portsOf(manifestOf(node, catalogue), node.config);
  if (ports.includes(errorPort)) return [errorPort];
  return ports.filter((port) => port === 'exhausted' || port === 'compensated' || port === 'stuck');
}

function drawWhatFits(flow: Flow, edges: readonly Edge[], catalogue: NodeCatalogue): Flow {
  return edges.reduce((drawn, edge) => {
    const result = drawEdge(drawn, edge, catalogue);
    return result.ok ? result.value : drawn;
  }, flow);
}
