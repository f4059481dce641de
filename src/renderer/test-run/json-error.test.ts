import { expect, test } from 'vitest';
import { findJsonError } from './json-error.ts';

test.each(['{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "b": {}}', '[]', '"text"', ' 0 '])(
  'the JSON text %s has no error',
  (text) => {
    expect(findJsonError(text)).toBeUndefined();
  },
);

test.each([
  ['{"a": 1,\n "b" 2}', { offset: 14, line: 2, column: 6, expected: 'colon' }],
  ['{"a": 1 "b": 2}', { offset: 8, line: 1, column: 9, expected: 'comma' }],
  ['{"a": 1,}', { offset: 8, line: 1, column: 9, expected: 'name' }],
  ['[1, ]', { offset: 4, line: 1, column: 5, expected: 'value' }],
  ['{a: 1}', { offset: 1, line: 1, column: 2, expected: 'name' }],
  ['["open', { offset: 1, line: 1, column: 2, expected: 'quote' }],
  ['["\\x"]', { offset: 2, line: 1, column: 3, expected: 'escape' }],
  ['[01]', { offset: 1, line: 1, column: 2, expected: 'number' }],
  ['{} {}', { offset: 3, line: 1, column: 4, expected: 'end' }],
  ['', { offset: 0, line: 1, column: 1, expected: 'value' }],
])('the text %s is no JSON from one character on', (text, error) => {
  expect(findJsonError(text)).toEqual(error);
});

test('the finder and the platform agree about what is JSON', () => {
  const texts = ['{"a":1}', '{"a":1', '[1,2', '[1,,2]', 'nul', '1.', '-', '1e5', '"\\u12"', '"\t"', 'truex', '[true]'];

  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  expect(texts.map((text) => findJsonError(text) === undefined)).toEqual(texts.map(isJson));
});
