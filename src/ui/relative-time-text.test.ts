import { expect, test } from 'vitest';
import { initialsOf, toneOfName } from './initials.ts';
import { printRelativeTime } from './relative-time-text.ts';

const nowMs = Date.UTC(2026, 10, 21, 12);

test('a distance is told in the largest unit that fits, rounded towards now', () => {
  const said = [0, -5_000, -119_000, -3_600_000, -86_400_000, 90_000].map((distanceMs) =>
    printRelativeTime({ atMs: nowMs + distanceMs, nowMs, locale: 'en' }),
  );

  expect(said).toEqual(['now', '5 sec. ago', '1 min. ago', '1 hr. ago', 'yesterday', 'in 1 min.']);
});

test('beyond six days the date is told, with the year when it is another one', () => {
  expect(printRelativeTime({ atMs: Date.UTC(2026, 9, 2, 12), nowMs, locale: 'en-GB' })).toBe('2 Oct');
  expect(printRelativeTime({ atMs: Date.UTC(2025, 9, 2, 12), nowMs, locale: 'en-GB' })).toBe('2 Oct 2025');
});

test('initials come from the first and the last word, and a name keeps its colour', () => {
  expect(['Marta Keller', 'jonas', 'maria.del.mar@example.com', ''].map(initialsOf)).toEqual(['MK', 'JO', 'MC', '']);
  expect(toneOfName('Marta Keller')).toBe(toneOfName('Marta Keller'));
});
