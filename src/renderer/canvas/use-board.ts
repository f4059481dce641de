import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Layout } from '#flow/layout.ts';
import { useDocument } from '../document/document.ts';
import { nodesOf } from '../document/find-node.ts';
import { useView } from '../document/view.ts';
import { markSelected, showBoard, useBoard } from './board.ts';
import { bringIntoView, openView, rememberView } from './camera.ts';
import { setCanvasState, settleCanvas, useCanvasState } from './canvas-state.ts';
import { createPlacer } from './place-boxes.ts';
import { createEdgeMaker, createNodeMaker, edgeKey } from './react-flow.ts';

/** Keeps the board like the document and the selection of the other panels. */
export function useBoardLikeDocument(): void {
  const flow = useDocument((state) => state.flow);
  const layout = useDocument((state) => state.layout);
  const inside = useView((state) => state.inside);
  const selectedEdge = useView(({ edge }) => (edge === undefined ? '' : edgeKey(edge.from, edge.port, edge.to)));
  const [makers] = useState(() => ({ nodes: createNodeMaker(), edges: createEdgeMaker(), places: createPlacer() }));
  const path = useDocument((state) => state.path);
  const placed: Layout = useMemo(
    () => (flow === undefined ? layout : makers.places(path, flow, layout)),
    [makers, path, flow, layout],
  );
  const nodes = useMemo(
    () => (flow === undefined ? [] : makers.nodes(flow, placed, inside)),
    [makers, flow, placed, inside],
  );
  const edges = useMemo(
    () => (flow === undefined ? [] : makers.edges(flow, inside, selectedEdge)),
    [makers, flow, inside, selectedEdge],
  );
  // Before the browser paints: the canvas and the panels around it never show two states.
  useLayoutEffect(() => showBoard(nodes, edges, placed), [nodes, edges, placed]);
}

/** Opens each flow, and each scope of it, where it was left. */
export function useOpeningView(isReady: boolean): void {
  const path = useDocument((state) => (state.status === 'open' ? state.path : undefined));
  const inside = useView((state) => state.inside);
  const shown = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (!isReady || path === undefined) return;
    const place = [path, ...inside].join(' ');
    if (shown.current === place) return;
    shown.current = place;
    settleCanvas();
    openView();
  }, [isReady, path, inside]);
  useEffect(() => {
    if (path === undefined) return undefined;
    return () => rememberView();
  }, [path]);
}

/** Follows what the other panels select: it is marked here too, and brought into sight. */
export function useFollowSelection(): void {
  useEffect(
    () =>
      useView.subscribe((now, before) => {
        if (now.selection === before.selection) return;
        const { fresh } = useCanvasState.getState();
        if (fresh !== undefined && !now.selection.includes(fresh)) setCanvasState({ fresh: undefined });
        const { selected } = useBoard.getState();
        const wanted = new Set(now.selection);
        const isOurs = now.selection.every((id) => selected.has(id)) && countSteps(selected) === wanted.size;
        if (isOurs) return;
        markSelected(wanted);
        const last = now.selection.at(-1);
        if (last !== undefined) showStep(last);
      }),
    [],
  );
}

function countSteps(selected: ReadonlySet<string>): number {
  return [...selected].filter((id) => !id.startsWith('note:')).length;
}

/** Brings a step into sight; when it stands outside of the scope that is looked at, the way there is gone first. */
function showStep(id: string): void {
  const { flow } = useDocument.getState();
  const found = flow === undefined ? undefined : nodesOf(flow).get(id);
  if (found === undefined) return;
  const { inside, selection } = useView.getState();
  const isHere = inside.every((scope, index) => found.inside[index] === scope);
  if (!isHere) {
    rememberView();
    useView.setState({ inside: [], selection });
  }
  requestAnimationFrame(() => {
    if (!isHere) markSelected(new Set(selection));
    bringIntoView(id);
  });
}
