import type { ReactElement } from 'react';
import styles from './badge.module.css';
import { joinClasses } from './join-classes.ts';
import type { Tone } from './tone.ts';

/** Props of Badge. */
export type BadgeProps = {
  readonly count: number;
  /** Above it a plus is shown; default 99. */
  readonly max?: number | undefined;
  /** `accent` for counts that ask for attention without judging. */
  readonly tone?: Tone | 'accent' | undefined;
  /** What is counted, read aloud in place of the bare number. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
};

/** A count on a tab, a rail button or a row. */
export function Badge({ count, max = 99, tone = 'idle', label, className }: BadgeProps): ReactElement {
  const text = count > max ? `${max}+` : String(count);
  return (
    <span className={joinClasses(styles.badge, styles[tone], className)}>
      {label === undefined ? (
        text
      ) : (
        <>
          <span aria-hidden>{text}</span>
          <span className="ps-visually-hidden">{label}</span>
        </>
      )}
    </span>
  );
}
