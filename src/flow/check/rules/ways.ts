import type { FlowNode } from '../../flow.ts';
import { isAcyclic } from '../../graph/graph.ts';
import { type ExaminedNode, edgesOf } from '../examination.ts';

/** An edge by its ends. */
export type Way = { readonly from: string; readonly port: string; readonly to: string };

const kept = new WeakMap<FlowNode, readonly Way[]>();

/** Edges of a node, each once however often it is written. Many rules ask, so answers are kept by node value. */
export function waysOf({ node }: ExaminedNode): readonly Way[] {
  const known = kept.get(node) ?? findWays(node);
  kept.set(node, known);
  return known;
}

function findWays(node: FlowNode): readonly Way[] {
  const ways = [...edgesOf(node)];
  const isSame = (one: Way, other: Way) => one.port === other.port && one.to === other.to;
  return ways.filter((way, index) => ways.findIndex((other) => isSame(way, other)) === index);
}

/**
 * Success ports of a node that lead nowhere although the node is there to decide, or although other ports of it lead
 * on; without any edge at all, a node that does not decide is an end on purpose.
 */
export function openPortsOf(node: ExaminedNode, isGone: (way: Way) => boolean = () => false): readonly string[] {
  if (node.ports === undefined || node.ports.length < 2 || node.isUndo) return [];
  const wired = new Set([...edgesOf(node.node)].filter((way) => !isGone(way)).map(({ port }) => port));
  // A wait without a limit never fires `timeout`.
  const open = node.ports.filter((port) => !wired.has(port) && !(node.type === 'wait' && port === 'timeout'));
  const isSink = open.length === node.ports.length;
  return isSink && node.manifest?.group !== 'decide' && node.type !== 'validate' ? [] : open;
}

/** True where removing the edges leaves no port open that was not open before. */
export function closesNothing(node: ExaminedNode, isGone: (way: Way) => boolean): boolean {
  const before = new Set(openPortsOf(node));
  return openPortsOf(node, isGone).every((port) => before.has(port));
}

/** True where steps stay led to as they must be: a merge by two ways at least, any other step by one. */
export function staysReached(to: ExaminedNode | undefined, isGone: (way: Way) => boolean): boolean {
  if (to === undefined) return true;
  const siblings = to.body?.nodes ?? [];
  const left = siblings.flatMap((node) => waysOf(node)).filter((way) => way.to === to.id && !isGone(way));
  return left.length >= (to.type === 'merge' ? 2 : 1);
}

/** True where an edge may be drawn: from an outcome that is there, inside one body, to no trigger, in no circle. */
export function canLead(from: ExaminedNode, port: string, to: ExaminedNode | undefined): to is ExaminedNode {
  if (to === undefined || to === from || from.isUndo || to.isUndo || to.body === undefined) return false;
  const hasPort = from.ports?.includes(port) === true || (port === 'error' && from.manifest?.fails === true);
  if (!hasPort || to.body !== from.body || to.manifest?.kind === 'trigger') return false;
  return isAcyclic(to.body.graph) && !to.body.ancestry().isAncestor(to.id, from.id);
}
