/** How a tree reads its items. */
export type TreeReader<Item> = {
  readonly idOf: (item: Item) => string;
  /** Undefined for a leaf; read only when the item is open, so it may be made on the way. */
  readonly childrenOf: (item: Item) => readonly Item[] | undefined;
};

/** One visible row. */
export type TreeRow<Item> = {
  readonly item: Item;
  readonly id: string;
  /** 1 for roots. */
  readonly level: number;
  readonly parentId: string | null;
  readonly isBranch: boolean;
  readonly isOpen: boolean;
  /** Place among its siblings, from 1. */
  readonly place: number;
  readonly siblings: number;
};

/** Lists the rows a tree shows: all roots, and what lies under open branches. */
export function listTreeRows<Item>(
  roots: readonly Item[],
  openIds: ReadonlySet<string>,
  { idOf, childrenOf }: TreeReader<Item>,
): readonly TreeRow<Item>[] {
  const rows: TreeRow<Item>[] = [];
  const visit = (items: readonly Item[], level: number, parentId: string | null): void => {
    items.forEach((item, place) => {
      const id = idOf(item);
      const children = childrenOf(item);
      const isOpen = children !== undefined && openIds.has(id);
      rows.push({
        item,
        id,
        level,
        parentId,
        isBranch: children !== undefined,
        isOpen,
        place: place + 1,
        siblings: items.length,
      });
      if (isOpen) visit(children, level + 1, id);
    });
  };
  visit(roots, 1, null);
  return rows;
}

/** What an arrow to the side means on a row. */
export type SideStep =
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'close'; readonly id: string }
  | { readonly kind: 'go'; readonly row: number };

/** Right opens a branch, then enters it; left closes it, then goes to the parent. Null where neither leads anywhere. */
export function stepSideways<Item>(
  key: 'ArrowLeft' | 'ArrowRight',
  row: number,
  rows: readonly TreeRow<Item>[],
): SideStep | null {
  const here = rows[row];
  if (here === undefined) return null;
  if (key === 'ArrowRight') {
    if (!here.isBranch) return null;
    if (!here.isOpen) return { kind: 'open', id: here.id };
    return rows[row + 1]?.parentId === here.id ? { kind: 'go', row: row + 1 } : null;
  }
  if (here.isOpen) return { kind: 'close', id: here.id };
  const parent = rows.findIndex(({ id }) => id === here.parentId);
  return parent === -1 ? null : { kind: 'go', row: parent };
}

/** The set with one id put in or taken out. */
export function toggleId(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Ids of the rows between two rows, both included; the order does not matter. */
export function idsBetween<Item>(rows: readonly TreeRow<Item>[], from: number, to: number): ReadonlySet<string> {
  return new Set(rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id));
}

/** Ids of the closed branches among the siblings of a row, for the star key. */
export function closedSiblings<Item>(rows: readonly TreeRow<Item>[], row: number): readonly string[] {
  const here = rows[row];
  return rows
    .filter(({ parentId, isBranch, isOpen }) => parentId === here?.parentId && isBranch && !isOpen)
    .map(({ id }) => id);
}
