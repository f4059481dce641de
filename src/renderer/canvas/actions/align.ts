import type { Rect } from '../rects.ts';

/** Ways to line things up. */
export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom' | 'horizontal' | 'vertical';

/** New corners of rectangles lined up, or spread evenly between the outermost two; only of those that move. */
export function alignRects(
  rects: ReadonlyMap<string, Rect>,
  alignment: Alignment,
): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const moved = new Map<string, { readonly x: number; readonly y: number }>();
  const goals =
    alignment === 'horizontal' || alignment === 'vertical' ? spread(rects, alignment) : line(rects, alignment);
  for (const [id, goal] of goals) {
    const rect = rects.get(id);
    if (rect !== undefined && (rect.x !== goal.x || rect.y !== goal.y)) moved.set(id, goal);
  }
  return moved;
}

type Corners = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

function line(rects: ReadonlyMap<string, Rect>, alignment: Exclude<Alignment, 'horizontal' | 'vertical'>): Corners {
  const all = [...rects.values()];
  const left = Math.min(...all.map((rect) => rect.x));
  const right = Math.max(...all.map((rect) => rect.x + rect.width));
  const top = Math.min(...all.map((rect) => rect.y));
  const bottom = Math.max(...all.map((rect) => rect.y + rect.height));
  const corner = ({ x, y, width, height }: Rect) => {
    switch (alignment) {
      case 'left':
        return { x: left, y };
      case 'right':
        return { x: right - width, y };
      case 'center':
        return { x: Math.round((left + right - width) / 2), y };
      case 'top':
        return { x, y: top };
      case 'bottom':
        return { x, y: bottom - height };
      case 'middle':
        return { x, y: Math.round((top + bottom - height) / 2) };
    }
  };
  return new Map([...rects].map(([id, rect]) => [id, corner(rect)]));
}

/** Equal gaps, so that wide and narrow things look evenly spread. */
function spread(rects: ReadonlyMap<string, Rect>, alignment: 'horizontal' | 'vertical'): Corners {
  const isFlat = alignment === 'horizontal';
  const start = (rect: Rect) => (isFlat ? rect.x : rect.y);
  const size = (rect: Rect) => (isFlat ? rect.width : rect.height);
  const sorted = [...rects].sort(([, one], [, other]) => start(one) - start(other));
  const first = sorted[0]?.[1];
  const last = sorted.at(-1)?.[1];
  if (first === undefined || last === undefined || sorted.length < 3) return new Map();
  const taken = sorted.reduce((sum, [, rect]) => sum + size(rect), 0);
  const gap = (start(last) + size(last) - start(first) - taken) / (sorted.length - 1);
  let at = start(first);
  return new Map(
    sorted.map(([id, rect]) => {
      const place = Math.round(at);
      at += size(rect) + gap;
      return [id, isFlat ? { x: place, y: rect.y } : { x: rect.x, y: place }] as const;
    }),
  );
}
