import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import styles from './banner.module.css';
import { IconButton } from './icon-button.tsx';
import { joinClasses } from './join-classes.ts';
import { StatusIcon } from './status-icon.tsx';

/** Props of Banner. */
export type BannerProps = {
  readonly tone: 'info' | 'ok' | 'warn' | 'danger';
  /** What happened, in one sentence. */
  readonly title: ReactNode;
  /** What state it is in, and what to do. */
  readonly children?: ReactNode;
  /** Buttons, the best first. */
  readonly actions?: ReactNode;
  /** The code of the problem, in mono, last. */
  readonly code?: string | undefined;
  /** Both together show the cross. */
  readonly onDismiss?: (() => void) | undefined;
  readonly dismissLabel?: string | undefined;
  /** `bar` is one line across a view. */
  readonly layout?: 'card' | 'bar' | undefined;
};

/** Something the reader must know about the view it stands in. Read aloud when it appears. */
export function Banner(props: BannerProps): ReactElement {
  const { tone, title, children, actions, code, onDismiss, dismissLabel, layout = 'card' } = props;
  return (
    <div role="status" className={joinClasses(styles.banner, styles[tone], styles[layout])}>
      <span className={styles.icon}>
        <StatusIcon tone={tone} size={layout === 'bar' ? 15 : 18} />
      </span>
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {children === undefined || children === null ? null : <div className={styles.body}>{children}</div>}
        {code === undefined ? null : <code className={styles.code}>{code}</code>}
      </div>
      {actions === undefined || actions === null ? null : <div className={styles.actions}>{actions}</div>}
      {onDismiss === undefined || dismissLabel === undefined ? null : (
        <IconButton label={dismissLabel} icon={X} size="sm" onClick={onDismiss} />
      )}
    </div>
  );
}
