import type { Rect } from '../rects.ts';

/** How near an edge must come to another box's edge to be drawn to it, in px of the unzoomed canvas. */
export const guideReach = 4;

/** Where a dragged box goes, and the lines it went to. */
export type Snapped = {
  readonly dx: number;
  readonly dy: number;
  readonly x: number | undefined;
  readonly y: number | undefined;
};

/** Draws a box to the left, middle or right, and to the top, middle or bottom, of another one that is nearly there. */
export function snapToGuides(box: Rect, others: Iterable<Rect>): Snapped {
  let across: Near | undefined;
  let down: Near | undefined;
  for (const other of others) {
    across = nearer(
      across,
      [box.x, box.x + box.width / 2, box.x + box.width],
      [other.x, other.x + other.width / 2, other.x + other.width],
    );
    down = nearer(
      down,
      [box.y, box.y + box.height / 2, box.y + box.height],
      [other.y, other.y + other.height / 2, other.y + other.height],
    );
  }
  return { dx: across?.by ?? 0, dy: down?.by ?? 0, x: across?.line, y: down?.line };
}

type Near = { readonly by: number; readonly line: number };

function nearer(best: Near | undefined, own: readonly number[], others: readonly number[]): Near | undefined {
  let nearest = best;
  others.forEach((line, index) => {
    // Left to left, middle to middle, right to right: crosswise lines up what nobody sees as one line.
    const by = line - (own[index] ?? 0);
    if (Math.abs(by) <= guideReach && (nearest === undefined || Math.abs(by) < Math.abs(nearest.by))) {
      nearest = { by, line };
    }
  });
  return nearest;
}
