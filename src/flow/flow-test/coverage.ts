import { allNodes, type Flow } from '../flow.ts';
import type { FlowTry } from './flow-try.ts';

/** Which parts of a flow its tests have been through. */
export type FlowCoverage = {
  /** Tests that ran each step, by node id. */
  readonly nodes: Readonly<Record<string, number>>;
  /** Deliveries of each edge, over all tests. */
  readonly edges: readonly EdgeCount[];
  readonly missing: {
    readonly nodes: readonly string[];
    readonly edges: readonly EdgePlace[];
    /** Edges from `error`, `expired`, `exhausted` and their like that no test took. */
    readonly errorPaths: readonly EdgePlace[];
  };
};

/** An edge of the flow. */
export type EdgePlace = { readonly from: string; readonly port: string; readonly to: string };

/** An edge and how often it delivered. */
export type EdgeCount = EdgePlace & { readonly count: number };

/** Outcomes that lead away from what the flow is for. */
const errorPorts: ReadonlySet<string> = new Set(['error', 'invalid', 'exhausted', 'expired', 'rejected', 'timeout']);

/** Adds up what a set of runs went through. */
export function measureCoverage(flow: Flow, tries: readonly FlowTry[]): FlowCoverage {
  const nodes: Record<string, number> = {};
  const edges: EdgeCount[] = [];
  for (const node of allNodes(flow.nodes)) {
    nodes[node.id] = tries.filter((tried) => hasRun(tried, node.id)).length;
    for (const { port, targets } of node.next?.ports ?? []) {
      for (const to of targets)
        edges.push({ from: node.id, port, to, count: countOf(tries, { from: node.id, port, to }) });
    }
  }
  const untaken = edges.filter(({ count }) => count === 0).map(({ from, port, to }) => ({ from, port, to }));
  return {
    nodes,
    edges,
    missing: {
      nodes: Object.keys(nodes).filter((id) => nodes[id] === 0),
      edges: untaken,
      errorPaths: untaken.filter(({ port }) => errorPorts.has(port)),
    },
  };
}

function hasRun(tried: FlowTry, id: string): boolean {
  return tried.steps.some(({ node, state }) => node === id && state !== 'skipped' && state !== 'ready');
}

function countOf(tries: readonly FlowTry[], edge: EdgePlace): number {
  return tries.reduce(
    (sum, tried) =>
      sum +
      tried.edges
        .filter(({ from, port, to }) => from === edge.from && port === edge.port && to === edge.to)
        .reduce((count, one) => count + one.count, 0),
    0,
  );
}
