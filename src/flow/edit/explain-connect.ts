import type { Flow, FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Problem } from '../problem.ts';
import { portsOf } from '../text/ports.ts';
import { manifestOf } from '../text/print.ts';
import { type Edge, edgesFrom, hasEdge } from './edges.ts';
import { findPlace, isSameContainer, type Place } from './places.ts';
import {
  labelOf,
  noOutcomeYet,
  nothingFollows,
  triggerHasNoInput,
  undoHasNoEdges,
  unknownOutcome,
  unknownStep,
} from './refusals.ts';

/** Says why an edge cannot be drawn, or undefined where it can; linear in the flow. */
export function explainConnect(flow: Flow, edge: Edge, catalogue: NodeCatalogue): Problem | undefined {
  const from = findPlace(flow, edge.from);
  if (from === undefined) return unknownStep(edge.from);
  const to = findPlace(flow, edge.to);
  if (to === undefined) return unknownStep(edge.to);
  return explainSource(from, edge.port, catalogue) ?? explainTarget(from, to, edge.port, catalogue);
}

/** Says why nothing can leave by an outcome, or undefined where something can. */
export function explainSource({ node, container }: Place, port: string, catalogue: NodeCatalogue): Problem | undefined {
  if (container?.list === 'compensations') return undoHasNoEdges(node);
  const manifest = manifestOf(node, catalogue);
  // Of an unknown type nothing is known; the checker speaks of the type itself.
  if (manifest === undefined) return undefined;
  if (manifest.kind === 'end') return nothingFollows(node);
  const ports = portsOf(manifest, node.config);
  if (ports.length === 0) return noOutcomeYet(node);
  return ports.includes(port) ? undefined : unknownOutcome(node, port, ports);
}

/**
 * Every step an edge from an outcome may be drawn to: what a canvas lights up while somebody drags. One walk back
 * from the source instead of one per target, so a thousand steps take about a millisecond.
 */
export function legalTargets(
  flow: Flow,
  { from, port }: { readonly from: string; readonly port: string },
  catalogue: NodeCatalogue,
): ReadonlySet<string> {
  const source = findPlace(flow, from);
  if (source === undefined || explainSource(source, port, catalogue) !== undefined) return new Set();
  const before = ancestorsOf(source);
  const legal = source.siblings.filter(
    (node) =>
      !before.has(node.id) && !hasEdge(source.node, port, node.id) && manifestOf(node, catalogue)?.kind !== 'trigger',
  );
  return new Set(legal.map(({ id }) => id));
}

function explainTarget(from: Place, to: Place, port: string, catalogue: NodeCatalogue): Problem | undefined {
  if (from.node.id === to.node.id) {
    const message = `${labelOf(from.node)} cannot follow itself. To repeat it, put it into Retry or For each.`;
    return { code: 'edit/follows-itself', message, node: from.node.id };
  }
  if (manifestOf(to.node, catalogue)?.kind === 'trigger') return triggerHasNoInput(to.node);
  if (to.container?.list === 'compensations') return undoHasNoEdges(to.node);
  if (!isSameContainer(from.container, to.container)) return acrossBorder(from, to);
  if (hasEdge(from.node, port, to.node.id)) {
    const message = `Outcome "${port}" of ${labelOf(from.node)} leads to ${labelOf(to.node)} already.`;
    return { code: 'edit/edge-exists', message, node: from.node.id };
  }
  const way = findWay(from.siblings, to.node.id, from.node.id);
  return way === undefined ? undefined : closesCircle(way);
}

function acrossBorder(from: Place, to: Place): Problem {
  const place = ({ node, container, scopes }: Place) => {
    const scope = scopes.at(-1);
    return container === null || scope === undefined
      ? `${labelOf(node)} stands in the flow itself`
      : `${labelOf(node)} stands inside ${labelOf(scope)}`;
  };
  const message = `${place(from)} and ${place(to)}: no connection crosses that border. Connect the outer step, or move one of them.`;
  return { code: 'edit/across-border', message, node: from.node.id };
}

function closesCircle(way: readonly FlowNode[]): Problem {
  const [first] = way;
  const names = [...way, ...(first === undefined ? [] : [first])].map(labelOf);
  const shown = names.length > 6 ? [...names.slice(0, 3), '…', ...names.slice(-2)] : names;
  const message = `This would close a circle: ${shown.join(' → ')}. To repeat steps, put them into Retry or For each.`;
  return { code: 'edit/cycle', message, node: way.at(-1)?.id ?? '' };
}

/** A shortest way between two siblings, both included. */
function findWay(siblings: readonly FlowNode[], from: string, to: string): readonly FlowNode[] | undefined {
  const byId = new Map(siblings.map((node) => [node.id, node] as const));
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const [id] of cameFrom) {
    if (id === to) return walkBack(byId, cameFrom, to);
    const node = byId.get(id);
    for (const edge of node === undefined ? [] : edgesFrom(node)) {
      if (!cameFrom.has(edge.to) && byId.has(edge.to)) cameFrom.set(edge.to, id);
    }
  }
  return undefined;
}

function walkBack(
  byId: ReadonlyMap<string, FlowNode>,
  cameFrom: ReadonlyMap<string, string | undefined>,
  last: string,
): readonly FlowNode[] {
  const way: FlowNode[] = [];
  for (let id: string | undefined = last; id !== undefined; id = cameFrom.get(id)) {
    const node = byId.get(id);
    if (node !== undefined) way.unshift(node);
  }
  return way;
}

/** The step itself and all of its siblings from which a way leads to it. */
function ancestorsOf({ node, siblings }: Place): ReadonlySet<string> {
  const sources = new Map<string, string[]>();
  for (const sibling of siblings) {
    for (const { to } of edgesFrom(sibling)) {
      const known = sources.get(to);
      if (known === undefined) sources.set(to, [sibling.id]);
      else known.push(sibling.id);
    }
  }
  const found = new Set([node.id]);
  for (const id of found) for (const source of sources.get(id) ?? []) found.add(source);
  return found;
}
