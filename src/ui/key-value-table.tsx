import { Fragment, type ReactElement, type ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './key-value-table.module.css';

/** One fact. */
export type KeyValue = {
  readonly key: string;
  readonly label: ReactNode;
  readonly value: ReactNode;
  /** For ids, codes and expressions. */
  readonly mono?: boolean | undefined;
  /** Tints the row. */
  readonly tone?: 'warn' | 'danger' | undefined;
  /** A small button at the right end. */
  readonly end?: ReactNode;
};

/** Props of KeyValueTable. */
export type KeyValueTableProps = {
  readonly rows: readonly KeyValue[];
  /** Px or CSS length of the names; default 132. */
  readonly labelWidth?: number | string | undefined;
  /** `plain` has no frame. */
  readonly look?: 'framed' | 'plain' | undefined;
  readonly className?: string | undefined;
};

/** Facts as name and value, one per line. */
export function KeyValueTable({
  rows,
  labelWidth = 132,
  look = 'framed',
  className,
}: KeyValueTableProps): ReactElement {
  const columns = `${typeof labelWidth === 'number' ? `${labelWidth}px` : labelWidth} minmax(0, 1fr) auto`;
  return (
    <dl className={joinClasses(styles.table, styles[look], className)} style={{ gridTemplateColumns: columns }}>
      {rows.map(({ key, label, value, mono = false, tone, end }) => (
        <Fragment key={key}>
          <div className={joinClasses(styles.row, tone !== undefined && styles[tone])}>
            <dt className={styles.label}>{label}</dt>
            <dd className={joinClasses(styles.value, mono && styles.mono)}>{value}</dd>
            {end === undefined ? null : <dd className={styles.end}>{end}</dd>}
          </div>
        </Fragment>
      ))}
    </dl>
  );
}
