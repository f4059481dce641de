import { expect, test } from 'vitest';
import { layOutColumns, nextSort, sortRows } from './table-model.ts';

test('texts sort as people do, numbers in them by size, and nothing sorts last either way', () => {
  const rows = ['step 10', null, 'Step 2', 'äpfel'];

  expect(sortRows(rows, (row) => row, 'ascending')).toEqual(['äpfel', 'Step 2', 'step 10', null]);
  expect(sortRows(rows, (row) => row, 'descending')).toEqual(['step 10', 'Step 2', 'äpfel', null]);
});

test('pressing a heading sorts up, then down, then not at all; another heading starts afresh', () => {
  const up = nextSort(null, 'name');
  const down = nextSort(up, 'name');

  expect([up, down, nextSort(down, 'name'), nextSort(down, 'owner')]).toEqual([
    { column: 'name', direction: 'ascending' },
    { column: 'name', direction: 'descending' },
    null,
    { column: 'owner', direction: 'ascending' },
  ]);
});

test('a growing column takes what is left until it was resized', () => {
  const columns = [
    { id: 'name', width: 200, grows: true },
    { id: 'owner', width: 120 },
  ];

  expect(layOutColumns(columns, {})).toEqual({ template: 'minmax(200px, 1fr) 120px', minWidth: 320 });
  expect(layOutColumns(columns, { name: 260 })).toEqual({ template: '260px 120px 1fr', minWidth: 380 });
});
