import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import styles from './chip.module.css';
import { joinClasses } from './join-classes.ts';
import type { IconType } from './tone.ts';

/** Props of Chip. */
export type ChipProps = {
  readonly children: ReactNode;
  readonly icon?: IconType | undefined;
  readonly mono?: boolean | undefined;
  /** Both together show the cross. */
  readonly onRemove?: (() => void) | undefined;
  readonly removeLabel?: string | undefined;
  readonly className?: string | undefined;
};

/** A neutral tag: a version, a filter, a name. States are StatusChips. */
export function Chip({
  children,
  icon: Icon,
  mono = false,
  onRemove,
  removeLabel,
  className,
}: ChipProps): ReactElement {
  return (
    <span className={joinClasses(styles.chip, mono && styles.mono, className)}>
      {Icon === undefined ? null : <Icon aria-hidden size={12} />}
      {children}
      {onRemove === undefined || removeLabel === undefined ? null : (
        <button type="button" className={styles.remove} aria-label={removeLabel} onClick={onRemove}>
          <X aria-hidden size={12} />
        </button>
      )}
    </span>
  );
}
