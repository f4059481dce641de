import { type KeyboardEvent, type MouseEvent, type RefObject, useRef } from 'react';
import { addTyped, rowForKey, rowForTyped, type TypedSoFar } from './list-keys.ts';
import { closedSiblings, idsBetween, stepSideways, type TreeRow, toggleId } from './tree-model.ts';

type Ids = ReadonlySet<string>;

type TreeKeysInput<Item> = {
  readonly rows: readonly TreeRow<Item>[];
  readonly active: number;
  readonly multiple?: boolean | undefined;
  readonly openIds: Ids;
  readonly setOpenIds: (ids: Ids) => void;
  readonly selectedIds: Ids;
  readonly setSelectedIds: (ids: Ids) => void;
  readonly setActiveId: (id: string) => void;
  readonly textOf: (item: Item) => string;
  readonly onActivate?: ((item: Item) => void) | undefined;
  readonly onRowKeyDown?: ((event: KeyboardEvent, item: Item) => void) | undefined;
};

/** What rows call when they are clicked or typed on. */
export type TreeKeys<Item> = {
  /** True when focus should follow the active row. */
  readonly wantsFocus: RefObject<boolean>;
  readonly keyDown: (event: KeyboardEvent, row: TreeRow<Item>) => void;
  readonly click: (event: MouseEvent, row: TreeRow<Item>) => void;
  readonly focus: (row: TreeRow<Item>) => void;
  readonly toggle: (row: TreeRow<Item>) => void;
  readonly activate: (row: TreeRow<Item>) => void;
};

/** The keyboard and pointer rules of a tree. */
export function useTreeKeys<Item>(input: TreeKeysInput<Item>): TreeKeys<Item> {
  const { rows, openIds, setOpenIds, setActiveId, onActivate } = input;
  const wantsFocus = useRef(false);
  const typed = useRef<TypedSoFar>({ text: '', atMs: 0 });
  const anchor = useRef(0);

  const goTo = (at: number): void => {
    const row = rows[at];
    if (row === undefined) return;
    wantsFocus.current = true;
    setActiveId(row.id);
  };
  const select = (at: number, how: SelectHow): void => {
    const row = rows[at];
    if (row === undefined) return;
    if (how !== 'range') anchor.current = at;
    input.setSelectedIds(nextSelection({ ...input, row, at, anchor: anchor.current, how }));
  };
  const toggle = (row: TreeRow<Item>): void => {
    if (row.isBranch) setOpenIds(toggleId(openIds, row.id));
  };
  const sideways = (key: 'ArrowLeft' | 'ArrowRight', at: number): void => {
    const step = stepSideways(key, at, rows);
    if (step?.kind === 'go') {
      goTo(step.row);
      select(step.row, 'one');
    } else if (step !== null) setOpenIds(toggleId(openIds, step.id));
  };
  const keyDown = (event: KeyboardEvent, row: TreeRow<Item>): void => {
    const at = rows.findIndex(({ id }) => id === row.id);
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const moved = isPlain ? rowForKey(event.key, { index: at, count: rows.length }) : null;
    if (moved !== null) {
      goTo(moved);
      select(moved, event.shiftKey ? 'range' : 'one');
    } else if (isPlain && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) sideways(event.key, at);
    else if (isPlain && event.key === 'Enter' && onActivate !== undefined) onActivate(row.item);
    else if (isPlain && event.key === ' ') select(at, 'toggle');
    else if (isPlain && event.key === '*') setOpenIds(new Set([...openIds, ...closedSiblings(rows, at)]));
    else if ((event.ctrlKey || event.metaKey) && event.key === 'a' && input.multiple === true)
      input.setSelectedIds(new Set(rows.map(({ id }) => id)));
    else if (!findTyped(event, at)) {
      input.onRowKeyDown?.(event, row.item);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const findTyped = (event: KeyboardEvent, at: number): boolean => {
    const next = addTyped(event, typed.current);
    if (next === null) return false;
    typed.current = next;
    const textAt = (place: number): string => {
      const row = rows[place];
      return row === undefined ? '' : input.textOf(row.item);
    };
    const found = rowForTyped(next.text, { index: at, count: rows.length, textAt });
    if (found === null) return false;
    goTo(found);
    select(found, 'one');
    return true;
  };
  return {
    wantsFocus,
    keyDown,
    click: (event, row) => {
      const at = rows.findIndex(({ id }) => id === row.id);
      setActiveId(row.id);
      select(at, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one');
    },
    focus: (row) => {
      if (rows[input.active]?.id !== row.id) setActiveId(row.id);
    },
    toggle,
    activate: (row) => onActivate?.(row.item),
  };
}

type SelectHow = 'one' | 'toggle' | 'range';

type Selection<Item> = {
  readonly rows: readonly TreeRow<Item>[];
  readonly selectedIds: Ids;
  readonly multiple?: boolean | undefined;
  readonly row: TreeRow<Item>;
  readonly at: number;
  readonly anchor: number;
  readonly how: SelectHow;
};

function nextSelection<Item>({ rows, selectedIds, multiple, row, at, anchor, how }: Selection<Item>): Ids {
  if (multiple !== true || how === 'one') return new Set([row.id]);
  return how === 'toggle' ? toggleId(selectedIds, row.id) : idsBetween(rows, anchor, at);
}
