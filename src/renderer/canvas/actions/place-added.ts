import type { Flow, FlowNode } from '#flow/flow.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { bodyOf, nodesOf } from '../../document/find-node.ts';
import type { AddPlace, Point } from '../canvas-state.ts';
import { cardGeometry, grid, isFrame, sizeOf } from '../geometry.ts';
import { freePlace } from '../place-boxes.ts';
import { reach } from './reach.ts';

/** Room between a step and the one behind it. */
export const columnGap = 72;
/** What follows an edge moves on by this much, or more, when a step is put into it. */
const insertShift = 64;

/**
 * The layout with a place for a step that was just added: beside the outcome it follows, in the gap it was put into,
 * or where it was dropped. What follows moves on where there is no room.
 *
 * @param at where it was dropped, relative to the body it stands in
 */
export function placeAdded(flow: Flow, layout: Layout, id: string, place: AddPlace, at: Point | undefined): Layout {
  const found = nodesOf(flow).get(id);
  if (found === undefined) return layout;
  const siblings = bodyOf(flow, found.inside);
  if (place.onEdge !== undefined && at === undefined) return placeInEdge(flow, layout, found.node, place.onEdge);
  const wanted = at ?? (place.after === undefined ? below(siblings, layout) : besidePort(flow, layout, place.after));
  const boxes = new Map(layout.boxes);
  boxes.set(id, freePlace(found.node, snap(wanted), siblings, layout, boxes));
  return { ...layout, boxes };
}

function besidePort(flow: Flow, layout: Layout, after: { readonly node: string; readonly port: string }): Point {
  const source = nodesOf(flow).get(after.node)?.node;
  const box = layout.boxes.get(after.node) ?? { x: 0, y: 0 };
  if (source === undefined) return box;
  const size = sizeOf(source, layout);
  if (isFrame(source)) return { x: box.x + size.width + columnGap, y: box.y };
  const port = cardGeometry(source).ports.find((one) => one.port === after.port);
  if (port === undefined || port.side === 'bottom') {
    return { x: box.x + size.width + columnGap, y: box.y + size.height + 5 * grid };
  }
  return { x: box.x + size.width + columnGap, y: box.y + port.y - 4 * grid };
}

function placeInEdge(
  flow: Flow,
  layout: Layout,
  node: FlowNode,
  { from, to }: { readonly from: string; readonly to: string },
): Layout {
  const source = nodesOf(flow).get(from)?.node;
  const start = layout.boxes.get(from);
  const end = layout.boxes.get(to);
  if (source === undefined || start === undefined || end === undefined) return layout;
  const own = sizeOf(node, layout);
  const x = start.x + sizeOf(source, layout).width + insertShift;
  const y = end.y;
  const missing = x + own.width + insertShift - end.x;
  const boxes = new Map(layout.boxes);
  if (missing > 0) {
    const by = Math.ceil(missing / grid) * grid;
    for (const id of reach(flow, [to], 'downstream')) {
      const box = boxes.get(id);
      // Only what stands to the right of the gap: a way that leads back to the left stays where it is.
      if (box !== undefined && id !== node.id && box.x >= end.x) boxes.set(id, { ...box, x: box.x + by });
    }
  }
  const middle = missing > 0 ? x : Math.max(x, (x + end.x - insertShift - own.width) / 2);
  boxes.set(node.id, snap({ x: middle, y }));
  return { ...layout, boxes };
}

/** Below everything: nothing is covered, and it is found at once. */
function below(siblings: readonly FlowNode[], layout: Layout): Point {
  const placed = siblings.flatMap((node) => {
    const box = layout.boxes.get(node.id);
    return box === undefined ? [] : [{ box, size: sizeOf(node, layout) }];
  });
  if (placed.length === 0) return { x: 0, y: 0 };
  const x = Math.min(...placed.map(({ box }) => box.x));
  const y = Math.max(...placed.map(({ box, size }) => box.y + size.height));
  return { x, y: y + 5 * grid };
}

function snap({ x, y }: Point): Box {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid };
}
