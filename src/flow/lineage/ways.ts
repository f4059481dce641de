import type { Examination, ExaminedBody, ExaminedNode } from '../check/examination.ts';
import type { DataClass } from '../contract/field-classes.ts';
import type { DataShape, Origin } from './lineage.ts';

/** What the search asks of a traced flow. */
export type Traced = {
  readonly examination: Examination;
  /** The body inside a scope. */
  readonly bodyOf: (scope: ExaminedNode) => ExaminedBody | undefined;
  /** What leaves a node by a port. */
  readonly portShape: (node: ExaminedNode, port: string) => DataShape | undefined;
  readonly inputOf: (node: string) => DataShape | undefined;
};

/** A class with where it came from. */
export type Cargo = { readonly class: DataClass; readonly origin: Origin };

/** A scope is left at another point than it is entered. */
type Stop = { readonly node: ExaminedNode; readonly isExit: boolean; readonly before: Stop | undefined };

/**
 * Finds the shortest way a class came, over edges that carry it. Where there is none, because an expression looked
 * back with `$steps`, the shortest way at all.
 *
 * @returns a function that gives node ids from the origin to a node, both included; searches are made once
 */
export function createWays(traced: Traced): (cargo: Cargo, to: string) => readonly string[] {
  const searches = new Map<string, ReadonlyMap<string, Stop>>();
  const ways = new Map<string, readonly string[]>();
  const search = (name: string, from: string, carries: Carries) => {
    const known = searches.get(name) ?? searchFrom(traced, from, carries);
    searches.set(name, known);
    return known;
  };
  return (cargo, to) => {
    const { node, field } = cargo.origin;
    const name = `${cargo.class} ${node} ${field}`;
    const wayName = `${name} ${to}`;
    const known = ways.get(wayName);
    if (known !== undefined) return known;
    const stop = search(name, node, (shape) => holds(shape, cargo)).get(to) ?? search(node, node, () => true).get(to);
    const way = stop === undefined ? [...new Set([node, to])] : idsTo(stop);
    ways.set(wayName, way);
    return way;
  };
}

type Carries = (shape: DataShape | undefined) => boolean;

function holds(shape: DataShape | undefined, { class: name, origin }: Cargo): boolean {
  const origins = shape?.carried.get(name);
  return origins?.some(({ node, field }) => node === origin.node && field === origin.field) === true;
}

/** Where a way ends at each node, breadth first. */
function searchFrom(traced: Traced, from: string, carries: Carries): ReadonlyMap<string, Stop> {
  const entered = new Map<string, Stop>();
  const left = new Set<string>();
  const start = traced.examination.byId.get(from);
  const open: Stop[] = start === undefined ? [] : [{ node: start, isExit: false, before: undefined }];
  for (const stop of open) {
    const { id } = stop.node;
    if (stop.isExit ? left.has(id) : entered.has(id)) continue;
    if (stop.isExit) left.add(id);
    else entered.set(id, stop);
    open.push(...nextStops(traced, stop, carries));
  }
  return entered;
}

function* nextStops(traced: Traced, stop: Stop, carries: Carries): Generator<Stop> {
  const { node, isExit } = stop;
  const inner = traced.bodyOf(node);
  if (inner !== undefined && !isExit) yield* stopsInside(traced, stop, { inner, carries });
  const { body } = node;
  const index = body?.graph.indexOf.get(node.id);
  if (body === undefined || index === undefined) return;
  const edges = body.graph.outgoing[index] ?? [];
  for (const { port, to } of edges) {
    // The first port of a scope carries what its body came to; the others what went in.
    if (inner !== undefined && isExit !== (port === node.ports?.[0])) continue;
    const target = body.nodes[to];
    if (target !== undefined && carries(traced.portShape(node, port)))
      yield { node: target, isExit: false, before: stop };
  }
  const isLast = edges.length === 0 && (inner === undefined || isExit);
  if (!isLast || body.scope === undefined || !carries(traced.portShape(node, node.ports?.[0] ?? ''))) return;
  yield { node: body.scope, isExit: true, before: stop };
}

type Inside = { readonly inner: ExaminedBody; readonly carries: Carries };

function* stopsInside({ inputOf, examination }: Traced, stop: Stop, { inner, carries }: Inside): Generator<Stop> {
  for (const index of inner.graph.starts) {
    const first = inner.nodes[index];
    if (first !== undefined && carries(inputOf(first.id))) yield { node: first, isExit: false, before: stop };
  }
  for (const { id } of stop.node.node.compensations ?? []) {
    const undo = examination.byId.get(id);
    if (undo !== undefined && carries(inputOf(id))) yield { node: undo, isExit: false, before: stop };
  }
}

function idsTo(last: Stop): readonly string[] {
  const ids: string[] = [];
  for (let stop: Stop | undefined = last; stop !== undefined; stop = stop.before) ids.push(stop.node.id);
  return [...new Set(ids.reverse())];
}
