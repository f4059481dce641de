import { expect, test } from 'vitest';
import { batchOf, dueTicks } from './schedules.ts';

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

test.each([
  ['2027-03-01T22:30:00.000Z', '2027-02-28T22:00:00.000Z', '2027-03-01T22:00:00.000Z'],
  ['2027-03-01T22:00:00.000Z', '2027-02-28T22:00:00.000Z', '2027-03-01T22:00:00.000Z'],
  ['2027-03-01T21:59:00.000Z', '2027-02-27T22:00:00.000Z', '2027-02-28T22:00:00.000Z'],
  // The clocks go forward in this night: its batch is an hour shorter.
  ['2027-03-28T22:00:00.000Z', '2027-03-27T22:00:00.000Z', '2027-03-28T21:00:00.000Z'],
])('at %s the batch goes from %s until %s', (tick, from, until) => {
  const config = { cron: '0 * * * *', zone: 'Europe/Vienna', cutoff: '23:00' };

  const batch = batchOf({ type: 'schedule', major: 1, config }, Date.parse(tick));

  expect(batch).toEqual({ batch: { from, until } });
});

test('without a cut-off a tick says nothing of a batch', () => {
  const batch = batchOf({ type: 'schedule', major: 1, config: { cron: '0 * * * *', zone: 'Etc/UTC' } }, 0);

  expect(batch).toEqual({});
});
