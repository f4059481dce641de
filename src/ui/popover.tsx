import { Popover as RadixPopover } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './popover.module.css';

/** Props of Popover. */
export type PopoverProps = {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Its name; read aloud. */
  readonly label: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly align?: 'start' | 'center' | 'end' | undefined;
  /** Held by the caller when given. */
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Px; default as wide as its content up to 360. */
  readonly width?: number | undefined;
  /** Leaves out the padding, for lists. */
  readonly flush?: boolean | undefined;
  readonly children: ReactNode;
};

/** A small surface by its button, for a few controls or facts; Escape and a click outside close it. */
export function Popover(props: PopoverProps): ReactElement {
  const {
    trigger,
    label,
    side = 'bottom',
    align = 'start',
    open,
    onOpenChange,
    width,
    flush = false,
    children,
  } = props;
  return (
    <RadixPopover.Root
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          className={joinClasses(styles.content, flush && styles.flush)}
          style={{ width }}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
