/**
 * The lines two texts differ in, each with `-` or `+`, below the step (or the part of the file) they stand in; empty
 * when they are the same.
 */
export function lineDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const common = commonLengths(old, now);
  const lines: string[] = [];
  let [row, column] = [0, 0];
  let head = '';
  const say = (sign: '-' | '+', texts: readonly string[], at: number): void => {
    const place = placeOf(texts, at);
    if (place !== head) lines.push(`@ ${place}`);
    head = place;
    lines.push(`${sign}${texts[at] ?? ''}`);
  };
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      row += 1;
      column += 1;
    } else if (
      column >= now.length ||
      (row < old.length && lengthAt(common, row + 1, column) >= lengthAt(common, row, column + 1))
    ) {
      say('-', old, row);
      row += 1;
    } else {
      say('+', now, column);
      column += 1;
    }
  }
  return lines.join('\n');
}

/** For every pair of places the length of the longest common run of lines from there on. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const here = table[row];
      if (here === undefined) continue;
      here[column] =
        old[row] === now[column]
          ? lengthAt(table, row + 1, column + 1) + 1
          : Math.max(lengthAt(table, row + 1, column), lengthAt(table, row, column + 1));
    }
  }
  return table;
}

function lengthAt(table: readonly (readonly number[])[], row: number, column: number): number {
  return table[row]?.[column] ?? 0;
}

/** The keys a line stands below, down to the second level. */
function placeOf(texts: readonly string[], at: number): string {
  const keys: string[] = [];
  let indent = indentOf(texts[at] ?? '');
  for (let row = at - 1; row >= 0 && indent > 0; row -= 1) {
    const text = texts[row] ?? '';
    if (text.trim() === '' || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    keys.unshift(
      text
        .trim()
        .replace(/[{:].*$/, '')
        .replaceAll('"', '')
        .trim(),
    );
  }
  return (
    keys
      .filter((key) => key !== '')
      .slice(0, 2)
      .join(' › ') || 'the file'
  );
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
