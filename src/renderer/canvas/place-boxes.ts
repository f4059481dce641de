import type { Flow, FlowNode } from '#flow/flow.ts';
import { buildGraph, idAt } from '#flow/graph/graph.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { nodesOf } from '../document/find-node.ts';
import { sizeOf, toGrid } from './geometry.ts';

const columnGap = 72;
const rowGap = 40;

/**
 * Gives every step without a position one, column by column in the order of the flow, and leaves those with one where
 * they are. What was placed here is not written to disk until a person moves something.
 */
export function placeBoxes(flow: Flow, layout: Layout): Layout {
  const boxes = new Map(layout.boxes);
  placeBody(flow.nodes, { ...layout, boxes }, boxes);
  return boxes.size === layout.boxes.size ? layout : { ...layout, boxes };
}

/**
 * Places steps like `placeBoxes`, and keeps each where it was drawn last: a step nobody has moved yet must not jump
 * because an edge elsewhere was drawn or removed.
 */
export function createPlacer(): (path: string | undefined, flow: Flow, layout: Layout) => Layout {
  let known: string | undefined;
  // By scope and id: inside another scope a place means another thing.
  let drawn = new Map<string, Box>();
  return (path, flow, layout) => {
    if (path !== known) drawn = new Map();
    known = path;
    const keys = new Map([...nodesOf(flow)].map(([id, { inside }]) => [id, `${inside.at(-1) ?? ''}/${id}`]));
    const boxes = new Map(layout.boxes);
    for (const [id, key] of keys) {
      const box = boxes.has(id) ? undefined : drawn.get(key);
      if (box !== undefined) boxes.set(id, box);
    }
    const placed = placeBoxes(flow, boxes.size === layout.boxes.size ? layout : { ...layout, boxes });
    for (const [id, key] of keys) {
      const box = placed.boxes.get(id);
      if (box !== undefined) drawn.set(key, box);
    }
    return placed;
  };
}

function placeBody(nodes: readonly FlowNode[], layout: Layout, boxes: Map<string, Box>): void {
  for (const node of nodes) placeBody([...(node.body ?? []), ...(node.compensations ?? [])], layout, boxes);
  const missing = new Set(nodes.filter((node) => !boxes.has(node.id)).map((node) => node.id));
  if (missing.size === 0) return;
  if (missing.size === nodes.length) placeColumns(nodes, layout, boxes);
  else for (const node of nodes) if (missing.has(node.id)) placeBehind(node, nodes, layout, boxes);
}

/** Longest-path columns from left to right, each centred on the middle of the tallest. */
function placeColumns(nodes: readonly FlowNode[], layout: Layout, boxes: Map<string, Box>): void {
  const columns = columnsOf(nodes);
  const heights = columns.map((column) =>
    column.reduce((sum, node) => sum + sizeOf(node, layout).height + rowGap, -rowGap),
  );
  const tallest = Math.max(0, ...heights);
  let x = 0;
  columns.forEach((column, index) => {
    let y = toGrid((tallest - (heights[index] ?? 0)) / 2);
    for (const node of column) {
      boxes.set(node.id, { x, y });
      y += toGrid(sizeOf(node, layout).height + rowGap);
    }
    x += toGrid(Math.max(...column.map((node) => sizeOf(node, layout).width)) + columnGap);
  });
}

function columnsOf(nodes: readonly FlowNode[]): readonly (readonly FlowNode[])[] {
  const graph = buildGraph(nodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const depth = new Map<string, number>();
  for (const index of graph.order) {
    const depths = (graph.incoming[index] ?? []).map((edge) => (depth.get(idAt(graph, edge.from)) ?? 0) + 1);
    depth.set(idAt(graph, index), Math.max(0, ...depths));
  }
  const columns: FlowNode[][] = [];
  // Authors' order inside a column; nodes on a cycle come last.
  for (const node of nodes) {
    const column = depth.get(node.id) ?? columns.length;
    while (columns.length <= column) columns.push([]);
    const known = byId.get(node.id);
    if (known !== undefined) columns[column]?.push(known);
  }
  return columns.filter((column) => column.length > 0);
}

/** Right of its first predecessor, below whatever stands there already. */
function placeBehind(node: FlowNode, nodes: readonly FlowNode[], layout: Layout, boxes: Map<string, Box>): void {
  const before = nodes.find((other) => other.next?.ports.some((port) => port.targets.includes(node.id)));
  const from = before === undefined ? undefined : boxes.get(before.id);
  const x = from === undefined || before === undefined ? 0 : from.x + sizeOf(before, layout).width + columnGap;
  const start = from?.y ?? 0;
  boxes.set(node.id, freePlace(node, { x: toGrid(x), y: start }, nodes, layout, boxes));
}

/** The first place at or below `at` where the step covers no other of its body. */
export function freePlace(
  node: FlowNode,
  at: { readonly x: number; readonly y: number },
  nodes: readonly FlowNode[],
  layout: Layout,
  boxes: ReadonlyMap<string, Box>,
): Box {
  const size = sizeOf(node, layout);
  let y = at.y;
  for (let isFree = false; !isFree; ) {
    isFree = true;
    for (const other of nodes) {
      const box = other.id === node.id ? undefined : boxes.get(other.id);
      if (box === undefined) continue;
      const taken = sizeOf(other, layout);
      const overlaps =
        at.x < box.x + taken.width && box.x < at.x + size.width && y < box.y + taken.height && box.y < y + size.height;
      if (!overlaps) continue;
      y = toGrid(box.y + taken.height + rowGap);
      isFree = false;
    }
  }
  return { x: at.x, y };
}
