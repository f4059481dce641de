import type { Flow, FlowNode } from '#flow/flow.ts';
import { nodesOf } from '../../document/find-node.ts';

/** Every step from which a way leads to one of these, or to which one leads, with these themselves. */
export function reach(flow: Flow, ids: readonly string[], way: 'upstream' | 'downstream'): readonly string[] {
  const next = way === 'downstream' ? targetsOf : sourcesIn(flow);
  const found = new Set(ids);
  for (const id of found) {
    const node = nodesOf(flow).get(id)?.node;
    for (const other of node === undefined ? [] : next(node)) found.add(other);
  }
  return [...found];
}

/** Ids a step leads to, each once. */
export function targetsOf(node: FlowNode): readonly string[] {
  return [...new Set((node.next?.ports ?? []).flatMap((port) => port.targets))];
}

const incoming = new WeakMap<Flow, ReadonlyMap<string, readonly Arrival[]>>();

/** An edge as its target sees it. */
export type Arrival = { readonly from: string; readonly port: string };

/** The edges that lead to each step; built once for each flow value. */
export function arrivalsOf(flow: Flow): ReadonlyMap<string, readonly Arrival[]> {
  const known = incoming.get(flow);
  if (known !== undefined) return known;
  const arrivals = new Map<string, Arrival[]>();
  for (const [from, { node }] of nodesOf(flow)) {
    for (const { port, targets } of node.next?.ports ?? []) {
      for (const to of targets) {
        const list = arrivals.get(to);
        if (list === undefined) arrivals.set(to, [{ from, port }]);
        else list.push({ from, port });
      }
    }
  }
  incoming.set(flow, arrivals);
  return arrivals;
}

function sourcesIn(flow: Flow): (node: FlowNode) => readonly string[] {
  const arrivals = arrivalsOf(flow);
  return (node) => (arrivals.get(node.id) ?? []).map(({ from }) => from);
}
