import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { create } from 'zustand';
import { emptyLayout, type Layout } from '#flow/layout.ts';
import { select, useView } from '../document/view.ts';
import type { CanvasEdge, CanvasNode } from './react-flow.ts';

/** What stands on the canvas now, with drags that are not over yet and with what is selected. */
export type Board = {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
  /** The layout the nodes were made from: that of the document, with a place for every step. */
  readonly placed: Layout;
  /** Ids of selected steps and notes. */
  readonly selected: ReadonlySet<string>;
};

/** The canvas. The document is the truth; this follows it, and runs ahead of it only while something is dragged. */
export const useBoard = create<Board>(() => ({ nodes: [], edges: [], placed: emptyLayout, selected: new Set() }));

const selectedTwins = new WeakMap<CanvasNode, CanvasNode>();
const originals = new WeakMap<CanvasNode, CanvasNode>();

/** The same node marked as selected: always the same object, so that it renders once. */
function asSelected(node: CanvasNode): CanvasNode {
  const known = selectedTwins.get(node);
  if (known !== undefined) return known;
  const twin = { ...node, selected: true };
  selectedTwins.set(node, twin);
  originals.set(twin, node);
  return twin;
}

/** Shows what the document holds. */
export function showBoard(made: readonly CanvasNode[], edges: readonly CanvasEdge[], placed: Layout): void {
  const { selected } = useBoard.getState();
  const there = new Set(made.map((node) => node.id));
  const left = [...selected].every((id) => there.has(id))
    ? selected
    : new Set([...selected].filter((id) => there.has(id)));
  const nodes = left.size === 0 ? made : made.map((node) => (left.has(node.id) ? asSelected(node) : node));
  useBoard.setState({ nodes, edges, placed, selected: left });
  const { selection } = useView.getState();
  const kept = selection.filter((id) => there.has(id));
  if (left !== selected && kept.length !== selection.length) select(kept);
}

/** Takes what React Flow reports: drags, sizes, selection. */
export function changeBoard(changes: readonly NodeChange<CanvasNode>[]): void {
  const others = changes.filter((change) => change.type !== 'select');
  if (others.length > 0) {
    useBoard.setState(({ nodes }) => ({ nodes: applyNodeChanges(others, [...nodes]) }));
  }
  if (others.length === changes.length) return;
  const selected = new Set(useBoard.getState().selected);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) selected.add(change.id);
    else selected.delete(change.id);
  }
  choose(isMarquee ? withoutHalfFrames(selected) : selected);
}

let isMarquee = false;

/** Tells when a marquee is drawn: it takes a frame only with everything inside it, because it often begins in one. */
export function setMarquee(isDrawn: boolean): void {
  isMarquee = isDrawn;
}

function withoutHalfFrames(selected: ReadonlySet<string>): ReadonlySet<string> {
  const { nodes } = useBoard.getState();
  const half = new Set<string>();
  // From inside out: a frame that is left out leaves its own frame out too.
  for (const node of nodes.toReversed()) {
    const isTaken = selected.has(node.id) && !half.has(node.id);
    if (!isTaken && node.parentId !== undefined) half.add(node.parentId);
  }
  return new Set([...selected].filter((id) => !half.has(id)));
}

/** Selects steps and notes on the canvas, and tells the other panels which steps. */
export function choose(ids: Iterable<string>): void {
  const selected = new Set(ids);
  markSelected(selected);
  select([...selected].filter((id) => !id.startsWith('note:')));
}

/** Selects on the canvas only, to follow what another panel selected. */
export function markSelected(selected: ReadonlySet<string>): void {
  const { nodes, selected: before } = useBoard.getState();
  if (before.size === selected.size && [...selected].every((id) => before.has(id))) return;
  const marked = nodes.map((node) => {
    const isSelected = selected.has(node.id);
    if (isSelected === (node.selected === true)) return node;
    if (isSelected) return asSelected(node);
    return originals.get(node) ?? { ...node, selected: false };
  });
  useBoard.setState({ nodes: marked, selected });
}

/** Puts nodes elsewhere without touching the document, as while they glide to new places. */
export function placeOnBoard(positions: ReadonlyMap<string, { readonly x: number; readonly y: number }>): void {
  useBoard.setState(({ nodes }) => ({
    nodes: nodes.map((node) => {
      const position = positions.get(node.id);
      return position === undefined ? node : { ...node, position };
    }),
  }));
}

/** Ids of selected steps, in the order they were selected. */
export function selectedSteps(): readonly string[] {
  return useView.getState().selection;
}

/** Ids of selected notes, without the prefix. */
export function selectedNotes(): readonly string[] {
  return [...useBoard.getState().selected].filter((id) => id.startsWith('note:')).map((id) => id.slice('note:'.length));
}
