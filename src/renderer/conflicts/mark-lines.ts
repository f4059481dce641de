/** A line of one side with its place, from 0; marked where the other side has it not. */
export type MarkedLine = { readonly at: number; readonly text: string; readonly isOwn: boolean };

/** Beyond this many comparisons the lines between the common beginning and the common end are marked, unlooked at. */
const mostComparisons = 1_000_000;

/** Marks the lines of two texts that the other one does not have at their place. */
export function markLines(ours: string, theirs: string): readonly [readonly MarkedLine[], readonly MarkedLine[]] {
  const left = linesOf(ours);
  const right = linesOf(theirs);
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const middle = [left.slice(start, left.length - end), right.slice(start, right.length - end)] as const;
  const common = findCommon(...middle);
  const mark = (lines: readonly string[], shared: ReadonlySet<number>): readonly MarkedLine[] =>
    lines.map((text, at) => {
      const isOutside = at < start || at >= lines.length - end;
      return { at, text, isOwn: !isOutside && !shared.has(at - start) };
    });
  return [mark(left, common.left), mark(right, common.right)];
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** Places of the longest common run of lines, in both. */
function findCommon(left: readonly string[], right: readonly string[]) {
  const found = { left: new Set<number>(), right: new Set<number>() };
  const width = right.length + 1;
  if (left.length * right.length > mostComparisons) return found;
  const lengths = new Uint32Array((left.length + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  let [row, column] = [0, 0];
  while (row < left.length && column < right.length) {
    if (left[row] === right[column]) {
      found.left.add(row);
      found.right.add(column);
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return found;
}
