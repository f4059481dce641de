import { expect, test } from 'vitest';
import { dueTicks } from './schedules.ts';

const hourly = (after: number): number => (Math.floor(after / 3_600_000) + 1) * 3_600_000;

test('one tick that has come due is started, and nothing before or after it', () => {
  const due = dueTicks(hourly, { last: 3_600_000, now: 7_200_000, catchUp: 'skip' });

  expect(due).toEqual({ start: [7_200_000], last: 7_200_000 });
});

test('a schedule that is not due starts nothing and forgets nothing', () => {
  const due = dueTicks(hourly, { last: 3_600_000, now: 7_199_999, catchUp: 'all' });

  expect(due).toEqual({ start: [], last: 3_600_000 });
});

test.each([
  ['skip', []],
  ['last', [14_400_000]],
  ['all', [7_200_000, 10_800_000, 14_400_000]],
])('after a long stop, catchUp "%s" starts %j', (catchUp, start) => {
  const due = dueTicks(hourly, { last: 3_600_000, now: 15_000_000, catchUp });

  expect(due).toEqual({ start, last: 14_400_000 });
});

test('a year of missed ticks is started in bounded portions', () => {
  const due = dueTicks(hourly, { last: 0, now: 365 * 86_400_000, catchUp: 'all' });

  expect(due.start.length).toBe(1_000);
  expect(due.last).toBe(1_000 * 3_600_000);
});
