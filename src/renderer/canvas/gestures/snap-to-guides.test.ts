import { expect, test } from 'vitest';
import { snapToGuides } from './snap-to-guides.ts';

const card = (x: number, y: number) => ({ x, y, width: 240, height: 64 });

test('a box nearly in line is drawn to the line', () => {
  const snapped = snapToGuides(card(403, 98), [card(0, 100), card(400, 500)]);

  expect(snapped).toEqual({ dx: -3, dy: 2, x: 400, y: 100 });
});

test('a box further off than four pixels is left alone', () => {
  const snapped = snapToGuides(card(405, 90), [card(400, 100)]);

  expect(snapped).toEqual({ dx: 0, dy: 0, x: undefined, y: undefined });
});
