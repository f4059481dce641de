import { expect, test } from 'vitest';
import { readResult } from './read-result.ts';

function read(text: string): unknown {
  const header = JSON.stringify({ texts: [text.length], micros: 5, value: { kind: 'eval', text: 0 } });
  return readResult(header, text)?.result;
}

test('a text passes when it is JSON of ordinary shape', () => {
  expect(read('{"a":[1,{"b":null}]}')).toEqual({ kind: 'eval', text: '{"a":[1,{"b":null}]}' });
});

test.each([
  ['no JSON', '{"a":'],
  ['two values', '1 2'],
  ['a prototype key', '{"__proto__":{"admin":true}}'],
  ['a prototype key in other letters', '{"__pr\\u006fto__":1}'],
  ['a constructor key', '{"a":[{"constructor":1}]}'],
  ['nesting beyond 64', `${'['.repeat(65)}${']'.repeat(65)}`],
])('a text with %s is refused', (_name, text) => {
  expect(read(text)).toBeUndefined();
});

test('the same words are fine where they are values', () => {
  expect(read('["constructor","__proto__"]')).toBeDefined();
});

test.each([
  ['lengths that do not add up', { texts: [2], value: { kind: 'eval', text: 0 } }],
  ['a negative length', { texts: [-1, 2], value: { kind: 'eval', text: 0 } }],
  ['a text that is not there', { texts: [1], value: { kind: 'eval', text: 3 } }],
  ['steps that are no list', { texts: [1], value: { kind: 'segment', settled: {}, prepared: [] } }],
  [
    'a failure of no known kind',
    { texts: [1], value: { kind: 'refused', failure: { code: 'a/b', kind: 'x', title: '' } } },
  ],
  [
    'a failure with a code of its own',
    { texts: [1], value: { kind: 'refused', failure: { code: '<b>', kind: 'policy', title: '' } } },
  ],
])('a header with %s is refused', (_name, header) => {
  expect(readResult(JSON.stringify(header), '1')).toBeUndefined();
});
