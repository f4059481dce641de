import { create } from 'zustand';
import type { EdgeId } from '../document/view.ts';

/** A point, of the window or of the unzoomed canvas. */
export type Point = { readonly x: number; readonly y: number };

/** Where a new step goes, and how it is connected. */
export type AddPlace = {
  /** Top left of the new card on the unzoomed canvas; absent: beside its neighbour, or in the middle. */
  readonly at?: Point;
  readonly after?: { readonly node: string; readonly port: string };
  readonly onEdge?: EdgeId;
  readonly container?: { readonly scope: string; readonly list: 'body' | 'compensations' };
};

/** Something a menu was opened on. */
export type MenuTarget =
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string }
  | { readonly kind: 'edge'; readonly edge: EdgeId }
  | { readonly kind: 'canvas'; readonly at: Point };

/** A menu and where it opens. `isByKeys`: its first entry takes the keys at once. */
export type MenuAsked = {
  readonly window: Point;
  readonly target: MenuTarget | 'wrap';
  readonly isByKeys?: boolean;
};

/** An edge that is being drawn or moved. `loose` is the end that follows the pointer. */
export type Drawing = {
  readonly loose: 'from' | 'to';
  readonly from?: string;
  readonly port?: string;
  readonly to?: string;
  /** Steps the loose end may be dropped on. */
  readonly legal: ReadonlySet<string>;
  /** The edge that is moved, if it is not a new one. */
  readonly moved?: EdgeId;
};

/** How much of a step is drawn, by zoom: all, its name, a block, or a picture of the whole. */
export type Detail = 'full' | 'name' | 'block' | 'picture';

/** What goes on between a person and the canvas; nothing of it is part of the document. */
export type CanvasState = {
  readonly mode: 'select' | 'pan';
  readonly detail: Detail;
  readonly quickAdd: { readonly window: Point; readonly place: AddPlace } | undefined;
  readonly drawing: Drawing | undefined;
  /** Picking the target of an edge from a list. */
  readonly picking: { readonly from: string; readonly window: Point } | undefined;
  /** A step or note (`note:…`) whose text is being typed. */
  readonly renaming: string | undefined;
  readonly hovered: string | undefined;
  readonly hoveredEdge: string | undefined;
  /** Edge or frame something dragged would be put into. */
  readonly dropTarget: string | undefined;
  readonly menu: MenuAsked | undefined;
  /** A step just added: what it still lacks is not shown as wrong before it was left. */
  readonly fresh: string | undefined;
  /** Lines dragged boxes snapped to, on the unzoomed canvas. */
  readonly guides: { readonly x: number | undefined; readonly y: number | undefined };
  /** True once the canvas can be moved. */
  readonly isReady: boolean;
  readonly isTidying: boolean;
  readonly isMapShown: boolean;
};

const noGuides: CanvasState['guides'] = { x: undefined, y: undefined };

/** What goes on on the canvas. */
export const useCanvasState = create<CanvasState>(() => ({
  mode: 'select',
  detail: 'full',
  quickAdd: undefined,
  drawing: undefined,
  picking: undefined,
  renaming: undefined,
  hovered: undefined,
  hoveredEdge: undefined,
  dropTarget: undefined,
  menu: undefined,
  fresh: undefined,
  guides: noGuides,
  isReady: false,
  isTidying: false,
  isMapShown: true,
}));

/** Changes some of it; values that stay the same do not tell anybody. */
export function setCanvasState(change: Partial<CanvasState>): void {
  const state = useCanvasState.getState();
  // The keys of a partial state are keys of the state.
  const keys = Object.keys(change) as (keyof CanvasState)[];
  if (keys.some((key) => state[key] !== change[key])) useCanvasState.setState(change);
}

/** Shows the lines something dragged snapped to; none without arguments. */
export function showGuides(x?: number, y?: number): void {
  const { guides } = useCanvasState.getState();
  if (guides.x !== x || guides.y !== y) {
    useCanvasState.setState({ guides: x === undefined && y === undefined ? noGuides : { x, y } });
  }
}

/** Ends whatever was going on, as when another flow is opened. */
export function settleCanvas(): void {
  setCanvasState({
    quickAdd: undefined,
    drawing: undefined,
    picking: undefined,
    renaming: undefined,
    hovered: undefined,
    hoveredEdge: undefined,
    dropTarget: undefined,
    menu: undefined,
    fresh: undefined,
    guides: noGuides,
  });
}
