import type { Rect } from '../rects.ts';

/** Where an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The nearest rectangle in a direction; what stands far off the line counts as twice as far. */
export function nearestIn(direction: Direction, from: Rect, others: ReadonlyMap<string, Rect>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, rect] of others) {
    const across = middle(rect).x - middle(from).x;
    const down = middle(rect).y - middle(from).y;
    const isSideways = direction === 'left' || direction === 'right';
    const ahead = direction === 'left' ? -across : direction === 'right' ? across : direction === 'up' ? -down : down;
    const aside = Math.abs(isSideways ? down : across);
    if (ahead <= 0 || ahead * 3 < aside) continue;
    const distance = ahead + aside * 2;
    if (distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}

function middle({ x, y, width, height }: Rect): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}
