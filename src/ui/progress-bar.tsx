import { Progress } from 'radix-ui';
import type { ReactElement } from 'react';
import styles from './progress-bar.module.css';

/** Props of ProgressBar. */
export type ProgressBarProps = {
  /** Hidden when false; the place stays, so nothing moves. */
  readonly active: boolean;
  /** 0 to 1; null or left out when the end is not known. */
  readonly value?: number | null | undefined;
  readonly label: string;
};

/** A 2 px bar along the top of a view while its old content stays. */
export function ProgressBar({ active, value = null, label }: ProgressBarProps): ReactElement {
  if (!active) return <div aria-hidden className={styles.track} />;
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Progress.Root aria-label={label} className={styles.track} value={percent}>
      <Progress.Indicator
        className={percent === null ? styles.moving : styles.bar}
        style={percent === null ? undefined : { transform: `translateX(${percent - 100}%)` }}
      />
    </Progress.Root>
  );
}
