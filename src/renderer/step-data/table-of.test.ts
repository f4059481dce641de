import { expect, test } from 'vitest';
import { cellText, tableOf } from './table-of.ts';

const names = { place: 'Field', value: 'Value' };

test('a list of objects has a column for every field any of them has', () => {
  const { columns, rows } = tableOf(
    [
      { sku: 'A', qty: 1 },
      { sku: 'B', note: 'x' },
    ],
    names,
  );

  expect(columns).toEqual(['sku', 'qty', 'note']);
  expect(rows.map(({ cells }) => cells)).toEqual([
    { sku: 'A', qty: 1 },
    { sku: 'B', note: 'x' },
  ]);
});

test('anything else is told place by place', () => {
  const { rows } = tableOf({ order: { number: 'SO-1', tags: [] }, lines: [{ sku: 'A' }] }, names);

  expect(rows.map(({ cells }) => [cells.Field, cells.Value])).toEqual([
    ['order.number', 'SO-1'],
    ['order.tags', []],
    ['lines[0].sku', 'A'],
  ]);
});

test('a cell shows texts as they are and everything else as JSON', () => {
  expect(['SO-1', 12, null, [1], undefined].map(cellText)).toEqual(['SO-1', '12', 'null', '[1]', '']);
});
