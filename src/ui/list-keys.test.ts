import { expect, test } from 'vitest';
import { addTyped, rowForKey, rowForTyped } from './list-keys.ts';

const names = ['Apply mapping', 'Branch', 'Build order', 'Call Odoo', 'branch again'];
const textAt = (index: number): string => names[index] ?? '';

test('arrows, pages and ends move inside the list and never wrap', () => {
  const moves = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'a'].map((key) =>
    rowForKey(key, { index: 4, count: 5, pageRows: 3 }),
  );

  expect(moves).toEqual([4, 3, 4, 1, 0, 4, null]);
});

test('the first arrow into a list takes its first or last row', () => {
  expect(rowForKey('ArrowDown', { index: -1, count: 5 })).toBe(0);
  expect(rowForKey('ArrowUp', { index: -1, count: 5 })).toBe(4);
  expect(rowForKey('ArrowDown', { index: -1, count: 0 })).toBeNull();
});

test('one letter typed again and again walks through the rows that begin with it', () => {
  expect(rowForTyped('b', { index: 0, count: 5, textAt })).toBe(1);
  expect(rowForTyped('bb', { index: 1, count: 5, textAt })).toBe(2);
  expect(rowForTyped('bbb', { index: 2, count: 5, textAt })).toBe(4);
});

test('several letters find the row that begins with them, from where one stands', () => {
  expect(rowForTyped('bu', { index: 1, count: 5, textAt })).toBe(2);
  expect(rowForTyped('zz', { index: 1, count: 5, textAt })).toBeNull();
});

test('letters join into a word until the pause is too long', () => {
  const key = { key: 'a', ctrlKey: false, metaKey: false, altKey: false };

  const first = addTyped({ ...key, timeStamp: 1_000 }, { text: '', atMs: 0 });
  const second = addTyped({ ...key, key: 'b', timeStamp: 1_400 }, first ?? { text: '', atMs: 0 });
  const late = addTyped({ ...key, key: 'c', timeStamp: 3_000 }, second ?? { text: '', atMs: 0 });

  expect([first?.text, second?.text, late?.text]).toEqual(['a', 'ab', 'c']);
  expect(addTyped({ ...key, ctrlKey: true, timeStamp: 1 }, { text: '', atMs: 0 })).toBeNull();
  expect(addTyped({ ...key, key: ' ', timeStamp: 9_000 }, { text: 'a', atMs: 0 })).toBeNull();
});
