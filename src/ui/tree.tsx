import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';
import { joinClasses } from './join-classes.ts';
import type { MenuEntry } from './menu-entries.tsx';
import styles from './tree.module.css';
import { listTreeRows, type TreeReader } from './tree-model.ts';
import { TreeRowView } from './tree-row.tsx';
import { useControlled } from './use-controlled.ts';
import { type TreeKeys, useTreeKeys } from './use-tree-keys.ts';
import { withRow } from './virtual-list.tsx';

/** How a row stands in its tree. */
export type TreeRowState = {
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly level: number;
};

/** Props of Tree. Functions should be stable: rows are redrawn when they change. */
export type TreeProps<Item> = TreeReader<Item> & {
  /** Name of the tree; read aloud. */
  readonly label: string;
  readonly roots: readonly Item[];
  /** The row in words: read aloud, and searched by typing. */
  readonly textOf: (item: Item) => string;
  readonly renderRow: (item: Item, state: TreeRowState) => ReactNode;
  /** Open branches; left out, the tree keeps them itself, beginning with `initialOpenIds`. */
  readonly openIds?: ReadonlySet<string> | undefined;
  readonly initialOpenIds?: ReadonlySet<string> | undefined;
  readonly onOpenChange?: ((ids: ReadonlySet<string>) => void) | undefined;
  readonly selectedIds?: ReadonlySet<string> | undefined;
  readonly onSelectedChange?: ((ids: ReadonlySet<string>) => void) | undefined;
  /** Shift and Ctrl select several. */
  readonly multiple?: boolean | undefined;
  /** The row arrows go from; give it to bring a row into sight from outside. */
  readonly activeId?: string | null | undefined;
  readonly onActiveChange?: ((id: string | null) => void) | undefined;
  /** Enter or double click. */
  readonly onActivate?: ((item: Item) => void) | undefined;
  /** What can be done with a row: at its right end, on right click, and on Shift+F10. */
  readonly rowMenu?: ((item: Item) => readonly MenuEntry[]) | undefined;
  readonly rowMenuLabel?: ((item: Item) => string) | undefined;
  /** Keys the tree does not know itself. */
  readonly onRowKeyDown?: ((event: KeyboardEvent, item: Item) => void) | undefined;
  /** Px, the same for all; default 28. */
  readonly rowHeight?: number | undefined;
  readonly empty?: ReactNode;
  readonly className?: string | undefined;
};

const nothing: ReadonlySet<string> = new Set();

/** A tree of any size that mounts only what is in sight; one Tab stop, arrows, Home, End, star, first letters. */
export function Tree<Item>(props: TreeProps<Item>): ReactElement {
  const { label, roots, idOf, childrenOf, rowHeight = 28, multiple = false, empty, className } = props;
  const scroller = useRef<HTMLDivElement | null>(null);
  const [openIds, setOpenIds] = useControlled({
    value: props.openIds,
    initial: props.initialOpenIds ?? nothing,
    onChange: props.onOpenChange,
  });
  const [selectedIds, setSelectedIds] = useControlled({
    value: props.selectedIds,
    initial: nothing,
    onChange: props.onSelectedChange,
  });
  const [activeId, setActiveId] = useControlled<string | null>({
    value: props.activeId,
    initial: null,
    onChange: props.onActiveChange,
  });
  const rows = listTreeRows(roots, openIds, { idOf, childrenOf });
  const active = activeId === null ? -1 : rows.findIndex(({ id }) => id === activeId);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), Math.max(0, active)),
  });
  const keys = useTreeKeys({ ...props, rows, active, openIds, setOpenIds, selectedIds, setSelectedIds, setActiveId });
  useScrollToActive({ activeId, active, scrollTo: virtualizer.scrollToIndex });
  useFocusFollows({ scroller, activeId, wantsFocus: keys.wantsFocus });
  if (rows.length === 0) return <div className={joinClasses(styles.scroller, className)}>{empty}</div>;
  const tabStop = active === -1 ? 0 : active;
  return (
    <div ref={scroller} className={joinClasses(styles.scroller, className)}>
      <div
        role="tree"
        aria-label={label}
        aria-multiselectable={multiple ? true : undefined}
        className={styles.canvas}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <TreeRowView
              key={row.id}
              row={row}
              top={start}
              height={rowHeight}
              isTabStop={index === tabStop}
              isActive={index === active}
              isSelected={selectedIds.has(row.id)}
              textOf={props.textOf}
              renderRow={props.renderRow}
              rowMenu={props.rowMenu}
              rowMenuLabel={props.rowMenuLabel}
              keys={keys}
            />
          );
        })}
      </div>
    </div>
  );
}

type ScrollToActive = {
  readonly activeId: string | null;
  readonly active: number;
  readonly scrollTo: (row: number) => void;
};

/** Brings the active row into sight once per change, also when its branch opens only later. */
function useScrollToActive({ activeId, active, scrollTo }: ScrollToActive): void {
  const seen = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (active === -1 || seen.current === activeId) return;
    seen.current = activeId;
    scrollTo(active);
  }, [active, activeId, scrollTo]);
}

type FocusFollows = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly activeId: string | null;
  readonly wantsFocus: TreeKeys<unknown>['wantsFocus'];
};

/** Moves real focus to the active row after keys moved it; never when code did. */
function useFocusFollows({ scroller, activeId, wantsFocus }: FocusFollows): void {
  useLayoutEffect(() => {
    if (!wantsFocus.current || activeId === null) return;
    wantsFocus.current = false;
    const row = scroller.current?.querySelector(`[data-row="${CSS.escape(activeId)}"]`);
    if (row instanceof HTMLElement) row.focus({ preventScroll: true });
  });
}
