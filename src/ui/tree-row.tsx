import { ChevronRight, Ellipsis } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, type ReactNode, useRef, useState } from 'react';
import { joinClasses } from './join-classes.ts';
import { DropdownMenu } from './menu.tsx';
import type { MenuEntry } from './menu-entries.tsx';
import styles from './tree.module.css';
import type { TreeRow } from './tree-model.ts';
import type { TreeKeys } from './use-tree-keys.ts';

/** Props of TreeRowView. */
export type TreeRowViewProps<Item> = {
  readonly row: TreeRow<Item>;
  /** Px from the top of the tree. */
  readonly top: number;
  readonly height: number;
  readonly isTabStop: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly textOf: (item: Item) => string;
  readonly renderRow: (
    item: Item,
    state: {
      readonly isOpen: boolean;
      readonly isSelected: boolean;
      readonly isActive: boolean;
      readonly level: number;
    },
  ) => ReactNode;
  readonly rowMenu: ((item: Item) => readonly MenuEntry[]) | undefined;
  readonly rowMenuLabel: ((item: Item) => string) | undefined;
  readonly keys: TreeKeys<Item>;
};

/** Px a level is moved in. */
const indent = 16;

/** One row of a tree. */
export function TreeRowView<Item>(props: TreeRowViewProps<Item>): ReactElement {
  const { row, top, height, isTabStop, isActive, isSelected, textOf, renderRow, rowMenu, rowMenuLabel, keys } = props;
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const element = useRef<HTMLDivElement | null>(null);
  const keyDown = (event: KeyboardEvent): void => {
    // Keys of the menu and its button bubble through here; they are not the row's.
    if (event.target !== event.currentTarget) return;
    if (rowMenu !== undefined && (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10'))) {
      event.preventDefault();
      setIsMenuOpen(true);
    } else keys.keyDown(event, row);
  };
  return (
    <div
      ref={element}
      role="treeitem"
      data-row={row.id}
      aria-label={textOf(row.item)}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={row.isBranch ? row.isOpen : undefined}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      className={joinClasses(styles.row, isSelected && styles.selected)}
      style={{ height, transform: `translateY(${top}px)`, paddingInlineStart: 4 + (row.level - 1) * indent }}
      onKeyDown={keyDown}
      onFocus={(event) => (event.target === event.currentTarget ? keys.focus(row) : undefined)}
      onClick={(event) => keys.click(event, row)}
      onDoubleClick={() => keys.activate(row)}
      onContextMenu={(event) => {
        if (rowMenu === undefined) return;
        event.preventDefault();
        setIsMenuOpen(true);
      }}
    >
      {row.isBranch ? (
        // For the pointer; arrows open and close. A button here would be a second Tab stop.
        <span
          aria-hidden
          className={joinClasses(styles.twist, row.isOpen && styles.open)}
          onClick={(event) => {
            event.stopPropagation();
            keys.toggle(row);
          }}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <ChevronRight size={14} />
        </span>
      ) : (
        <span aria-hidden className={styles.twist} />
      )}
      <span className={styles.content}>
        {renderRow(row.item, { isOpen: row.isOpen, isSelected, isActive, level: row.level })}
      </span>
      {rowMenu === undefined || rowMenuLabel === undefined ? null : (
        <DropdownMenu
          open={isMenuOpen}
          onOpenChange={setIsMenuOpen}
          align="end"
          returnFocus={() => element.current}
          entries={() => rowMenu(row.item)}
          trigger={
            <button
              type="button"
              tabIndex={-1}
              aria-label={rowMenuLabel(row.item)}
              className={styles.more}
              onClick={(event) => event.stopPropagation()}
            >
              <Ellipsis aria-hidden size={16} />
            </button>
          }
        />
      )}
    </div>
  );
}
