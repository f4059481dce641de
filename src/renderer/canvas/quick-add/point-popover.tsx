import { Popover } from 'radix-ui';
import { type ReactNode, useMemo } from 'react';
import { focusCanvas } from '../camera.ts';
import type { Point } from '../canvas-state.ts';
import styles from './quick-add.module.css';

type Props = {
  /** Where on the window it opens. */
  readonly at: Point;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A surface at a point of the canvas. Escape and a press outside close it, and the keys go back to the canvas. */
export function PointPopover({ at, label, onClose, children }: Props) {
  const anchor = useMemo(() => ({ current: { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) } }), [at]);
  const close = (isOpen: boolean): void => {
    if (isOpen) return;
    onClose();
    focusCanvas();
  };
  return (
    <Popover.Root open onOpenChange={close}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles.surface}
          aria-label={label}
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
