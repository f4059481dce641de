import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';

test('only the lines between the common beginning and end are told', () => {
  expect(changedLines('a\nb\nc\n', 'a\nx\ny\nc\n')).toEqual({ line: 2, removed: ['b'], added: ['x', 'y'] });
});

test('an insertion removes nothing, also where the inserted line repeats its neighbour', () => {
  expect(changedLines('a\na\n', 'a\na\na\n')).toEqual({ line: 3, removed: [], added: ['a'] });
});

test('equal texts give no lines', () => {
  expect(changedLines('a\n', 'a\n')).toMatchObject({ removed: [], added: [] });
});
