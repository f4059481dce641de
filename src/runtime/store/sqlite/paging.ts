import type { Page } from '../row.ts';

/** Most rows a page may have. */
export const PAGE_MAX = 1_000;

/** Rows a page has: the wish, between 1 and the most. */
export function clampLimit(limit: number): number {
  return Math.max(1, Math.min(PAGE_MAX, Math.trunc(limit) || 1));
}

/** Reads a cursor of ours; anything else stands for the end of the list. */
export function cursorBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
}

/** Reads a cursor of an ascending list; anything else stands for the end of the list. */
export function cursorAfter(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;
}

/** Makes a page of rows that were read with one more than the limit. */
export function toPage<Row extends { readonly position: number }, T>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? String(last.position) : undefined;
  return { rows: shown.map(show), next };
}
