import { expect, test } from 'vitest';
import { nextRegion } from './regions.ts';

test.each([
  [5, 0, 1, 1],
  [5, 4, 1, 0],
  [5, 0, -1, 4],
  [5, -1, 1, 0],
  [5, -1, -1, 4],
  [0, -1, 1, -1],
] as const)('of %i regions, from %i by %i, the focus goes to %i', (count, at, by, expected) => {
  expect(nextRegion(count, at, by)).toBe(expected);
});
