import type { ComponentProps, MouseEvent, ReactElement } from 'react';
import styles from './button.module.css';
import { joinClasses } from './join-classes.ts';
import { Spinner } from './spinner.tsx';
import type { IconType } from './tone.ts';
import { ToolbarStop } from './toolbar.tsx';

/** How much a button asks for attention; one primary per view. `link` reads as text. */
export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'link';

/** Props of Button, besides all of a native button. */
export type ButtonProps = ComponentProps<'button'> & {
  readonly variant?: ButtonVariant | undefined;
  /** 28 or 32 px high. */
  readonly size?: 'md' | 'lg' | undefined;
  /** Glyph before the words. */
  readonly icon?: IconType | undefined;
  /** Glyph after the words, such as a chevron. */
  readonly iconEnd?: IconType | undefined;
  /** Shows that work is under way; clicks are ignored but focus stays. */
  readonly busy?: boolean | undefined;
};

/** A button with a verb on it. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon: Icon,
  iconEnd: IconEnd,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps): ReactElement {
  const click = (event: MouseEvent<HTMLButtonElement>): void => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <ToolbarStop>
      <button
        type="button"
        {...rest}
        aria-busy={busy ? true : undefined}
        className={joinClasses(styles.button, styles[variant], size === 'lg' && styles.large, className)}
        onClick={click}
      >
        {busy ? <Spinner size={15} /> : Icon === undefined ? null : <Icon aria-hidden size={15} />}
        {children}
        {IconEnd === undefined ? null : <IconEnd aria-hidden size={14} />}
      </button>
    </ToolbarStop>
  );
}
