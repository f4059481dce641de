import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import { joinClasses } from './join-classes.ts';
import { useReturnFocus } from './return-focus.ts';

/** Props of Dialog. */
export type DialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** 420, 600, 860 px wide, or nearly the window. */
  readonly size?: 'sm' | 'md' | 'lg' | 'full' | undefined;
  /** Name of the cross. */
  readonly closeLabel: string;
  /** Buttons; the main one last. */
  readonly footer?: ReactNode;
  readonly children?: ReactNode;
};

/** A window over the page that must be left before the page goes on; focus returns to where it was. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  size = 'md',
  closeLabel,
  footer,
  children,
}: DialogProps): ReactElement {
  const focus = useReturnFocus();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.overlay} />
        <RadixDialog.Content
          className={joinClasses(styles.content, styles[size])}
          onOpenAutoFocus={(event) => {
            focus.remember();
            focusContent(event);
          }}
          onCloseAutoFocus={focus.giveBack}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className={styles.header}>
            <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={closeLabel} icon={X} />
            </RadixDialog.Close>
          </div>
          <div className={styles.body} data-dialog-body>
            {description === undefined ? null : (
              <RadixDialog.Description className={styles.description}>{description}</RadixDialog.Description>
            )}
            {children}
          </div>
          {footer === undefined || footer === null ? null : <div className={styles.footer}>{footer}</div>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** Focus begins in the content; on the cross it would open a tooltip, which then takes the first Escape. */
function focusContent(event: Event): void {
  if (!(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  const first = event.target.querySelector(
    '[data-dialog-body] :is(input, textarea, select, button, a[href], [tabindex="0"]):not(:disabled)',
  );
  (first instanceof HTMLElement ? first : event.target).focus({ preventScroll: true });
}
