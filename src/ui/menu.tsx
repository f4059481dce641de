import { DropdownMenu as RadixDropdownMenu } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';
import styles from './menu.module.css';
import { MenuEntries, type MenuEntry, type MenuParts } from './menu-entries.tsx';

const dropdownParts: MenuParts = {
  Item: RadixDropdownMenu.Item,
  CheckboxItem: RadixDropdownMenu.CheckboxItem,
  ItemIndicator: RadixDropdownMenu.ItemIndicator,
  Sub: RadixDropdownMenu.Sub,
  SubTrigger: RadixDropdownMenu.SubTrigger,
  SubContent: RadixDropdownMenu.SubContent,
  Portal: RadixDropdownMenu.Portal,
  Label: RadixDropdownMenu.Label,
  Separator: RadixDropdownMenu.Separator,
};

/** Props of DropdownMenu. */
export type DropdownMenuProps = {
  /** The button that opens it, and gives the menu its name. */
  readonly trigger: ReactElement;
  /** A function is called only when the menu opens. */
  readonly entries: MenuSource;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  readonly align?: 'start' | 'center' | 'end' | undefined;
  /** Held by the caller when given. */
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Where focus goes on close, when not to the button. */
  readonly returnFocus?: (() => HTMLElement | null) | undefined;
};

/** What a menu shows, or how to find out once it is opened. */
export type MenuSource = readonly MenuEntry[] | (() => readonly MenuEntry[]);

function read(source: MenuSource): readonly MenuEntry[] {
  return typeof source === 'function' ? source() : source;
}

/** A menu under a button. */
export function DropdownMenu(props: DropdownMenuProps): ReactElement {
  const { trigger, entries, side = 'bottom', align = 'start', open, onOpenChange, returnFocus } = props;
  return (
    <RadixDropdownMenu.Root
      modal={false}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <RadixDropdownMenu.Trigger asChild>{trigger}</RadixDropdownMenu.Trigger>
      <DropdownContent entries={entries} side={side} align={align} returnFocus={returnFocus} />
    </RadixDropdownMenu.Root>
  );
}

type DropdownContentProps = Pick<DropdownMenuProps, 'entries' | 'returnFocus'> & {
  readonly side: 'top' | 'right' | 'bottom' | 'left';
  readonly align: 'start' | 'center' | 'end';
  readonly label?: string | undefined;
};

function DropdownContent({ entries, side, align, label, returnFocus }: DropdownContentProps): ReactElement {
  return (
    <RadixDropdownMenu.Portal>
      <RadixDropdownMenu.Content
        className={styles.content}
        side={side}
        align={align}
        sideOffset={4}
        collisionPadding={8}
        loop
        onCloseAutoFocus={(event) => {
          const target = returnFocus?.() ?? null;
          if (target === null || isElsewhere()) return;
          event.preventDefault();
          target.focus({ preventScroll: true });
        }}
        {...(label === undefined ? {} : { 'aria-label': label, 'aria-labelledby': undefined })}
      >
        <Lazy entries={entries} parts={dropdownParts} />
      </RadixDropdownMenu.Content>
    </RadixDropdownMenu.Portal>
  );
}

/** True when a menu entry opened a dialog, which holds the focus now. */
function isElsewhere(): boolean {
  return document.activeElement?.closest('[role="dialog"], [role="alertdialog"]') != null;
}

/** Mounted with the content only: a function of entries runs once per opening. */
function Lazy({ entries, parts }: { readonly entries: MenuSource; readonly parts: MenuParts }): ReactElement {
  const [atOpening] = useState(() => (typeof entries === 'function' ? read(entries) : null));
  return <MenuEntries entries={atOpening ?? read(entries)} parts={parts} />;
}

/** Props of PointMenu. */
export type PointMenuProps = {
  /** Window coordinates in px; null when closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly onClose: () => void;
  readonly label: string;
  readonly entries: MenuSource;
  readonly children?: ReactNode;
};

/** A menu opened by code at a point, for canvases whose items are no elements. Focus returns to where it was. */
export function PointMenu({ at, onClose, label, entries }: PointMenuProps): ReactElement | null {
  const [returnTo, setReturnTo] = useState<Element | null>(null);
  if (at !== null && returnTo === null) setReturnTo(document.activeElement ?? document.body);
  if (at === null) return null;
  const close = (open: boolean): void => {
    if (open) return;
    onClose();
    setReturnTo(null);
    // After the menu is gone; it would pull focus back to its invisible anchor otherwise.
    if (returnTo instanceof HTMLElement) requestAnimationFrame(() => returnTo.focus({ preventScroll: true }));
  };
  return (
    <RadixDropdownMenu.Root open modal={false} onOpenChange={close}>
      <RadixDropdownMenu.Trigger asChild>
        <span aria-hidden className={styles.anchor} style={{ left: at.x, top: at.y }} />
      </RadixDropdownMenu.Trigger>
      <DropdownContent entries={entries} side="bottom" align="start" label={label} />
    </RadixDropdownMenu.Root>
  );
}
