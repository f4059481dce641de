import { type BodyGraph, idAt } from './graph.ts';

/**
 * Finds one shortest cycle for every knot of nodes that reach each other, as ids in the direction of the edges,
 * from its least id; knots ordered by that id. An acyclic body gives none, in no time.
 */
export function findCycles(graph: BodyGraph): readonly (readonly string[])[] {
  if (graph.order.length === graph.ids.length) return [];
  const knot = findKnots(graph);
  const cycles: string[][] = [];
  const seen = new Set<number>();
  for (let node = 0; node < graph.ids.length; node++) {
    const own = knot[node] ?? -1;
    if (seen.has(own)) continue;
    const cycle = findCycleFrom(graph, node, (other) => knot[other] === own);
    if (cycle === undefined) continue;
    seen.add(own);
    cycles.push(cycle.map((index) => idAt(graph, index)));
  }
  return cycles;
}

/** Shortest way from a node back to itself inside one knot, breadth first. */
function findCycleFrom(graph: BodyGraph, start: number, isInside: (node: number) => boolean): number[] | undefined {
  const cameFrom = new Map<number, number>();
  let front = [start];
  while (front.length > 0) {
    const next: number[] = [];
    for (const node of front) {
      for (const { to } of graph.outgoing[node] ?? []) {
        if (to === start) return walkBack(cameFrom, start, node);
        if (!isInside(to) || cameFrom.has(to)) continue;
        cameFrom.set(to, node);
        next.push(to);
      }
    }
    front = next;
  }
  return undefined;
}

function walkBack(cameFrom: ReadonlyMap<number, number>, start: number, last: number): number[] {
  const way: number[] = [];
  for (let node: number | undefined = last; node !== undefined && node !== start; node = cameFrom.get(node)) {
    way.push(node);
  }
  return [start, ...way.reverse()];
}

/**
 * Numbers the strongly connected parts (Tarjan 1972), with a stack of our own: the textbook recursion overflows
 * on a chain of some thousand nodes.
 */
function findKnots(graph: BodyGraph): Int32Array {
  const count = graph.ids.length;
  const found = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const knot = new Int32Array(count).fill(-1);
  const tried = new Int32Array(count);
  const open: number[] = [];
  let clock = 0;
  let knots = 0;

  function enter(node: number, way: number[]) {
    found[node] = clock;
    low[node] = clock;
    clock++;
    open.push(node);
    way.push(node);
  }

  function leave(node: number, way: readonly number[]) {
    if (low[node] === found[node]) {
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        knot[member] = knots;
        if (member === node) break;
      }
      knots++;
    }
    const parent = way.at(-1);
    if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
  }

  for (let root = 0; root < count; root++) {
    if (found[root] !== -1) continue;
    const way: number[] = [];
    enter(root, way);
    for (let node = way.at(-1); node !== undefined; node = way.at(-1)) {
      const edge = graph.outgoing[node]?.[tried[node] ?? 0];
      tried[node] = (tried[node] ?? 0) + 1;
      if (edge === undefined) {
        way.pop();
        leave(node, way);
      } else if (found[edge.to] === -1) enter(edge.to, way);
      else if (knot[edge.to] === -1) low[node] = Math.min(low[node] ?? 0, found[edge.to] ?? 0);
    }
  }
  return knot;
}
