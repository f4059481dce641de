import type { FlowNode } from '../flow.ts';

/** One edge of a body whose two ends both stand in it. Indices count in `BodyGraph.ids` and `BodyGraph.edges`. */
export type GraphEdge = {
  readonly index: number;
  readonly from: number;
  readonly port: string;
  readonly to: number;
};

/**
 * The graph of one body: the flow itself, or what stands inside a scope.
 *
 * Nodes are numbered by their sorted ids, never by where the author put them, because the order of nodes in a
 * file means nothing: two files of one meaning give the same order, the same paths and the same findings.
 */
export type BodyGraph = {
  /** Node ids, sorted; a node's index is its place here. */
  readonly ids: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly edges: readonly GraphEdge[];
  /** Edges by source, in port order as written and then by target. */
  readonly outgoing: readonly (readonly GraphEdge[])[];
  /** Edges by target, ordered by the topological place of their source. */
  readonly incoming: readonly (readonly GraphEdge[])[];
  /**
   * Indices in topological order, ties by id. Nodes on a cycle or behind one are missing, so
   * `order.length < ids.length` says that the body is not acyclic.
   */
  readonly order: readonly number[];
  /** Place of each index in `order`; -1 for nodes on or behind a cycle. */
  readonly place: Int32Array;
  /** Indices without incoming edges, by id. */
  readonly starts: readonly number[];
  /** Indices without outgoing edges, by id. */
  readonly sinks: readonly number[];
};

/**
 * Builds the graph of one body. Edges to nodes that do not stand in it are left out (rules of the checker name
 * them), and so is a second edge between the same port and target. Linear but for sorting.
 */
export function buildGraph(nodes: readonly FlowNode[]): BodyGraph {
  const ids = [...new Set(nodes.map((node) => node.id))].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index] as const));
  const edges = collectEdges(nodes, indexOf);
  const outgoing: GraphEdge[][] = ids.map(() => []);
  const incoming: GraphEdge[][] = ids.map(() => []);
  for (const edge of edges) {
    outgoing[edge.from]?.push(edge);
    incoming[edge.to]?.push(edge);
  }
  const order = sortTopologically(ids.length, outgoing, incoming);
  const place = new Int32Array(ids.length).fill(-1);
  order.forEach((node, position) => {
    place[node] = position;
  });
  for (const list of incoming) list.sort((one, other) => placeOf(place, one) - placeOf(place, other));
  const all = ids.map((_, index) => index);
  return {
    ids,
    indexOf,
    edges,
    outgoing,
    incoming,
    order,
    place,
    starts: all.filter((index) => incoming[index]?.length === 0),
    sinks: all.filter((index) => outgoing[index]?.length === 0),
  };
}

/** The id of a node by its index; an index that is not in the graph is a bug of the caller. */
export function idAt(graph: BodyGraph, index: number): string {
  const id = graph.ids[index];
  if (id === undefined) throw new Error(`The graph has no node with index ${index}.`);
  return id;
}

/** True when the body has no cycle. */
export function isAcyclic(graph: BodyGraph): boolean {
  return graph.order.length === graph.ids.length;
}

function placeOf(place: Int32Array, edge: GraphEdge): number {
  return place[edge.from] ?? -1;
}

function collectEdges(nodes: readonly FlowNode[], indexOf: ReadonlyMap<string, number>): GraphEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node] as const));
  const edges: GraphEdge[] = [];
  for (const [id, from] of indexOf) {
    const seen = new Set<string>();
    for (const { port, targets } of byId.get(id)?.next?.ports ?? []) {
      for (const target of [...targets].sort()) {
        const to = indexOf.get(target);
        const name = `${port} ${target}`;
        if (to === undefined || seen.has(name)) continue;
        seen.add(name);
        edges.push({ index: edges.length, from, port, to });
      }
    }
  }
  return edges;
}

function sortTopologically(
  count: number,
  outgoing: readonly (readonly GraphEdge[])[],
  incoming: readonly (readonly GraphEdge[])[],
): number[] {
  const waitsFor = Int32Array.from({ length: count }, (_, index) => incoming[index]?.length ?? 0);
  const ready = createHeap();
  for (let index = 0; index < count; index++) if (waitsFor[index] === 0) ready.push(index);
  const order: number[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const { to } of outgoing[next] ?? []) {
      const left = (waitsFor[to] ?? 0) - 1;
      waitsFor[to] = left;
      if (left === 0) ready.push(to);
    }
  }
  return order;
}

/** Smallest number first. A heap, because taking the least ready node from a list is quadratic on wide graphs. */
function createHeap() {
  const items: number[] = [];
  const at = (index: number) => items[index] ?? Number.POSITIVE_INFINITY;
  function swap(one: number, other: number) {
    const kept = at(one);
    items[one] = at(other);
    items[other] = kept;
  }
  function push(item: number) {
    items.push(item);
    for (let child = items.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (at(parent) <= at(child)) return;
      swap(parent, child);
      child = parent;
    }
  }
  function pop(): number | undefined {
    const least = items[0];
    const last = items.pop();
    if (least === undefined || last === undefined || items.length === 0) return least;
    items[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const child = at(left + 1) < at(left) ? left + 1 : left;
      if (child >= items.length || at(parent) <= at(child)) return least;
      swap(parent, child);
      parent = child;
    }
  }
  return { push, pop };
}
