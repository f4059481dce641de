import { expect, test } from 'vitest';
import { foldPage, noteState, openFeed, prependNew } from './run-feed.ts';
import type { RunRow } from './runs.ts';

const row = (id: string, facts: Partial<RunRow> = {}): RunRow => ({
  id,
  flow: 'f',
  version: '1.0.0',
  state: 'succeeded',
  key: id,
  startedAt: '2026-11-21T12:00:00.000Z',
  endedAt: '2026-11-21T12:00:01.000Z',
  ...facts,
});

const filled = foldPage(openFeed, { runs: [row('c'), row('b', { state: 'running', endedAt: null })], next: '2' });

test('pages go to the end, and a row that came twice stands once', () => {
  const whole = foldPage(filled, { runs: [row('b'), row('a')], next: null });

  expect(whole.rows.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(whole).toMatchObject({ next: null, status: 'ready' });
});

test('new rows wait beside the list, known ones change in their place', () => {
  const changed = prependNew(filled, [row('d'), row('c'), row('b')]);

  expect(changed.arrived.map(({ id }) => id)).toEqual(['d']);
  expect(changed.rows.map(({ id, state }) => [id, state])).toEqual([
    ['c', 'succeeded'],
    ['b', 'succeeded'],
  ]);
  expect(changed.rows[0]).toBe(filled.rows[0]);
  expect(prependNew(changed, [row('d'), row('c'), row('b')])).toBe(changed);
});

test('an event changes the row it is about and nothing else', () => {
  const changed = noteState(filled, { run: 'b', state: 'failed' }, Date.parse('2026-11-21T12:00:09.000Z'));

  expect(changed.rows[1]).toMatchObject({ state: 'failed', endedAt: '2026-11-21T12:00:09.000Z' });
  expect(noteState(filled, { run: 'z', state: 'failed' }, 0)).toBe(filled);
  expect(noteState(filled, { run: 'b', state: 'nonsense' }, 0)).toBe(filled);
});
