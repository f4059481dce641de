import { CircleCheck, CircleDashed, CircleX, Hourglass, Info, TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { joinClasses } from './join-classes.ts';
import { Spinner } from './spinner.tsx';
import styles from './status-icon.module.css';
import type { IconType, Tone } from './tone.ts';

/** The glyph of each tone; the shape alone tells them apart. */
export const toneIcons: Readonly<Record<Tone, IconType>> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleX,
  info: Info,
  wait: Hourglass,
  idle: CircleDashed,
};

/** Props of StatusIcon. */
export type StatusIconProps = {
  readonly tone: Tone;
  /** Read aloud; leave out only where the same words stand beside it. */
  readonly label?: string | undefined;
  /** Another glyph for the same tone: running, skipped, cancelled. */
  readonly icon?: IconType | undefined;
  /** Shows the turning glyph. */
  readonly busy?: boolean | undefined;
  readonly size?: number | undefined;
};

/** A status as a glyph in its colour. */
export function StatusIcon({ tone, label, icon, busy = false, size = 16 }: StatusIconProps): ReactElement {
  const Icon = icon ?? toneIcons[tone];
  const glyph = busy ? <Spinner size={size} /> : <Icon aria-hidden size={size} />;
  return label === undefined ? (
    <span className={joinClasses(styles.icon, styles[tone])}>{glyph}</span>
  ) : (
    <span className={joinClasses(styles.icon, styles[tone])} role="img" aria-label={label} title={label}>
      {glyph}
    </span>
  );
}
