import { Command, useCommandState } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import styles from './command-dialog.module.css';
import overlay from './dialog.module.css';
import { Highlight } from './highlight.tsx';
import { Kbd } from './kbd.tsx';
import { useReturnFocus } from './return-focus.ts';
import type { IconType } from './tone.ts';

/** One line of the list. */
export type CommandItem = {
  readonly id: string;
  readonly label: string;
  /** Stretches of the label to mark. */
  readonly spans?: readonly (readonly [number, number])[] | undefined;
  readonly description?: string | undefined;
  readonly icon?: IconType | undefined;
  /** A tile or other content in place of the icon. */
  readonly start?: ReactNode;
  readonly shortcut?: string | undefined;
  /** What kind of thing it is, at the right end. */
  readonly kind?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onSelect: () => void;
};

/** Lines under a heading. */
export type CommandGroup = { readonly id: string; readonly label: string; readonly items: readonly CommandItem[] };

/** Props of CommandDialog. */
export type CommandDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Name of the dialog; read aloud. */
  readonly label: string;
  readonly placeholder: string;
  readonly query: string;
  readonly onQueryChange: (query: string) => void;
  /** Filtered and ranked by the caller, best first. */
  readonly groups: readonly CommandGroup[];
  readonly emptyText: ReactNode;
  /** A line of hints at the foot. */
  readonly footer?: ReactNode;
  /** Px from the window's edges for a small list at the pointer; left out, it stands high in the middle. */
  readonly at?: { readonly x: number; readonly y: number } | undefined;
};

/** A box to type in and a list of what it may mean: the palette, and the quick way to add. Focus returns on close. */
export function CommandDialog(props: CommandDialogProps): ReactElement {
  const { open, onOpenChange, label, placeholder, query, onQueryChange, groups, emptyText, footer, at } = props;
  const focus = useReturnFocus();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        {at === undefined ? <RadixDialog.Overlay className={overlay.overlay} /> : null}
        <RadixDialog.Content
          className={at === undefined ? styles.content : styles.small}
          style={at === undefined ? undefined : placeAt(at)}
          aria-describedby={undefined}
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.giveBack}
        >
          <RadixDialog.Title className="ps-visually-hidden">{label}</RadixDialog.Title>
          <Command className={styles.command} label={label} shouldFilter={false} loop>
            <div className={styles.box}>
              <Search aria-hidden size={at === undefined ? 18 : 15} />
              <ActiveOption />
              <Command.Input
                className={styles.input}
                placeholder={placeholder}
                value={query}
                onValueChange={onQueryChange}
              />
            </div>
            <Command.List className={styles.list} label={label}>
              {groups.every(({ items }) => items.length === 0) ? <div className={styles.empty}>{emptyText}</div> : null}
              {groups.map((group) =>
                group.items.length === 0 ? null : (
                  <Command.Group key={group.id} className={styles.group} heading={group.label}>
                    {group.items.map((item) => (
                      <Line key={item.id} item={item} groupId={group.id} />
                    ))}
                  </Command.Group>
                ),
              )}
            </Command.List>
          </Command>
          {footer === undefined ? null : <div className={styles.footer}>{footer}</div>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** Names the option that Enter would take: the library loses it when the list changes under what was typed. */
function ActiveOption(): ReactElement {
  const place = useRef<HTMLSpanElement>(null);
  useCommandState((state) => state.value);
  useCommandState((state) => state.selectedItemId);
  // After every render: options come and go without the value changing.
  useEffect(() => {
    const root = place.current?.closest('[cmdk-root]');
    const id = root?.querySelector('[cmdk-item][aria-selected="true"]')?.id;
    for (const holder of root?.querySelectorAll('[cmdk-input], [cmdk-list]') ?? []) {
      if (id === undefined) holder.removeAttribute('aria-activedescendant');
      else holder.setAttribute('aria-activedescendant', id);
    }
  });
  return <span ref={place} hidden />;
}

/** Keeps the small list inside the window. */
function placeAt({ x, y }: { readonly x: number; readonly y: number }): { left: number; top: number } {
  return {
    left: Math.max(8, Math.min(x, window.innerWidth - 348)),
    top: Math.max(8, Math.min(y, window.innerHeight - 408)),
  };
}

function Line({ item, groupId }: { readonly item: CommandItem; readonly groupId: string }): ReactElement {
  const Icon = item.icon;
  return (
    <Command.Item
      className={styles.item}
      value={`${groupId} ${item.id}`}
      disabled={item.disabled ?? false}
      onSelect={() => item.onSelect()}
    >
      {item.start ?? (Icon === undefined ? null : <Icon aria-hidden size={16} />)}
      <span className={styles.words}>
        <Highlight text={item.label} spans={item.spans ?? []} />
        {item.description === undefined ? null : <span className={styles.description}>{item.description}</span>}
      </span>
      {item.kind === undefined ? null : <span className={styles.kind}>{item.kind}</span>}
      {item.shortcut === undefined ? null : <Kbd keys={item.shortcut} />}
    </Command.Item>
  );
}
