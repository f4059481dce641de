/** A column by which rows are sorted. */
export type TableSort = { readonly column: string; readonly direction: 'ascending' | 'descending' };

/** What a cell sorts by; nothing sorts last in both directions. */
export type SortValue = string | number | boolean | null | undefined;

/** Sorts rows by a value, texts as people of that language do; equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  readValue: (row: Row) => SortValue,
  direction: TableSort['direction'],
): readonly Row[] {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((leftRow, rightRow) => {
    const left = readValue(leftRow);
    const right = readValue(rightRow);
    const isLeftEmpty = left === null || left === undefined;
    const isRightEmpty = right === null || right === undefined;
    if (isLeftEmpty || isRightEmpty) return Number(isLeftEmpty) - Number(isRightEmpty);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * collator.compare(String(left), String(right));
  });
}

/** The sort a press on a column's heading leads to: ascending, descending, then none. */
export function nextSort(sort: TableSort | null, column: string): TableSort | null {
  if (sort?.column !== column) return { column, direction: 'ascending' };
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** What the width of a column is made of. */
export type ColumnWidth = {
  readonly id: string;
  /** Px. */
  readonly width: number;
  readonly minWidth?: number | undefined;
  /** Takes what is left, until it was resized. */
  readonly grows?: boolean | undefined;
};

/** Least width of any column in px. */
export const leastColumnWidth = 48;

/** The widths as a CSS grid template, and the px under which the table scrolls sideways. */
export function layOutColumns(
  columns: readonly ColumnWidth[],
  resized: Readonly<Record<string, number>>,
): { readonly template: string; readonly minWidth: number } {
  const sizes = columns.map(({ id, width, grows = false }) => ({
    px: resized[id] ?? width,
    grows: grows && resized[id] === undefined,
  }));
  const hasGrowing = sizes.some(({ grows }) => grows);
  const tracks = sizes.map(({ px, grows }) => (grows ? `minmax(${px}px, 1fr)` : `${px}px`));
  return {
    // Without a growing column the rest stays empty, so that a border can be dragged freely.
    template: hasGrowing ? tracks.join(' ') : `${tracks.join(' ')} 1fr`,
    minWidth: sizes.reduce((sum, { px }) => sum + px, 0),
  };
}
