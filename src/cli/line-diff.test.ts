import { expect, test } from 'vitest';
import { diffLines } from './line-diff.ts';

const lines = (...texts: readonly string[]): string => texts.join('\n');

test('what stays the same is not shown', () => {
  expect(diffLines('a', 'x\n', 'x\n')).toBe('');
});

test('a changed line is shown with what stands around it', () => {
  const before = lines('1', '2', '3', '4', '5', '6', '7', '8', '9');
  const after = lines('1', '2', '3', '4', 'five', '6', '7', '8', '9');

  expect(diffLines('a', before, after)).toBe(
    lines('--- a', '+++ a', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'),
  );
});

test('changes far from each other are two pieces, added and removed lines counted', () => {
  const before = lines(...Array.from({ length: 20 }, (_, at) => String(at)));
  const after = before.replace('0\n', '0\nnew\n').replace('\n18', '');

  const shown = diffLines('a', before, after);

  expect(shown).toContain('@@ -1,4 +1,5 @@\n 0\n+new\n 1\n 2\n 3\n@@ -16,5 +17,4 @@');
  expect(shown).toContain('-18');
});
