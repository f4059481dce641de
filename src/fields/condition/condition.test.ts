import { expect, test } from 'vitest';
import { blankCondition, readCondition, typedOfValue, valueOfTyped, writeCondition } from './condition.ts';

test.each([
  ['totalMinor > $vars.limit', { left: 'totalMinor', comparison: '>', right: '$vars.limit' }],
  ['$sum(items.(qty * price))>=1000', { left: '$sum(items.(qty * price))', comparison: '>=', right: '1000' }],
  ['country = "DE"', { left: 'country', comparison: '=', right: '"DE"' }],
  ['a.b != true', { left: 'a.b', comparison: '!=', right: 'true' }],
])('%j is one comparison', (text, condition) => {
  expect(readCondition(text)).toEqual(condition);
});

test.each(['a > 1 and b < 2', '$exists(a)', 'a', 'a >', 'a in [1, 2]'])('%j is more, or no, comparison', (text) => {
  expect(readCondition(text)).toBeUndefined();
});

test.each(['', ' ', 'true'])('%j was not filled in yet', (text) => {
  expect(readCondition(text)).toEqual(blankCondition);
});

test('what was read is written the same', () => {
  const condition = readCondition('totalMinor > 100000');

  expect(condition && writeCondition(condition)).toBe('totalMinor > 100000');
  expect(writeCondition({ ...blankCondition, left: 'a' })).toBeUndefined();
});

test.each([
  ['1000', '1000'],
  ['-2.5', '-2.5'],
  ['true', 'true'],
  ['DE', '"DE"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['"1000"', '"1000"'],
  ['$vars.limit', '$vars.limit'],
])('%j typed stands for %s', (typed, value) => {
  expect(valueOfTyped(typed)).toBe(value);
});

test.each(['DE', '$vars.limit', '1000', '"1000"', 'true'])('%j comes back as it was typed', (typed) => {
  expect(typedOfValue(valueOfTyped(typed))).toBe(typed);
});
