import { expect, test } from 'vitest';
import { sizedSamples } from './sizes.ts';

test('a sample is tried without, with one and with two rows, also in lists inside rows', () => {
  const sample = { id: 1, lines: [{ sku: 'A', tags: ['x'] }] };

  expect(sizedSamples(sample).map(({ input }) => input)).toEqual([
    { id: 1, lines: [] },
    { id: 1, lines: [{ sku: 'A', tags: ['x'] }] },
    {
      id: 1,
      lines: [
        { sku: 'A', tags: ['x', 'x'] },
        { sku: 'A', tags: ['x', 'x'] },
      ],
    },
  ]);
});

test('a sample without lists has only one size', () => {
  expect(sizedSamples({ a: { b: 1 } })).toEqual([]);
});
