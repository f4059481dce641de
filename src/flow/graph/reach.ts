import { addRow, createBitTable, hasBit, setBit } from './bits.ts';
import type { BodyGraph } from './graph.ts';

/** Answers whether one node of a body stands before another on some path. */
export type Ancestry = { readonly isAncestor: (earlier: string, later: string) => boolean };

/**
 * Works out every ancestor of every node at once. Nodes on or behind a cycle have none, because nothing about
 * what happens before them is certain; the cycle is its own finding.
 */
export function findAncestors(graph: BodyGraph): Ancestry {
  const table = createBitTable(graph.ids.length, graph.ids.length);
  for (const node of graph.order) {
    for (const { from } of graph.incoming[node] ?? []) {
      addRow(table, node, from);
      setBit(table, node, from);
    }
  }
  return {
    isAncestor: (earlier, later) => {
      const row = graph.indexOf.get(later);
      const column = graph.indexOf.get(earlier);
      return row !== undefined && column !== undefined && hasBit(table, row, column);
    },
  };
}

/** Marks (1) every node that a path from one of the given nodes reaches, those nodes included. */
export function findReachable(graph: BodyGraph, from: readonly number[]): Uint8Array {
  const reached = new Uint8Array(graph.ids.length);
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (reached[node] === 1) continue;
    reached[node] = 1;
    for (const { to } of graph.outgoing[node] ?? []) open.push(to);
  }
  return reached;
}

/** True where some way from one of the given nodes, those nodes included, comes to a node that fits. Ends at the first. */
export function reachesSome(graph: BodyGraph, from: readonly number[], fits: (node: number) => boolean): boolean {
  const seen = new Set<number>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    if (fits(node)) return true;
    seen.add(node);
    for (const { to } of graph.outgoing[node] ?? []) open.push(to);
  }
  return false;
}
