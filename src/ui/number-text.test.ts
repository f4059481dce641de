import { expect, test } from 'vitest';
import { clampNumber, readNumberText, stepNumber } from './number-text.ts';

test('numbers are read as people type them', () => {
  expect(['10 000', '3,5', '3.5', '-2', '\u22122', '.5', '', '1,000.5', 'ten', '1.'].map(readNumberText)).toEqual([
    { kind: 'number', value: 10_000 },
    { kind: 'number', value: 3.5 },
    { kind: 'number', value: 3.5 },
    { kind: 'number', value: -2 },
    { kind: 'number', value: -2 },
    { kind: 'number', value: 0.5 },
    { kind: 'empty' },
    { kind: 'unreadable' },
    { kind: 'unreadable' },
    { kind: 'number', value: 1 },
  ]);
});

test('steps stay inside the bounds and leave no dust of binary fractions', () => {
  expect([stepNumber(0.1, 2, { step: 0.1 }), stepNumber(9, 5, { max: 10 }), stepNumber(null, -1, { min: 0 })]).toEqual([
    0.3, 10, 0,
  ]);
  expect(clampNumber(7, {})).toBe(7);
});
