import type { BodyGraph } from './graph.ts';

/** Answers whether every path to (or from) one node passes another. */
type Dominance = {
  /** True when every path passes `gate`; a node dominates itself. False for nodes no path touches. */
  readonly dominates: (gate: string, node: string) => boolean;
  /** The nearest node other than itself that every path passes, or undefined. */
  readonly nearest: (node: string) => string | undefined;
};

/** Dominators: every path from a start to the node passes the gate. */
export function findDominators(graph: BodyGraph): Dominance {
  return buildDominance(graph, graph.order, (node) => (graph.incoming[node] ?? []).map(({ from }) => from));
}

/** Postdominators: every path from the node to a sink passes the gate. */
export function findPostdominators(graph: BodyGraph): Dominance {
  const before = (node: number) => (graph.outgoing[node] ?? []).map(({ to }) => to);
  return buildDominance(graph, [...graph.order].reverse(), before);
}

/**
 * In an acyclic graph the nearest dominator of a node is the nearest common ancestor of its predecessors in the
 * tree built so far, so one sweep in topological order is enough. Every tree node keeps, beside its parent, one
 * jump further up (Myers' skip pointers), which keeps the common-ancestor search logarithmic: climbing parents
 * one by one is quadratic on a long ladder. The root of the tree is a node that does not exist, above all starts.
 */
function buildDominance(graph: BodyGraph, order: readonly number[], before: (node: number) => number[]): Dominance {
  const root = graph.ids.length;
  const parent = new Int32Array(root + 1).fill(-1);
  const jump = new Int32Array(root + 1).fill(root);
  const depth = new Int32Array(root + 1);
  parent[root] = root;
  const at = (list: Int32Array, node: number) => list[node] ?? root;

  function attach(node: number, up: number) {
    parent[node] = up;
    depth[node] = at(depth, up) + 1;
    const far = at(jump, up);
    const isEven = at(depth, up) - at(depth, far) === at(depth, far) - at(depth, at(jump, far));
    jump[node] = isEven ? at(jump, far) : up;
  }

  function climb(node: number, level: number): number {
    let here = node;
    while (at(depth, here) > level) here = at(depth, at(jump, here)) >= level ? at(jump, here) : at(parent, here);
    return here;
  }

  function meet(one: number, other: number): number {
    const level = Math.min(at(depth, one), at(depth, other));
    let left = climb(one, level);
    let right = climb(other, level);
    while (left !== right) {
      const together = at(jump, left) === at(jump, right);
      left = together ? at(parent, left) : at(jump, left);
      right = together ? at(parent, right) : at(jump, right);
    }
    return left;
  }

  for (const node of order) {
    const known = before(node).filter((other) => at(parent, other) !== -1);
    attach(node, known.length === 0 ? root : known.reduce(meet));
  }

  const indexOf = (id: string) => {
    const index = graph.indexOf.get(id);
    return index === undefined || at(parent, index) === -1 ? undefined : index;
  };
  return {
    dominates: (gate, node) => {
      const [high, low] = [indexOf(gate), indexOf(node)];
      return high !== undefined && low !== undefined && climb(low, at(depth, high)) === high;
    },
    nearest: (node) => {
      const index = indexOf(node);
      return index === undefined ? undefined : graph.ids[at(parent, index)];
    },
  };
}
