import type { ReactElement, ReactNode } from 'react';
import styles from './empty-state.module.css';
import { joinClasses } from './join-classes.ts';
import type { IconType } from './tone.ts';

/** Props of EmptyState. */
export type EmptyStateProps = {
  /** One sentence: what would stand here, and when. */
  readonly sentence: ReactNode;
  /** One button, rarely two. */
  readonly action?: ReactNode;
  /** What it looks like once it is filled. */
  readonly example?: ReactNode;
  readonly icon?: IconType | undefined;
  /** `row` for a short strip such as a bottom panel. */
  readonly layout?: 'center' | 'row' | undefined;
};

/** Says why there is nothing, and what to do about it. */
export function EmptyState({
  sentence,
  action,
  example,
  icon: Icon,
  layout = 'center',
}: EmptyStateProps): ReactElement {
  return (
    <div className={joinClasses(styles.empty, styles[layout])}>
      {Icon === undefined ? null : (
        <span className={styles.icon}>
          <Icon aria-hidden size={20} />
        </span>
      )}
      <p className={styles.sentence}>{sentence}</p>
      {action === undefined || action === null ? null : <div className={styles.action}>{action}</div>}
      {example === undefined || example === null ? null : <div className={styles.example}>{example}</div>}
    </div>
  );
}
