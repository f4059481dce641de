import type { ReactElement, ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './panel.module.css';

/** Props of PanelHeader. */
export type PanelHeaderProps = {
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  /** A tile, an icon or an avatar before the words. */
  readonly start?: ReactNode;
  /** Buttons at the right end. */
  readonly actions?: ReactNode;
  /** Heading level for assistive technology; default 2. */
  readonly level?: 1 | 2 | 3 | 4 | undefined;
  /** `page` is the large title of a view. */
  readonly size?: 'panel' | 'page' | undefined;
  readonly className?: string | undefined;
};

/** Title line of a panel or a page. */
export function PanelHeader({
  title,
  subtitle,
  start,
  actions,
  level = 2,
  size = 'panel',
  className,
}: PanelHeaderProps): ReactElement {
  const Heading = `h${level}` as const;
  return (
    <header className={joinClasses(styles.header, size === 'page' && styles.page, className)}>
      {start}
      <div className={styles.words}>
        <Heading className={styles.title}>{title}</Heading>
        {subtitle === undefined ? null : <div className={styles.subtitle}>{subtitle}</div>}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </header>
  );
}

/** Props of Panel. */
export type PanelProps = {
  /** Makes it a named region that F6 and screen readers can reach. */
  readonly label?: string | undefined;
  readonly header?: ReactNode;
  /** Stays below the scrolling body. */
  readonly footer?: ReactNode;
  /** Room around the body. */
  readonly padded?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** A surface with a fixed header and footer and a body that scrolls. */
export function Panel({ label, header, footer, padded = false, className, children }: PanelProps): ReactElement {
  return (
    <section className={joinClasses(styles.panel, className)} aria-label={label}>
      {header}
      <div className={joinClasses(styles.body, padded && styles.padded)}>{children}</div>
      {footer === undefined || footer === null ? null : <footer className={styles.footer}>{footer}</footer>}
    </section>
  );
}

/** A small grey heading over a group of rows. */
export function SectionHeading({
  children,
  end,
}: {
  readonly children: ReactNode;
  readonly end?: ReactNode;
}): ReactElement {
  return (
    <div className={styles.section}>
      <h3 className={styles.sectionTitle}>{children}</h3>
      {end}
    </div>
  );
}
