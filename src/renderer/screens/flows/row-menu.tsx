import { Copy, Ellipsis, GitCompare, Pencil, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import { go } from '../../routes.ts';
import type { FlowAsking } from './flow-dialogs.tsx';
import type { FlowRow } from './flow-rows.ts';

/** The row whose menu is open; one at a time, opened by its button, by the keyboard or by a right click. */
const useOpenMenu = create<{ readonly path: string | undefined }>(() => ({ path: undefined }));

/** Opens the menu of a row. */
export function openRowMenu(path: string): void {
  useOpenMenu.setState({ path });
}

/** How long a menu takes to give the focus back to its button, in milliseconds. */
const giveBackMs = 50;

type RowMenuProps = { readonly row: FlowRow; readonly onAsk: (asking: FlowAsking) => void };

/** What can be done with one flow. */
export function RowMenu({ row, onAsk }: RowMenuProps) {
  const { t } = useTranslation();
  const isOpen = useOpenMenu((state) => state.path === row.path);
  const button = useRef<HTMLButtonElement>(null);
  const setOpen = (open: boolean): void => {
    useOpenMenu.setState({ path: open ? row.path : undefined });
    // The rows have one Tab stop, and keys go on from there.
    if (!open) setTimeout(() => button.current?.closest<HTMLElement>('[role="grid"]')?.focus(), giveBackMs);
  };
  // After the list has the focus again: what opens now gives it back there.
  const ask = (asking: FlowAsking): void => void setTimeout(() => onAsk(asking), 2 * giveBackMs);
  const entries: readonly MenuEntry[] = [
    {
      id: 'open',
      label: t('flows.menu.open'),
      icon: SquareArrowOutUpRight,
      shortcut: 'Enter',
      onSelect: () => go({ screen: 'designer', flow: row.id }),
    },
    {
      id: 'rename',
      label: t('flows.menu.rename'),
      icon: Pencil,
      shortcut: 'F2',
      onSelect: () => ask({ kind: 'rename', row }),
    },
    {
      id: 'duplicate',
      label: t('flows.menu.duplicate'),
      icon: Copy,
      onSelect: () => ask({ kind: 'duplicate', row }),
    },
    {
      id: 'compare',
      label: t('flows.menu.compare'),
      description: t('flows.menu.compareLater'),
      icon: GitCompare,
      disabled: true,
      onSelect: () => {},
    },
    { kind: 'separator', id: 'before-delete' },
    {
      id: 'delete',
      label: t('flows.menu.delete'),
      icon: Trash2,
      shortcut: 'Del',
      danger: true,
      onSelect: () => ask({ kind: 'delete', row }),
    },
  ];
  return (
    <DropdownMenu
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      entries={entries}
      trigger={
        <IconButton
          ref={button}
          label={t('flows.menu.label', { name: row.name })}
          icon={Ellipsis}
          size="sm"
          tabIndex={-1}
        />
      }
    />
  );
}
