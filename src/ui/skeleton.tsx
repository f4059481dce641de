import type { CSSProperties, ReactElement } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './skeleton.module.css';

/** Props of Skeleton. */
export type SkeletonProps = {
  /** Px or any CSS length; default the whole width. */
  readonly width?: number | string | undefined;
  /** Px; default 12. */
  readonly height?: number | undefined;
  readonly shape?: 'bar' | 'tile' | 'circle' | undefined;
};

/** The outline of content on its way, in its final size; use after a second, not before. */
export function Skeleton({ width = '100%', height = 12, shape = 'bar' }: SkeletonProps): ReactElement {
  const size: CSSProperties = { width: shape === 'bar' ? width : height, height };
  return <span aria-hidden className={joinClasses(styles.skeleton, styles[shape])} style={size} />;
}

/** Props of SkeletonRows. */
export type SkeletonRowsProps = {
  /** Read aloud once: what is being loaded. */
  readonly label: string;
  /** Default 6. */
  readonly rows?: number | undefined;
  /** Px; the height of the real rows. Default 32. */
  readonly rowHeight?: number | undefined;
  /** Shows a tile before the bars. */
  readonly tile?: boolean | undefined;
};

const widths = ['62%', '48%', '71%', '54%', '66%', '43%'] as const;

/** Rows of a list on its way. */
export function SkeletonRows({ label, rows = 6, rowHeight = 32, tile = false }: SkeletonRowsProps): ReactElement {
  return (
    <div role="status">
      <span className="ps-visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key, row) => (
        <div key={key} className={styles.row} style={{ height: rowHeight }}>
          {tile ? <Skeleton shape="tile" height={Math.min(28, rowHeight - 8)} /> : null}
          <Skeleton width={widths[row % widths.length]} />
        </div>
      ))}
    </div>
  );
}
