import { expect, test } from 'vitest';
import { foldLines } from './fold-lines.ts';
import { markLines } from './mark-lines.ts';

const own = (lines: readonly { text: string; isOwn: boolean }[]) =>
  lines.filter(({ isOwn }) => isOwn).map(({ text }) => text);

test('lines only one side has are marked, wherever they stand', () => {
  const [left, right] = markLines('{\n a\n b\n c\n}\n', '{\n b\n x\n c\n y\n}');

  expect(own(left)).toEqual([' a']);
  expect(own(right)).toEqual([' x', ' y']);
  expect(left.map(({ text }) => text)).toEqual(['{', ' a', ' b', ' c', '}']);
});

test('equal texts have no marks, and texts too long to compare are marked between their common ends', () => {
  const long = (word: string) =>
    ['top', ...Array.from({ length: 1_500 }, (_, at) => `${word} ${at}`), 'end'].join('\n');

  expect(markLines('a', 'a').flatMap(own)).toEqual([]);
  const [left] = markLines(long('a'), long('b'));
  expect(own(left)).toHaveLength(1_500);
});

test('equal lines far from a difference are folded, in long texts only', () => {
  const text = (length: number, word: string) =>
    Array.from({ length }, (_, at) => (at === 10 ? word : String(at))).join('\n');
  const [long] = markLines(text(30, 'mine'), text(30, 'yours'));
  const [short] = markLines(text(12, 'mine'), text(12, 'yours'));

  expect(foldLines(long)).toEqual([{ at: 0, folded: 7 }, ...long.slice(7, 14), { at: 14, folded: 16 }]);
  expect(foldLines(short)).toBe(short);
});
