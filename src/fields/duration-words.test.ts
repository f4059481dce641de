import { expect, test } from 'vitest';
import { printDuration, readTypedDuration, sayDurationText } from './duration-words.ts';

test.each([
  ['5m', '5 minutes'],
  ['90s', '1 minute, 30 seconds'],
  ['250ms', '250 milliseconds'],
  ['24h', '1 day'],
  ['1s', '1 second'],
  ['soon', undefined],
])('%s is said as %s', (text, words) => {
  expect(sayDurationText(text, 'en')).toBe(words);
});

test.each([
  ['5 minutes', '5m'],
  ['5 min', '5m'],
  ['1.5h', '90m'],
  ['0,5 d', '12h'],
  ['90', '90s'],
  ['2 hrs', '2h'],
  ['90s', '90s'],
  ['later', undefined],
])('%s is read as %s', (typed, text) => {
  expect(readTypedDuration(typed)).toBe(text);
});

test('milliseconds become the largest unit that is exact', () => {
  expect([60_000, 90_000, 1, 86_400_000].map(printDuration)).toEqual(['1m', '90s', '1ms', '1d']);
});
