import type { ComponentProps, MouseEvent, ReactElement } from 'react';
import styles from './icon-button.module.css';
import { joinClasses } from './join-classes.ts';
import { Spinner } from './spinner.tsx';
import type { IconType } from './tone.ts';
import { ToolbarStop } from './toolbar.tsx';
import { Tooltip } from './tooltip.tsx';

/** Props of IconButton, besides all of a native button. */
export type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  /** Its name: read aloud and shown as the tooltip. */
  readonly label: string;
  readonly icon: IconType;
  /** Keys shown in the tooltip. */
  readonly shortcut?: string | undefined;
  /** Set for a toggle: on or off. */
  readonly pressed?: boolean | undefined;
  readonly busy?: boolean | undefined;
  /** 24, 28 or 32 px square. */
  readonly size?: 'sm' | 'md' | 'lg' | undefined;
  readonly variant?: 'ghost' | 'outline' | undefined;
  readonly tooltipSide?: 'top' | 'right' | 'bottom' | 'left' | undefined;
};

const glyphSizes = { sm: 14, md: 16, lg: 18 } as const;

/** A button that shows only a glyph; it cannot be made without a name. */
export function IconButton({
  label,
  icon: Icon,
  shortcut,
  pressed,
  busy = false,
  size = 'md',
  variant = 'ghost',
  tooltipSide,
  className,
  onClick,
  ...rest
}: IconButtonProps): ReactElement {
  const click = (event: MouseEvent<HTMLButtonElement>): void => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Tooltip content={label} shortcut={shortcut} side={tooltipSide}>
      <ToolbarStop>
        <button
          type="button"
          {...rest}
          aria-label={label}
          aria-pressed={pressed}
          aria-busy={busy ? true : undefined}
          className={joinClasses(styles.button, styles[size], variant === 'outline' && styles.outline, className)}
          onClick={click}
        >
          {busy ? <Spinner size={glyphSizes[size]} /> : <Icon aria-hidden size={glyphSizes[size]} />}
        </button>
      </ToolbarStop>
    </Tooltip>
  );
}
