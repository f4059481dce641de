import { ArrowDown, ArrowUp } from 'lucide-react';
import type { KeyboardEvent, PointerEvent, ReactElement, ReactNode } from 'react';
import styles from './data-table.module.css';
import { joinClasses } from './join-classes.ts';
import { leastColumnWidth } from './table-model.ts';

/** Props of DataTableHeading. */
export type DataTableHeadingProps = {
  readonly column: {
    readonly header: ReactNode;
    readonly align?: 'start' | 'end' | undefined;
    readonly minWidth?: number | undefined;
    readonly sortValue?: unknown;
    readonly sortable?: boolean | undefined;
  };
  readonly sort: 'ascending' | 'descending' | null;
  readonly resizeLabel: string;
  readonly onSort: () => void;
  /** Null brings the first width back. */
  readonly onResize: (width: number | null) => void;
};

/** Px an arrow key moves a border. */
const keyStep = 16;

/** A heading that sorts, with a border that resizes by dragging and by arrow keys; a double click resets. */
export function DataTableHeading(props: DataTableHeadingProps): ReactElement {
  const { column, sort, resizeLabel, onSort, onResize } = props;
  const { header, align, minWidth = leastColumnWidth, sortValue, sortable = sortValue !== undefined } = column;
  const resizeTo = (width: number): void => onResize(Math.max(minWidth, Math.round(width)));
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const border = event.currentTarget;
    if (!border.hasPointerCapture(event.pointerId)) return;
    const start = border.parentElement?.getBoundingClientRect().left ?? 0;
    resizeTo(event.clientX - start);
  };
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowLeft' ? -keyStep : event.key === 'ArrowRight' ? keyStep : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    resizeTo((event.currentTarget.parentElement?.offsetWidth ?? 0) + step);
  };
  const Arrow = sort === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sort ?? (sortable ? 'none' : undefined)}
      className={joinClasses(styles.heading, align === 'end' && styles.end)}
    >
      {sortable ? (
        <button type="button" className={styles.sort} onClick={onSort}>
          <span className={styles.headingText}>{header}</span>
          <Arrow aria-hidden className={sort === null ? styles.arrowOff : styles.arrow} size={13} />
        </button>
      ) : (
        <span className={styles.headingText}>{header}</span>
      )}
      <hr
        aria-orientation="vertical"
        aria-label={resizeLabel}
        tabIndex={0}
        className={styles.border}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
        onDoubleClick={() => onResize(null)}
      />
    </th>
  );
}
