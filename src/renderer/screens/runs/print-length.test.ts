import { expect, test } from 'vitest';
import { printLength, printTime } from './print-length.ts';
import { readJsonText } from './read-json-text.ts';

test('a length is told in two units at most', () => {
  const told = [0, 42, 999, 1_680, 50_600, 59_960, 125_000, 3_600_000, 12_000_000, 187_200_000].map((ms) =>
    printLength(ms, 'en'),
  );

  expect(told).toEqual([
    '0 ms',
    '42 ms',
    '999 ms',
    '1.68 s',
    '50.6 s',
    '1 min',
    '2 min 5 s',
    '1 h',
    '3 h 20 min',
    '2 d 4 h',
  ]);
});

test('a time of another day is told with its date', () => {
  const noon = new Date(2026, 10, 21, 12, 0, 0);
  const yesterday = new Date(2026, 10, 20, 23, 59, 0);

  expect(printTime(noon.toISOString(), noon.getTime() + 60_000, 'en-GB')).toBe('12:00:00');
  expect(printTime(yesterday.toISOString(), noon.getTime(), 'en-GB')).toBe('20 Nov, 23:59:00');
});

test('JSON that breaks is told with its line', () => {
  expect(readJsonText('{ "a": [1] }')).toEqual({ ok: true, value: { a: [1] } });
  expect(readJsonText('{\n  "a": 1,\n  b\n}')).toMatchObject({ ok: false, line: 3 });
  expect(readJsonText('')).toMatchObject({ ok: false, line: 1 });
});
