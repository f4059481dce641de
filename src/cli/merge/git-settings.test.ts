import { expect, test } from 'vitest';
import { withAttributes, withoutAttributes } from './git-settings.ts';

test('lines of others stay where they are, and ours come and go as a whole', () => {
  const theirs = '* text=auto eol=lf\n*.png binary\n';

  const once = withAttributes(theirs);

  expect(once.startsWith(theirs)).toBe(true);
  expect(withAttributes(once)).toBe(once);
  expect(withAttributes(`${once}*.gif binary\n`)).toBe(`${once}*.gif binary\n`);
  expect(withoutAttributes(once)).toBe(theirs);
  expect(withoutAttributes(withAttributes(''))).toBe('');
});

test('a line of an earlier version gives way to those of today', () => {
  const once = withAttributes('old/*.yaml merge=penstock\n*.png binary\n');

  expect(once).not.toContain('old/');
  expect(once.startsWith('*.png binary\n')).toBe(true);
});
