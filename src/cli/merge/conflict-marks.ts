import { compareLines } from '../line-diff.ts';

const marks = { ours: '<<<<<<< ours', middle: '=======', theirs: '>>>>>>> theirs' } as const;

/**
 * Writes two versions of a text as one, with the marks of Git around the lines that differ. There is at least one mark,
 * so that a file nobody decided about is never read by accident.
 */
export function markConflicts(ours: string, theirs: string): string {
  if (ours === theirs) return `${marks.ours}\n${marks.middle}\n${marks.theirs}\n${ours}`;
  const written: string[] = [];
  let mine: string[] = [];
  let other: string[] = [];
  const close = (): void => {
    if (mine.length > 0 || other.length > 0) written.push(marks.ours, ...mine, marks.middle, ...other, marks.theirs);
    mine = [];
    other = [];
  };
  for (const { sign, text } of compareLines(ours.split('\n'), theirs.split('\n'))) {
    if (sign === '-') mine.push(text);
    else if (sign === '+') other.push(text);
    else {
      close();
      written.push(text);
    }
  }
  close();
  return written.join('\n');
}
