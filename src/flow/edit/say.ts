import { allNodes, type Flow } from '../flow.ts';
import type { Json } from '../json.ts';
import type { Edge } from './edges.ts';
import type { EditParams } from './edit-kind.ts';

const longestValue = 40;

/** What people call a step: its name, else its id. */
export function nameOf(flow: Flow, id: string): string {
  for (const node of allNodes(flow.nodes)) if (node.id === id) return node.name ?? id;
  return id;
}

/** Words for several steps: how many, and the name of the first. */
export function saySteps(flow: Flow, ids: readonly string[]): EditParams {
  const [first = ''] = ids;
  return { count: ids.length, name: nameOf(flow, first) };
}

/** Words for an edge. */
export function sayEdge(flow: Flow, { from, port, to }: Edge): EditParams {
  return { from: nameOf(flow, from), port, to: nameOf(flow, to) };
}

/** Words for a value that was set: its text, cut; `action` tells setting from removing. */
export function sayValue(value: Json | undefined): EditParams {
  if (value === undefined) return { action: 'remove', value: '' };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ').trim();
  return { action: 'set', value: line.length > longestValue ? `${line.slice(0, longestValue - 1)}…` : line };
}
