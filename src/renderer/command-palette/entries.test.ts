import { expect, test } from 'vitest';
import { groupEntries, type PaletteEntry, rankEntries, readQuery, suggestEntries } from './entries.ts';

const entries: readonly PaletteEntry[] = [
  { kind: 'command', id: 'canvas.tidy', text: 'Tidy up', keys: 'Shift+T' },
  { kind: 'step', id: 'create_order', text: 'Create the order', detail: 'create_order' },
  { kind: 'step', id: 'tidy_names', text: 'Clean names', detail: 'tidy_names' },
  { kind: 'run', id: 'run_1', text: 'SO-1007', detail: 'order-to-cash' },
];

test.each([
  ['>tidy', 'command', 'tidy'],
  ['@ create', 'step', 'create'],
  ['#SO-1', 'run', 'so-1'],
  ['order', undefined, 'order'],
])('%j is read as %s, %j', (text, kind, words) => {
  expect(readQuery(text)).toEqual({ kind, words });
});

test('a title that begins with the words stands before one that only names them elsewhere', () => {
  expect(rankEntries(entries, 'tidy', 10).map(({ id }) => id)).toEqual(['canvas.tidy', 'tidy_names']);
});

test('a prefix leaves the other kinds out', () => {
  expect(rankEntries(entries, '@', 10).map(({ id }) => id)).toEqual(['create_order', 'tidy_names']);
});

test('5,000 entries are ranked and cut', () => {
  const many = Array.from(
    { length: 5_000 },
    (_, index): PaletteEntry => ({ kind: 'run', id: `run_${index}`, text: `SO-${index}`, detail: '' }),
  );

  expect(rankEntries(many, '#so-4', 50)).toHaveLength(50);
});

test('entries stand under headings, the best heading first', () => {
  expect(groupEntries(rankEntries(entries, 'tidy', 10)).map(({ id }) => id)).toEqual(['do', 'steps']);
  expect(groupEntries(rankEntries(entries, 'so-1007', 10))).toEqual([{ id: 'runs', entries: [entries[3]] }]);
});

test('before anything is typed a few commands, flows and areas are offered', () => {
  const all: readonly PaletteEntry[] = [
    ...entries,
    { kind: 'place', id: 'runs', text: 'Runs' },
    { kind: 'command', id: 'keys.show', text: 'Show all keys', keys: '?' },
    { kind: 'command', id: 'flow.test', text: 'Test', keys: undefined },
    { kind: 'flow', id: 'a', text: 'A', detail: '' },
    { kind: 'flow', id: 'b', text: 'B', detail: '' },
  ];

  expect(suggestEntries(all, 1).map(({ id }) => id)).toEqual(['flow.test', 'keys.show', 'a', 'runs']);
});
