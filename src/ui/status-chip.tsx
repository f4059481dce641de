import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import { Spinner } from './spinner.tsx';
import styles from './status-chip.module.css';
import { toneIcons } from './status-icon.tsx';
import type { IconType, Tone } from './tone.ts';

/** Props of StatusChip; with `onClick` it is a button and takes all of a native one. */
export type StatusChipProps = Omit<ComponentProps<'button'>, 'type'> & {
  readonly tone: Tone;
  /** The words; colour and glyph are never alone. */
  readonly children: ReactNode;
  /** Null shows no glyph; left out, the tone's own is shown. */
  readonly icon?: IconType | null | undefined;
  readonly busy?: boolean | undefined;
  readonly size?: 'sm' | 'md' | undefined;
};

/** A state in words, with the glyph and colour of its tone. */
export function StatusChip({
  tone,
  children,
  icon,
  busy = false,
  size = 'md',
  className,
  onClick,
  ...rest
}: StatusChipProps): ReactElement {
  const Icon = icon === undefined ? toneIcons[tone] : icon;
  const glyphSize = size === 'sm' ? 12 : 14;
  const look = joinClasses(styles.chip, styles[tone], size === 'sm' && styles.small, className);
  const content = (
    <>
      {busy ? <Spinner size={glyphSize} /> : Icon === null ? null : <Icon aria-hidden size={glyphSize} />}
      {children}
    </>
  );
  if (onClick === undefined) return <span className={look}>{content}</span>;
  return (
    <button type="button" {...rest} className={joinClasses(look, styles.button)} onClick={onClick}>
      {content}
    </button>
  );
}
