import type { CanvasNode } from './react-flow.ts';

/** A rectangle of the unzoomed canvas. */
export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const known = new WeakMap<readonly CanvasNode[], ReadonlyMap<string, Rect>>();

/** Where everything stands on the canvas itself, whatever frame it is in; worked out once for each list. */
export function rectsOf(nodes: readonly CanvasNode[]): ReadonlyMap<string, Rect> {
  const cached = known.get(nodes);
  if (cached !== undefined) return cached;
  const rects = new Map<string, Rect>();
  // Frames come before what stands inside them.
  for (const node of nodes) {
    const parent = node.parentId === undefined ? undefined : rects.get(node.parentId);
    const { width = 0, height = 0 } = node;
    rects.set(node.id, {
      x: node.position.x + (parent?.x ?? 0),
      y: node.position.y + (parent?.y ?? 0),
      width,
      height,
    });
  }
  known.set(nodes, rects);
  return rects;
}

/** The smallest rectangle around others; undefined around nothing. */
export function boundsOf(rects: Iterable<Rect>): Rect | undefined {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y, width, height } of rects) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return right < left ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

/** True where the point lies in the rectangle. */
export function holds(rect: Rect, point: { readonly x: number; readonly y: number }): boolean {
  return point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y && point.y <= rect.y + rect.height;
}

/** True where the rectangles share some area. */
export function overlap(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** The innermost thing of a list at a point: the last one that holds it, because inner ones come later. */
export function topmostAt(
  nodes: readonly CanvasNode[],
  point: { readonly x: number; readonly y: number },
  isWanted: (node: CanvasNode) => boolean,
): CanvasNode | undefined {
  const rects = rectsOf(nodes);
  let found: CanvasNode | undefined;
  for (const node of nodes) {
    const rect = rects.get(node.id);
    if (rect !== undefined && isWanted(node) && holds(rect, point)) found = node;
  }
  return found;
}
