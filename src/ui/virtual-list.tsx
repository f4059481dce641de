import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef } from 'react';
import { joinClasses } from './join-classes.ts';
import { addTyped, rowForKey, rowForTyped, type TypedSoFar } from './list-keys.ts';
import { useControlled } from './use-controlled.ts';
import styles from './virtual-list.module.css';

/** How a row stands in its list. */
export type ListRowState = { readonly isActive: boolean; readonly isSelected: boolean };

/** Props of VirtualList. */
export type VirtualListProps<Item> = {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** What typing the first letters searches. */
  readonly textOf: (item: Item) => string;
  /** Shows facts only: an option may hold no buttons or links of its own. */
  readonly renderItem: (item: Item, state: ListRowState) => ReactNode;
  /** Name of the list; read aloud. */
  readonly label: string;
  /** Px, the same for all; default 32. */
  readonly rowHeight?: number | undefined;
  /** Key of the row that is open beside the list. */
  readonly selectedKey?: string | null | undefined;
  /** Called as arrows move or a row is clicked. */
  readonly onSelect?: ((item: Item) => void) | undefined;
  /** Enter or double click. */
  readonly onActivate?: ((item: Item) => void) | undefined;
  /** Space. */
  readonly onPreview?: ((item: Item) => void) | undefined;
  /** Keys the list does not know itself. */
  readonly onItemKeyDown?: ((event: KeyboardEvent, item: Item) => void) | undefined;
  /** Called when the last rows come into sight, to load more. */
  readonly onEndReached?: (() => void) | undefined;
  /** Shown in place of rows. */
  readonly empty?: ReactNode;
  readonly className?: string | undefined;
};

/** A list of any length that mounts only what is in sight; one Tab stop, arrows, Home, End, first letters. */
export function VirtualList<Item>(props: VirtualListProps<Item>): ReactElement {
  const { items, keyOf, textOf, renderItem, label, rowHeight = 32, onSelect, onActivate, empty, className } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement | null>(null);
  const typed = useRef<TypedSoFar>({ text: '', atMs: 0 });
  const [activeKey, setActiveKey] = useControlled<string | null>({ value: props.selectedKey, initial: null });
  const active = activeKey === null ? -1 : items.findIndex((item) => keyOf(item) === activeKey);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), active),
    onChange: ({ range }) => {
      if (range !== null && items.length > 0 && range.endIndex >= items.length - 3) props.onEndReached?.();
    },
  });
  const goTo = (row: number): void => {
    const item = items[row];
    if (item === undefined) return;
    setActiveKey(keyOf(item));
    virtualizer.scrollToIndex(row);
    onSelect?.(item);
  };
  const textAt = (row: number): string => {
    const item = items[row];
    return item === undefined ? '' : textOf(item);
  };
  const keyDown = (event: KeyboardEvent): void => {
    const item = items[active];
    if (item !== undefined && event.key === 'Enter' && onActivate !== undefined) onActivate(item);
    else if (item !== undefined && event.key === ' ' && props.onPreview !== undefined) props.onPreview(item);
    else {
      const next = addTyped(event, typed.current);
      if (next !== null) typed.current = next;
      const place = { index: active, count: items.length };
      const row =
        next === null
          ? rowForKey(event.key, { ...place, pageRows: pageOf(scroller.current, rowHeight) })
          : rowForTyped(next.text, { ...place, textAt });
      if (row === null || event.ctrlKey || event.metaKey) {
        if (item !== undefined) props.onItemKeyDown?.(event, item);
        return;
      }
      goTo(row);
    }
    event.preventDefault();
  };
  if (items.length === 0) return <div className={joinClasses(styles.scroller, className)}>{empty}</div>;
  return (
    <div
      ref={scroller}
      className={joinClasses(styles.scroller, className)}
      role="listbox"
      aria-label={label}
      aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={keyDown}
    >
      <div role="presentation" className={styles.canvas} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const state = { isActive: index === active, isSelected: index === active };
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox, which holds the focus
            <div
              key={keyOf(item)}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={state.isSelected}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              className={styles.row}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => goTo(index)}
              onDoubleClick={() => onActivate?.(item)}
            >
              {renderItem(item, state)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Keeps the active row mounted, since assistive technology points at it even when it is scrolled away. */
export function withRow(rows: readonly number[], row: number): number[] {
  if (row < 0 || rows.includes(row)) return [...rows];
  return [...rows, row].sort((left, right) => left - right);
}

/** Rows a page key moves by. */
export function pageOf(scroller: HTMLElement | null, rowHeight: number): number {
  return Math.max(1, Math.floor((scroller?.clientHeight ?? 320) / rowHeight) - 1);
}
