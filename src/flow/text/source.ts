import type { Fix, Problem } from '../problem.ts';

/** A text with the offsets its lines start at, so that any offset has a line and a column. */
export type SourceText = { readonly text: string; readonly lineStarts: readonly number[] };

/** Prepares a text for `lineAndColumn`. */
export function createSource(text: string): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { text, lineStarts };
}

/** The index, from 0, of the line an offset stands in. */
export function lineIndexOf(source: SourceText, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The 1-based line and column of an offset. */
export function lineAndColumn(source: SourceText, offset: number): { readonly line: number; readonly column: number } {
  const index = lineIndexOf(source, offset);
  return { line: index + 1, column: offset - (source.lineStarts[index] ?? 0) + 1 };
}

/** What a problem may carry beside its code and sentence. */
export type ProblemExtras = { readonly path?: string; readonly node?: string; readonly fix?: Fix };

/** Builds a problem that stands at an offset of the text. */
export function problemAt(
  source: SourceText,
  offset: number,
  code: string,
  message: string,
  extras: ProblemExtras = {},
): Problem {
  return { code, message, ...lineAndColumn(source, offset), ...extras };
}
