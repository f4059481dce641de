import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactElement,
  type ReactNode,
  useId,
  useMemo,
  useRef,
} from 'react';
import styles from './data-table.module.css';
import { DataTableHeading } from './data-table-heading.tsx';
import { joinClasses } from './join-classes.ts';
import { rowForKey } from './list-keys.ts';
import { layOutColumns, nextSort, type SortValue, sortRows, type TableSort } from './table-model.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useControlled } from './use-controlled.ts';
import { pageOf, withRow } from './virtual-list.tsx';

/** One column. */
export type Column<Row> = {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Px at first. */
  readonly width: number;
  /** Px; default 48. */
  readonly minWidth?: number | undefined;
  /** Takes what is left; one column per table. */
  readonly grows?: boolean | undefined;
  readonly align?: 'start' | 'end' | undefined;
  readonly mono?: boolean | undefined;
  /** Makes the heading a button that sorts. */
  readonly sortValue?: ((row: Row) => SortValue) | undefined;
  /** Makes the heading a button where the caller sorts, for rows that are not all here. */
  readonly sortable?: boolean | undefined;
};

/** Props of DataTable. `columns` and its functions should be stable: rows are redrawn when they change. */
export type DataTableProps<Row> = {
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Name of the table; read aloud. */
  readonly label: string;
  /** Names the border of a column, such as "Width of Owner". */
  readonly resizeLabel: (column: Column<Row>) => string;
  /** Sort; left out, the table keeps it. */
  readonly sort?: TableSort | null | undefined;
  readonly initialSort?: TableSort | undefined;
  /** When given, rows arrive in order and are not sorted here. */
  readonly onSortChange?: ((sort: TableSort | null) => void) | undefined;
  readonly selectedKey?: string | null | undefined;
  /** Called as arrows move or a row is clicked. */
  readonly onSelect?: ((row: Row) => void) | undefined;
  /** Enter or double click. */
  readonly onActivate?: ((row: Row) => void) | undefined;
  /** Space. */
  readonly onPreview?: ((row: Row) => void) | undefined;
  readonly onRowKeyDown?: ((event: KeyboardEvent, row: Row) => void) | undefined;
  readonly onRowContextMenu?: ((event: MouseEvent, row: Row) => void) | undefined;
  /** Called when the last rows come into sight, to load more. */
  readonly onEndReached?: (() => void) | undefined;
  /** Remembers column widths under this name. */
  readonly widthsKey?: string | undefined;
  /** Px; default 32. */
  readonly rowHeight?: number | undefined;
  readonly empty?: ReactNode;
  readonly className?: string | undefined;
};

/** A table of any length: sticky headings that sort, columns that resize, one Tab stop for the rows. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { keyOf, columns, label, rowHeight = 32, onSelect, empty, className } = props;
  const id = useId();
  const scroller = useRef<HTMLTableElement | null>(null);
  const [sort, setSort] = useControlled<TableSort | null>({
    value: props.sort,
    initial: props.initialSort ?? null,
    onChange: props.onSortChange,
  });
  const rows = useSortedRows(props, sort);
  const [widths, setWidth] = useColumnWidths(props.widthsKey);
  const layout = layOutColumns(columns, widths);
  const [activeKey, setActiveKey] = useControlled<string | null>({ value: props.selectedKey, initial: null });
  const active = activeKey === null ? -1 : rows.findIndex((row) => keyOf(row) === activeKey);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: headingHeight,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), active),
    onChange: ({ range }) => {
      if (range !== null && rows.length > 0 && range.endIndex >= rows.length - 3) props.onEndReached?.();
    },
  });
  const goTo = (at: number): void => {
    const row = rows[at];
    if (row === undefined) return;
    setActiveKey(keyOf(row));
    virtualizer.scrollToIndex(at);
    onSelect?.(row);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (!pressRow(event, { ...props, row: rows[active] })) {
      const pageRows = pageOf(scroller.current, rowHeight);
      const at = rowForKey(event.key, { index: active, count: rows.length, pageRows });
      if (at === null || event.ctrlKey || event.metaKey || event.altKey) return;
      goTo(at);
    }
    event.preventDefault();
  };
  const sizes = { '--columns': layout.template, '--row': `${rowHeight}px`, '--least': `${layout.minWidth}px` };
  return (
    // React's type of style knows no custom properties, though React sets them.
    <div className={joinClasses(styles.frame, className)} style={sizes as CSSProperties}>
      <table
        ref={scroller}
        className={joinClasses(styles.scroller, rows.length === 0 && styles.headingOnly)}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the standard allows it; arrows walk the rows
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
        tabIndex={0}
        onKeyDown={keyDown}
      >
        <thead className={styles.head}>
          <tr aria-rowindex={1} className={styles.headRow}>
            {columns.map((column) => (
              <DataTableHeading
                key={column.id}
                column={column}
                sort={sort?.column === column.id ? sort.direction : null}
                resizeLabel={props.resizeLabel(column)}
                onSort={() => setSort(nextSort(sort, column.id))}
                onResize={(width) => setWidth(column.id, width)}
              />
            ))}
          </tr>
        </thead>
        <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr
                key={keyOf(row)}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={index === active}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => goTo(index)}
                onDoubleClick={() => props.onActivate?.(row)}
                onContextMenu={(event) => props.onRowContextMenu?.(event, row)}
              >
                <RowCells row={row} columns={columns} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 ? <div className={styles.empty}>{empty}</div> : null}
    </div>
  );
}

/** Px of the heading row; data-table.module.css has the same. */
const headingHeight = 32;

function useSortedRows<Row>(props: DataTableProps<Row>, sort: TableSort | null): readonly Row[] {
  const { rows, columns, onSortChange } = props;
  const isSortedHere = onSortChange === undefined;
  return useMemo(() => {
    const sortValueOf = columns.find(({ id }) => id === sort?.column)?.sortValue;
    if (!isSortedHere || sort === null || sortValueOf === undefined) return rows;
    return sortRows(rows, sortValueOf, sort.direction);
  }, [rows, columns, sort, isSortedHere]);
}

type RowKeys<Row> = Pick<DataTableProps<Row>, 'onActivate' | 'onPreview' | 'onRowKeyDown'> & {
  readonly row: Row | undefined;
};

/** Enter and Space for the active row; true when the key was used. */
function pressRow<Row>(event: KeyboardEvent, { row, onActivate, onPreview, onRowKeyDown }: RowKeys<Row>): boolean {
  if (row === undefined) return false;
  if (event.key === 'Enter' && onActivate !== undefined) onActivate(row);
  else if (event.key === ' ' && onPreview !== undefined) onPreview(row);
  else {
    onRowKeyDown?.(event, row);
    return event.defaultPrevented;
  }
  return true;
}

type CellsProps<Row> = { readonly row: Row; readonly columns: readonly Column<Row>[] };

function Cells<Row>({ row, columns }: CellsProps<Row>): ReactElement {
  return (
    <>
      {columns.map(({ id, cell, align, mono = false }) => (
        <td key={id} className={joinClasses(styles.cell, align === 'end' && styles.end, mono && styles.mono)}>
          {cell(row)}
        </td>
      ))}
    </>
  );
}

// memo forgets type parameters; this one gives them back.
const RowCells = memo(Cells) as typeof Cells;
