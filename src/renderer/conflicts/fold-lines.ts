import type { MarkedLine } from './mark-lines.ts';

/** A line that is shown, or how many equal ones before a place are left out. */
export type ShownLine = MarkedLine | { readonly at: number; readonly folded: number };

/** Texts up to this many lines are shown whole. */
const shortLines = 16;

/** Equal lines around each difference that stay. */
const context = 3;

/** Leaves out equal lines far from every difference, so that what differs is in sight. */
export function foldLines(lines: readonly MarkedLine[]): readonly ShownLine[] {
  if (lines.length <= shortLines || !lines.some(({ isOwn }) => isOwn)) return lines;
  const near = new Set<number>();
  for (const { at, isOwn } of lines) {
    if (isOwn) for (let beside = at - context; beside <= at + context; beside += 1) near.add(beside);
  }
  const shown: ShownLine[] = [];
  let folded = 0;
  for (const line of lines) {
    if (near.has(line.at)) {
      if (folded > 0) shown.push({ at: line.at - folded, folded });
      folded = 0;
      shown.push(line);
    } else folded += 1;
  }
  return folded > 0 ? [...shown, { at: lines.length - folded, folded }] : shown;
}
