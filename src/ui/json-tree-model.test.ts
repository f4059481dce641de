import { expect, test } from 'vitest';
import { membersOf, pathsToDepth, placeAt, printShort, searchJson } from './json-tree-model.ts';

const order = { number: 'SO-2291', lines: [{ sku: 'PMP-100', 'unit price': 42.5 }], note: null };

test('paths are written as expressions write them', () => {
  const lines = membersOf({ path: '', key: '', value: order })?.[1];
  const line = lines === undefined ? undefined : membersOf(lines)?.[0];

  expect(line === undefined ? [] : membersOf(line)?.map(({ path }) => path)).toEqual([
    'lines[0].sku',
    'lines[0].`unit price`',
  ]);
});

test('a scalar has no members; a long text is cut', () => {
  expect(membersOf({ path: 'note', key: 'note', value: null })).toBeUndefined();
  expect(printShort('x'.repeat(500))).toHaveLength(201);
  expect([printShort(order), printShort([1, 2]), printShort(null)]).toEqual(['{3}', '[2]', 'null']);
});

test('a search finds names and values, and knows what must be opened to see them', () => {
  expect(searchJson(order, 'pmp')).toEqual({ paths: ['lines[0].sku'], above: new Set(['', 'lines', 'lines[0]']) });
  expect(searchJson(order, 'LINES').paths).toEqual(['lines']);
  expect(searchJson(order, ' ').paths).toEqual([]);
});

test('a path leads to its place, and to none where there is none', () => {
  const value = { line: 1, ...order };

  expect(placeAt(value, 'lines[0].`unit price`')).toEqual({
    path: 'lines[0].`unit price`',
    key: 'unit price',
    value: 42.5,
  });
  expect(placeAt(value, 'lines[1]')).toBeUndefined();
  expect(placeAt(value, undefined)).toBeUndefined();
});

test('a value opens down to a depth', () => {
  expect(pathsToDepth(order, 0)).toEqual(new Set(['']));
  expect(pathsToDepth(order, 1)).toEqual(new Set(['', 'lines']));
});
