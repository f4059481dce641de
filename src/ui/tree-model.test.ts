import { expect, test } from 'vitest';
import { closedSiblings, idsBetween, listTreeRows, stepSideways, toggleId } from './tree-model.ts';

type Item = { readonly id: string; readonly children?: readonly Item[] };

const roots: readonly Item[] = [
  { id: 'a', children: [{ id: 'a1' }, { id: 'a2', children: [{ id: 'a2x' }] }] },
  { id: 'b', children: [] },
  { id: 'c' },
];
const reader = { idOf: (item: Item) => item.id, childrenOf: (item: Item) => item.children };

test('a tree lists its roots and what lies under open branches, with level and place', () => {
  const rows = listTreeRows(roots, new Set(['a']), reader);

  expect(rows.map(({ id, level, place, siblings }) => [id, level, place, siblings])).toEqual([
    ['a', 1, 1, 3],
    ['a1', 2, 1, 2],
    ['a2', 2, 2, 2],
    ['b', 1, 2, 3],
    ['c', 1, 3, 3],
  ]);
});

test('children of a closed branch inside an open one are not listed, and come back when it opens', () => {
  const closed = listTreeRows(roots, new Set(['a2']), reader).map(({ id }) => id);
  const open = listTreeRows(roots, new Set(['a', 'a2']), reader).map(({ id }) => id);

  expect(closed).toEqual(['a', 'b', 'c']);
  expect(open).toEqual(['a', 'a1', 'a2', 'a2x', 'b', 'c']);
});

test('right opens a branch, then enters it; left closes it, then goes to the parent', () => {
  const closed = listTreeRows(roots, new Set(), reader);
  const open = listTreeRows(roots, new Set(['a']), reader);

  expect(stepSideways('ArrowRight', 0, closed)).toEqual({ kind: 'open', id: 'a' });
  expect(stepSideways('ArrowRight', 0, open)).toEqual({ kind: 'go', row: 1 });
  expect(stepSideways('ArrowLeft', 1, open)).toEqual({ kind: 'go', row: 0 });
  expect(stepSideways('ArrowLeft', 0, open)).toEqual({ kind: 'close', id: 'a' });
});

test('right on a leaf or an open empty branch, and left on a closed root, lead nowhere', () => {
  const rows = listTreeRows(roots, new Set(['b']), reader);

  expect(stepSideways('ArrowRight', 2, rows)).toBeNull();
  expect(stepSideways('ArrowRight', 1, rows)).toBeNull();
  expect(stepSideways('ArrowLeft', 0, rows)).toBeNull();
});

test('ranges hold both ends whichever way they were drawn', () => {
  const rows = listTreeRows(roots, new Set(['a']), reader);

  expect(idsBetween(rows, 3, 1)).toEqual(new Set(['a1', 'a2', 'b']));
});

test('an id is put in or taken out without touching the set it came from', () => {
  const before = new Set(['a']);

  expect([toggleId(before, 'b'), toggleId(before, 'a'), before]).toEqual([
    new Set(['a', 'b']),
    new Set(),
    new Set(['a']),
  ]);
});

test('the star opens the closed branches beside a row, not those elsewhere', () => {
  const rows = listTreeRows(roots, new Set(['a']), reader);

  expect(closedSiblings(rows, 0)).toEqual(['b']);
  expect(closedSiblings(rows, 1)).toEqual(['a2']);
});
