import { edgesFrom } from '../edit/edges.ts';
import type { FlowNode } from '../flow.ts';

/**
 * Puts the steps of a list in the order people tell them: every step behind all that lead to it, and what follows the
 * first outcome before what follows the others. Steps on a circle, which only drafts have, stand where they are met.
 */
export function tellingOrder(nodes: readonly FlowNode[]): readonly FlowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node] as const));
  const led = new Set(nodes.flatMap((node) => [...edgesFrom(node)].map(({ to }) => to)));
  const starts = nodes.filter(({ id }) => !led.has(id));
  const told: FlowNode[] = [];
  const met = new Set<string>();
  // Last way first: the order is turned around at the end.
  for (const start of [...starts, ...nodes]
    .reverse()
    .sort((one, other) => Number(led.has(other.id)) - Number(led.has(one.id)))) {
    visit(start, byId, met, told);
  }
  return told.reverse();
}

/** Depth first with a stack of its own, because a chain of some thousand steps overflows the language's. */
function visit(start: FlowNode, byId: ReadonlyMap<string, FlowNode>, met: Set<string>, told: FlowNode[]): void {
  if (met.has(start.id)) return;
  met.add(start.id);
  const open = [{ node: start, ways: waysOf(start) }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const way = top.ways.pop();
    const next = way === undefined ? undefined : byId.get(way);
    if (way === undefined) {
      told.push(top.node);
      open.pop();
    } else if (next !== undefined && !met.has(way)) {
      met.add(way);
      open.push({ node: next, ways: waysOf(next) });
    }
  }
}

function waysOf(node: FlowNode): string[] {
  return [...edgesFrom(node)].map(({ to }) => to);
}
