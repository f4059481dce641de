import { expect, test } from 'vitest';
import { mergeExpressions } from './merge-expression.ts';

test.each([
  [
    'a changed key on either side',
    '{ "a": 1, "b": 2 }',
    '{ "a": 3, "b": 2 }',
    '{ "a": 1, "b": 4 }',
    '{ "a": 3, "b": 4 }',
  ],
  [
    'a key added on either side',
    '{ "a": 1 }',
    '{ "a": 1, "b": 2 }',
    '{ "a": 1, "c": f(x, y) }',
    '{ "a": 1, "c": $f, "b": 2 }',
  ],
  ['a key removed there', '{ "a": 1, "b": 2 }', '{ "a": 3, "b": 2 }', '{ "a": 1 }', '{ "a": 3 }'],
  [
    'lines of its own',
    '{\n  "a": 1,\n  "b": 2\n}',
    '{\n  "a": 3,\n  "b": 2\n}',
    '{\n  "a": 1,\n  "b": 4\n}',
    '{\n  "a": 3,\n  "b": 4\n}',
  ],
  [
    'brackets and commas in texts',
    '{ "a": "},{", "b": [1, 2] }',
    '{ "a": "}, {", "b": [1, 2] }',
    '{ "a": "},{", "b": [1, 2, 3] }',
    '{ "a": "}, {", "b": [1, 2, 3] }',
  ],
])('%s comes together', (_, base, ours, theirs, merged) => {
  expect(mergeExpressions({ base, ours, theirs })).toBe(merged.replace('$f', 'f(x, y)'));
});

test.each([
  ['the same key', '{ "a": 1 }', '{ "a": 2 }', '{ "a": 3 }'],
  ['no object', 'a + 1', 'a + 2', 'a + 3'],
  ['a comment', '{ "a": 1, "b": 2 }', '{ "a": 3, /* why */ "b": 2 }', '{ "a": 1, "b": 4 }'],
  ['a key that is computed', '{ k: 1, "b": 2 }', '{ k: 3, "b": 2 }', '{ k: 1, "b": 4 }'],
  ['something behind the object', '{ "a": 1, "b": 2 }.a', '{ "a": 3, "b": 2 }.a', '{ "a": 1, "b": 4 }.a'],
  ['a text that is no expression', '{ "a": 1, "b": 2 }', '{ "a": 3, "b": 2 ', '{ "a": 1, "b": 4 }'],
])('%s is left to people', (_, base, ours, theirs) => {
  expect(mergeExpressions({ base, ours, theirs })).toBeUndefined();
});
