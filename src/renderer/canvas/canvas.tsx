import { ReactFlowProvider } from '@xyflow/react';
import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useDocument } from '../document/document.ts';
import { useView } from '../document/view.ts';
import { openQuickAddAt, placeAt } from './actions/add.ts';
import { finishNudge } from './actions/arrange.ts';
import { choose, useBoard } from './board.ts';
import { canvasRoot, focusCanvas, toCanvas } from './camera.ts';
import styles from './canvas.module.css';
import { type MenuTarget, type Point, setCanvasState, useCanvasState } from './canvas-state.ts';
import { edgeUnder } from './gestures/draw-edge.ts';
import { dropOnCanvas, leaveCanvas, overCanvas } from './gestures/drop-from-palette.ts';
import { Overview } from './overview/overview.tsx';
import { OverviewMap } from './overview/overview-map.tsx';
import { CanvasMenu } from './panels/canvas-menu.tsx';
import { CanvasToolbar } from './panels/canvas-toolbar.tsx';
import { Crumb } from './panels/crumb.tsx';
import { EmptyCanvas } from './panels/empty-canvas.tsx';
import { ReasonChip } from './panels/reason-chip.tsx';
import { QuickAdd } from './quick-add/quick-add.tsx';
import { TargetPicker } from './quick-add/target-picker.tsx';
import { Surface } from './surface.tsx';
import { useBoardLikeDocument, useFollowSelection, useOpeningView } from './use-board.ts';
import { useCanvasCommands } from './use-canvas-commands.ts';
import { usePasteEvents } from './use-paste-events.ts';

/** The canvas of the open flow. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasParts />
    </ReactFlowProvider>
  );
}

function CanvasParts() {
  const pointer = useRef<Point | undefined>(undefined);
  const isEmpty = useBoard((state) => state.nodes.length === 0);
  const isOpen = useDocument((state) => state.status === 'open');
  const isPicture = useCanvasState((state) => state.detail === 'picture');
  const isMapShown = useCanvasState((state) => state.isMapShown);
  const isReady = useCanvasState((state) => state.isReady);
  useBoardLikeDocument();
  useOpeningView(isReady);
  useFollowSelection();
  useCanvasCommands(pointer);
  usePasteEvents(pointer);
  useEffect(
    () => () => {
      finishNudge();
      setCanvasState({ isReady: false });
    },
    [],
  );
  const track = ({ clientX, clientY }: PointerEvent): void => {
    pointer.current = { x: clientX, y: clientY };
  };
  const forget = (): void => {
    pointer.current = undefined;
    setCanvasState({ hoveredEdge: undefined });
  };
  return (
    // Pointer gestures of the canvas below; everything they do has keys and menu entries too.
    // biome-ignore lint/a11y/noStaticElementInteractions: the element inside takes focus and keys
    <div
      className={styles.canvas}
      onPointerMove={track}
      onPointerLeave={forget}
      onPointerOver={leaveEdge}
      onPointerDownCapture={takeFocus}
      onDoubleClick={addHere}
      onContextMenu={openMenu}
      onDragOver={overCanvas}
      onDragLeave={leaveCanvas}
      onDrop={dropOnCanvas}
    >
      <Surface />
      {isPicture && <Overview />}
      <Crumb />
      {isOpen && isEmpty && <EmptyCanvas />}
      <CanvasToolbar />
      {isMapShown && !isEmpty && <OverviewMap />}
      <ReasonChip />
      <QuickAdd />
      <TargetPicker />
      <CanvasMenu />
    </div>
  );
}

/** The button on an edge goes once the pointer is on neither of them. */
function leaveEdge({ target }: PointerEvent): void {
  const { hoveredEdge } = useCanvasState.getState();
  if (hoveredEdge === undefined || !(target instanceof Element)) return;
  const key =
    target.closest('.react-flow__edge')?.getAttribute('data-id') ??
    target.closest('[data-edge]')?.getAttribute('data-edge');
  if (key !== hoveredEdge) setCanvasState({ hoveredEdge: undefined });
}

/** A press on the canvas brings the keys to it, but never out of a text that is being typed there. */
function takeFocus({ target }: PointerEvent): void {
  if (!(target instanceof Element) || canvasRoot()?.contains(target) !== true) return;
  if (target.closest('input, textarea, button') === null) focusCanvas();
}

function addHere({ target, clientX, clientY }: MouseEvent): void {
  if (!(target instanceof Element) || !target.classList.contains('react-flow__pane')) return;
  const window = { x: clientX, y: clientY };
  openQuickAddAt(window, placeAt(toCanvas(window)));
}

function openMenu(event: MouseEvent): void {
  const { target, clientX, clientY } = event;
  if (
    !(target instanceof Element) ||
    target.closest('input, textarea, [role="menu"], [data-radix-popper-content-wrapper]')
  )
    return;
  event.preventDefault();
  const root = canvasRoot();
  // A press of the menu key comes from the element that has the focus.
  if (target === root) {
    const { x, y, width, height } = root.getBoundingClientRect();
    const id = useView.getState().selection.at(-1);
    const card = id === undefined ? undefined : document.getElementById(`step-${id}`)?.getBoundingClientRect();
    const window = card === undefined ? { x: x + width / 2, y: y + height / 3 } : { x: card.left + 24, y: card.bottom };
    setCanvasState({ menu: { window, target: targetByKeys(window), isByKeys: true } });
    return;
  }
  if (root?.contains(target) !== true && target.closest('canvas') === null) return;
  const window = { x: clientX, y: clientY };
  const chosen = targetAt(target, window);
  if (chosen.kind === 'step' || chosen.kind === 'note') {
    const id = chosen.kind === 'step' ? chosen.id : `note:${chosen.id}`;
    if (!useBoard.getState().selected.has(id)) choose([id]);
  }
  if (chosen.kind === 'edge') useView.setState({ selection: [], edge: chosen.edge });
  setCanvasState({ menu: { window, target: chosen } });
}

function targetByKeys(window: Point): MenuTarget {
  const { selection, edge } = useView.getState();
  const id = selection.at(-1);
  if (id !== undefined) return { kind: 'step', id };
  return edge === undefined ? { kind: 'canvas', at: toCanvas(window) } : { kind: 'edge', edge };
}

function targetAt(target: Element, window: Point): MenuTarget {
  const id = target.closest('.react-flow__node')?.getAttribute('data-id');
  if (id?.startsWith('note:')) return { kind: 'note', id: id.slice('note:'.length) };
  if (id !== null && id !== undefined) return { kind: 'step', id };
  const edge = edgeUnder({ clientX: window.x, clientY: window.y });
  return edge === undefined ? { kind: 'canvas', at: toCanvas(window) } : { kind: 'edge', edge };
}
