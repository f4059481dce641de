/** A line of one side: its number and its text. */
export type SideLine = { readonly number: number; readonly text: string };

/** A row of a comparison: a line of either side, or of both where they belong together. */
export type Row = {
  readonly mark: 'same' | 'changed' | 'added' | 'removed';
  readonly before?: SideLine;
  readonly after?: SideLine;
};

/** Rows to show: those that differ with some around them, and how many equal ones are left out between. */
export type ShownRow = Row | { readonly mark: 'hidden'; readonly count: number };

/** Equal lines that stay around a difference. */
const around = 3;
/** Beyond this many pairs of lines the whole middle counts as changed. */
const mostPairs = 1_000_000;

/** Compares two texts line by line, lines that were rewritten in place beside each other. */
export function compareLines(before: string, after: string): readonly Row[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const rows: Row[] = [];
  const same = (was: number, is: number): void => {
    const text = now[is] ?? '';
    rows.push({ mark: 'same', before: { number: was + 1, text }, after: { number: is + 1, text } });
  };
  for (let at = 0; at < head; at += 1) same(at, at);
  rows.push(...compareMiddle(old.slice(head, old.length - tail), now.slice(head, now.length - tail), head));
  for (let at = tail; at > 0; at -= 1) same(old.length - at, now.length - at);
  return rows;
}

/** Leaves out what is the same far from every difference. */
export function foldRows(rows: readonly Row[]): readonly ShownRow[] {
  const kept = new Set<number>();
  for (const [index, { mark }] of rows.entries()) {
    if (mark === 'same') continue;
    for (let near = index - around; near <= index + around; near += 1) kept.add(near);
  }
  const shown: ShownRow[] = [];
  let count = 0;
  const fold = (): void => {
    if (count > 0) shown.push({ mark: 'hidden', count });
    count = 0;
  };
  for (const [index, row] of rows.entries()) {
    if (!kept.has(index)) {
      count += 1;
      continue;
    }
    fold();
    shown.push(row);
  }
  fold();
  return shown;
}

/** A piece of a line, and whether the other side has it too. */
export type Piece = { readonly text: string; readonly isShared: boolean };

/** Beyond this many pairs of words two lines are compared from their ends only. */
const mostWordPairs = 250_000;

/** Which words of two lines differ; undefined where next to nothing is shared and marks would only confuse. */
export function differenceIn(before: string, after: string) {
  const [old, now] = [wordsIn(before), wordsIn(after)];
  if (old.length * now.length > mostWordPairs) return undefined;
  const kept = commonOf(old, now);
  const shared = [...kept.before].reduce((sum, index) => sum + (old[index] ?? '').trim().length, 0);
  if (shared * 4 < Math.min(before.trim().length, after.trim().length)) return undefined;
  return { before: piecesOf(old, kept.before), after: piecesOf(now, kept.after) };
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_$]+|\s+|[<>=!]+|./gsu) ?? [];
}

function piecesOf(words: readonly string[], shared: ReadonlySet<number>): readonly Piece[] {
  const pieces: { text: string; isShared: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    const last = pieces.at(-1);
    if (last?.isShared === shared.has(index)) last.text += word;
    else pieces.push({ text: word, isShared: shared.has(index) });
  }
  return pieces;
}

/** Places of the longest run of words, gaps allowed, that both sides have. */
function commonOf(old: readonly string[], now: readonly string[]) {
  const longest = lengthsOf(old, now);
  const width = now.length + 1;
  const found = { before: new Set<number>(), after: new Set<number>() };
  let [row, column] = [0, 0];
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      found.before.add(row);
      found.after.add(column);
      row += 1;
      column += 1;
    } else if ((longest[(row + 1) * width + column] ?? 0) >= (longest[row * width + column + 1] ?? 0)) row += 1;
    else column += 1;
  }
  return found;
}

/** Length of the longest common run of what follows each pair of places, row by row. */
function lengthsOf(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return longest;
}

/** The longest common run of lines decides what stayed. */
function compareMiddle(old: readonly string[], now: readonly string[], offset: number): readonly Row[] {
  if (old.length * now.length > mostPairs) return pairUp(old, now, { was: offset, is: offset });
  const kept = commonOf(old, now);
  const [rowsKept, columnsKept] = [[...kept.before], [...kept.after]];
  const rows: Row[] = [];
  let [was, is] = [0, 0];
  for (const [index, row] of rowsKept.entries()) {
    const column = columnsKept[index] ?? 0;
    rows.push(...pairUp(old.slice(was, row), now.slice(is, column), { was: offset + was, is: offset + is }));
    const text = now[column] ?? '';
    rows.push({
      mark: 'same',
      before: { number: offset + row + 1, text },
      after: { number: offset + column + 1, text },
    });
    [was, is] = [row + 1, column + 1];
  }
  return [...rows, ...pairUp(old.slice(was), now.slice(is), { was: offset + was, is: offset + is })];
}

/** Lines between two equal ones, side by side. */
function pairUp(
  old: readonly string[],
  now: readonly string[],
  from: { readonly was: number; readonly is: number },
): readonly Row[] {
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index): Row => {
    const [was, is] = [old[index], now[index]];
    const before = was === undefined ? undefined : { number: from.was + index + 1, text: was };
    const after = is === undefined ? undefined : { number: from.is + index + 1, text: is };
    if (before !== undefined && after !== undefined) return { mark: 'changed', before, after };
    return before === undefined
      ? { mark: 'added', ...(after === undefined ? {} : { after }) }
      : { mark: 'removed', before };
  });
}
