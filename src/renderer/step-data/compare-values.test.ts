import { expect, test } from 'vitest';
import { compareValues } from './compare-values.ts';

test('equal values have no difference, whatever the order of their members', () => {
  expect(compareValues({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toEqual({
    differences: [],
    isCut: false,
  });
});

test('a difference names its place, and what stood there before and after', () => {
  const before = { order: { total: 10, lines: [{ sku: 'A' }, { sku: 'B' }] }, note: 'x' };
  const after = { order: { total: 12, lines: [{ sku: 'A' }] }, 'ship to': 'Y' };

  const { differences } = compareValues(before, after);

  expect(differences).toEqual([
    { path: 'order.total', kind: 'changed', before: 10, after: 12 },
    { path: 'order.lines[1]', kind: 'removed', before: { sku: 'B' } },
    { path: 'note', kind: 'removed', before: 'x' },
    { path: '`ship to`', kind: 'added', after: 'Y' },
  ]);
});

test('a list in place of an object is one change, and nothing in place of a value is an addition', () => {
  expect(compareValues({ a: [] }, { a: {} }).differences).toEqual([
    { path: 'a', kind: 'changed', before: [], after: {} },
  ]);
  expect(compareValues(undefined, 1).differences).toEqual([{ path: '', kind: 'added', after: 1 }]);
});

test('more differences than anybody reads are cut', () => {
  const before = Array.from({ length: 500 }, (_, at) => at);
  const after = before.map((each) => each + 1);

  const { differences, isCut } = compareValues(before, after, 20);

  expect([differences.length, isCut]).toEqual([20, true]);
});
