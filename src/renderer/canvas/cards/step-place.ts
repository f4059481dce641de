import type { Flow } from '#flow/flow.ts';
import { errorPort } from '#flow/text/ports.ts';
import { nodesOf } from '../../document/find-node.ts';
import { arrivalsOf } from '../actions/reach.ts';

/** Where a step stands in its flow, for people who hear the canvas. */
export type StepPlace = { readonly number: number; readonly total: number; readonly from: string; readonly to: string };

const orders = new WeakMap<Flow, ReadonlyMap<string, number>>();

/** Number of a step in the order of the file, how many there are, and what it is connected to, by name. */
export function placeOf(flow: Flow, id: string): StepPlace {
  const nodes = nodesOf(flow);
  const order = orderOf(flow);
  const name = (other: string) => nodes.get(other)?.node.name ?? other;
  const from = (arrivalsOf(flow).get(id) ?? []).map((edge) => `${name(edge.from)} ${edge.port}`);
  const to = (nodes.get(id)?.node.next?.ports ?? [])
    .filter(({ port }) => port !== errorPort)
    .flatMap(({ targets }) => targets.map(name));
  return { number: order.get(id) ?? 0, total: order.size, from: brief(from), to: brief(to) };
}

function orderOf(flow: Flow): ReadonlyMap<string, number> {
  const known = orders.get(flow);
  if (known !== undefined) return known;
  const order = new Map([...nodesOf(flow).keys()].map((id, index) => [id, index + 1]));
  orders.set(flow, order);
  return order;
}

function brief(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
}
