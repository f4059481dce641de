import { expect, test } from 'vitest';
import { alignRects } from './align.ts';

const rects = new Map([
  ['one', { x: 0, y: 0, width: 240, height: 64 }],
  ['two', { x: 300, y: 40, width: 240, height: 112 }],
  ['three', { x: 800, y: 16, width: 240, height: 64 }],
]);

test('lining up moves only what is not yet on the line', () => {
  const top = alignRects(rects, 'top');
  const bottom = alignRects(rects, 'bottom');

  expect([...top]).toEqual([
    ['two', { x: 300, y: 0 }],
    ['three', { x: 800, y: 0 }],
  ]);
  expect([...bottom]).toEqual([
    ['one', { x: 0, y: 88 }],
    ['three', { x: 800, y: 88 }],
  ]);
});

test('spreading gives equal gaps and leaves the outermost where they are', () => {
  const spread = alignRects(rects, 'horizontal');

  expect([...spread]).toEqual([['two', { x: 400, y: 40 }]]);
});

test('two things are not spread', () => {
  const spread = alignRects(new Map([...rects].slice(0, 2)), 'vertical');

  expect(spread.size).toBe(0);
});
