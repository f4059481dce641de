import type { Flow, FlowNode } from '../flow.ts';
import type { Json } from '../json.ts';
import { type Comments, tailPath } from '../text/comments.ts';
import { joinPath, parentPath, splitPath } from '../text/path.ts';
import { placesOf } from './places.ts';

/**
 * Brings the comments of a flow in line with what will be printed: those of a target follow it within its list, and
 * those of a place that is printed no more go to what it stood in. Nothing anybody wrote is lost here.
 */
export function settleComments(before: Flow, after: Flow): Flow {
  if (after.comments.size === 0 || before === after) return after;
  const followed = followTargets(before, after);
  const settled = new Map<string, readonly string[]>();
  for (const [path, lines] of followed) {
    const home = printedHome(after, path);
    settled.set(home, [...(settled.get(home) ?? []), ...lines]);
  }
  const isSame =
    settled.size === after.comments.size &&
    [...settled].every(([path, lines]) => after.comments.get(path)?.length === lines.length);
  return isSame ? after : { ...after, comments: settled };
}

/** Leaves out the comments of a place and of everything below it. */
export function dropComments(comments: Comments, path: string): Comments {
  const kept = [...comments].filter(([key]) => key !== path && !key.startsWith(`${path}.`));
  return kept.length === comments.size ? comments : new Map(kept);
}

/** The place itself where it is printed, else the nearest one around it that is. */
function printedHome(flow: Flow, path: string): string {
  let home = path;
  while (home !== '' && home !== tailPath && !isPrinted(flow, splitPath(home))) home = parentPath(home);
  return home;
}

function isPrinted(flow: Flow, keys: readonly string[]): boolean {
  const [first = '', ...rest] = keys;
  if (first === 'nodes') return isPrintedAmong(flow.nodes, rest);
  // A header key is JSON, or absent.
  const value = (flow as unknown as Readonly<Record<string, Json | undefined>>)[first];
  return value !== undefined && holds(value, rest);
}

function isPrintedAmong(nodes: readonly FlowNode[], [id, key, ...rest]: readonly string[]): boolean {
  if (id === undefined) return true;
  const node = nodes.find((one) => one.id === id);
  if (node === undefined || key === undefined) return node !== undefined;
  if (key === 'body' || key === 'compensations') {
    const inner = node[key];
    return inner !== undefined && isPrintedAmong(inner, rest);
  }
  if (key === 'config') return Object.keys(node.config).length > 0 && holds(node.config, rest);
  if (key === 'next') return isPrintedEdge(node, rest);
  // Every other key of a node is JSON, or absent.
  const value = (node as unknown as Readonly<Record<string, Json | undefined>>)[key];
  return value !== undefined && holds(value, rest);
}

function isPrintedEdge({ next }: FlowNode, [port, index]: readonly string[]): boolean {
  if (next === undefined || port === undefined) return next !== undefined;
  const edges = next.ports.find((one) => one.port === port);
  if (edges === undefined || next.short) return false;
  return index === undefined || (edges.targets.length > 1 && Number(index) < edges.targets.length);
}

function holds(value: Json, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  const inner = Array.isArray(value) ? value[Number(key)] : Object.entries(value).find(([name]) => name === key)?.[1];
  return inner !== undefined && holds(inner, rest);
}

/** Comments above targets of a list are kept by position; here they follow the target. */
function followTargets(before: Flow, after: Flow): Comments {
  const former = new Map([...placesOf(before)].map(({ node }) => [node.id, node] as const));
  const comments = new Map(after.comments);
  for (const { node, path } of placesOf(after)) {
    const old = former.get(node.id);
    if (old?.next === undefined || old.next === node.next) continue;
    for (const { port, targets } of old.next.ports) {
      const now = node.next?.ports.find((edges) => edges.port === port)?.targets ?? [];
      const list = joinPath(joinPath(path, 'next'), port);
      const moving = targets.map((target, index) => [`${list}.${index}`, now.indexOf(target)] as const);
      const lifted = moving.map(([from, to]) => [from, to, comments.get(from)] as const);
      for (const [from] of lifted) comments.delete(from);
      for (const [, to, lines] of lifted) {
        if (lines === undefined) continue;
        const home = to < 0 ? list : `${list}.${to}`;
        comments.set(home, [...(comments.get(home) ?? []), ...lines]);
      }
    }
  }
  return comments;
}
