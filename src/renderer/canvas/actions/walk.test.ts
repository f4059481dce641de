import { expect, test } from 'vitest';
import { nearestIn } from './walk.ts';

const card = (x: number, y: number) => ({ x, y, width: 240, height: 64 });

test('an arrow walks to the nearest step ahead, and prefers the one on the same line', () => {
  const others = new Map([
    ['same line', card(640, 0)],
    ['nearer but off the line', card(320, 200)],
    ['behind', card(-320, 0)],
  ]);

  const right = nearestIn('right', card(0, 0), others);
  const left = nearestIn('left', card(0, 0), others);
  const up = nearestIn('up', card(0, 0), others);

  expect({ right, left, up }).toEqual({ right: 'same line', left: 'behind', up: undefined });
});

test('an arrow down does not walk to what stands far aside', () => {
  const below = nearestIn('down', card(0, 0), new Map([['far aside', card(2000, 80)]]));

  expect(below).toBeUndefined();
});
