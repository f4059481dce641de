import { create } from 'zustand';

/** What is looked at, as far as several panels must agree on it. Never part of the undo history. */
export type View = {
  /** Ids of the selected steps, in the order they were selected. */
  readonly selection: readonly string[];
  /** The selected edge, where one is. */
  readonly edge: EdgeId | undefined;
  /** The scopes drilled into, outermost first; empty for the whole flow. */
  readonly inside: readonly string[];
  /** A field the inspector should bring into view and focus once, such as `config.expression`. */
  readonly field: { readonly node: string; readonly path: string } | undefined;
};

/** An edge by its ends, because an edge has no id of its own. */
export type EdgeId = { readonly from: string; readonly port: string; readonly to: string };

const blank: View = { selection: [], edge: undefined, inside: [], field: undefined };

/** Selection and place in the open flow. */
export const useView = create<View>(() => blank);

/** Selects steps; nothing selected closes the inspector's form. */
export function select(ids: readonly string[]): void {
  const { selection, edge } = useView.getState();
  if (edge === undefined && selection.length === ids.length && selection.every((id, index) => id === ids[index]))
    return;
  useView.setState({ selection: ids, edge: undefined });
}

/** Selects one edge. */
export function selectEdge(edge: EdgeId): void {
  useView.setState({ selection: [], edge });
}

/** Selects a step and brings one of its fields into view. */
export function reveal(node: string, path?: string): void {
  useView.setState({ selection: [node], edge: undefined, field: path === undefined ? undefined : { node, path } });
}

/** Goes into a scope, or out to the whole flow with an empty list. */
export function enter(inside: readonly string[]): void {
  useView.setState({ inside, selection: [], edge: undefined });
}

/** Forgets everything, as when another flow is opened. */
export function resetView(): void {
  useView.setState(blank);
}
