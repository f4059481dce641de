import { expect, test } from 'vitest';
import { markConflicts } from './conflict-marks.ts';

test('only the lines that differ stand between marks', () => {
  const marked = markConflicts('a\nb\nc\nd\n', 'a\nx\nc\nd\ne\n');

  expect(marked).toBe(
    'a\n<<<<<<< ours\nb\n=======\nx\n>>>>>>> theirs\nc\nd\n<<<<<<< ours\n=======\ne\n>>>>>>> theirs\n',
  );
});

test('two versions that read alike are marked all the same, because somebody must decide', () => {
  expect(markConflicts('a\n', 'a\n')).toBe('<<<<<<< ours\n=======\n>>>>>>> theirs\na\n');
});
