/** Lines that stay the same around a change. */
const aroundLines = 3;
/** Beyond this many pairs of lines the whole middle is shown as changed. */
const mostPairs = 4_000_000;

/** One line of two texts held against each other: in both, only in the first, or only in the second. */
export type Line = { readonly sign: ' ' | '-' | '+'; readonly text: string };

/** Shows what becomes of a text, line by line, in the unified form; empty where nothing changes. */
export function diffLines(file: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compareLines(before.split('\n'), after.split('\n'));
  return [`--- ${file}`, `+++ ${file}`, ...hunksOf(lines)].join('\n');
}

/** Holds two texts against each other, line by line. */
export function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (text: string): Line => ({ sign: ' ', text });
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** The longest common run of lines decides what stayed. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const removed = before.map((text): Line => ({ sign: '-', text }));
  const added = after.map((text): Line => ({ sign: '+', text }));
  if (before.length * after.length > mostPairs) return [...removed, ...added];
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      lines.push({ sign: ' ', text: before[row] ?? '' });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      lines.push(...removed.slice(row, row + 1));
      row += 1;
    } else {
      lines.push(...added.slice(column, column + 1));
      column += 1;
    }
  }
  return [...lines, ...removed.slice(row), ...added.slice(column)];
}

function hunksOf(lines: readonly Line[]): readonly string[] {
  const kept = new Set<number>();
  for (const [index, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    for (let near = index - aroundLines; near <= index + aroundLines; near += 1) kept.add(near);
  }
  const shown: string[] = [];
  let place = { before: 1, after: 1 };
  let hunk: { readonly before: number; readonly after: number; readonly lines: Line[] } | undefined;
  const close = (): void => {
    if (hunk === undefined) return;
    const count = (sign: '-' | '+') => hunk?.lines.filter((line) => line.sign !== (sign === '-' ? '+' : '-')).length;
    shown.push(`@@ -${hunk.before},${count('-')} +${hunk.after},${count('+')} @@`);
    shown.push(...hunk.lines.map(({ sign, text }) => `${sign}${text}`));
    hunk = undefined;
  };
  for (const [index, line] of lines.entries()) {
    if (!kept.has(index)) close();
    else {
      hunk ??= { ...place, lines: [] };
      hunk.lines.push(line);
    }
    place = {
      before: place.before + (line.sign === '+' ? 0 : 1),
      after: place.after + (line.sign === '-' ? 0 : 1),
    };
  }
  close();
  return shown;
}
