import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type EdgeMouseHandler,
  type FinalConnectionState,
  type HandleType,
  type NodeMouseHandler,
  type OnConnectStartParams,
  type OnNodeDrag,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
  ViewportPortal,
} from '@xyflow/react';
import { memo, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { select, selectEdge, useView } from '../document/view.ts';
import { drillInto } from './actions/open.ts';
import { markSelected, setMarquee, useBoard } from './board.ts';
import { largestZoom, setCamera, setCanvasRoot, smallestZoom } from './camera.ts';
import styles from './canvas.module.css';
import { type Detail, setCanvasState, useCanvasState } from './canvas-state.ts';
import { FlowEdge } from './cards/flow-edge.tsx';
import { FrameCard } from './cards/frame-card.tsx';
import { NoteCard } from './cards/note-card.tsx';
import { StepCard } from './cards/step-card.tsx';
import { detailAt } from './detail.ts';
import { grid } from './geometry.ts';
import { beginDrag, endDrag, overFrame, takeChanges } from './gestures/drag.ts';
import {
  beginEdge,
  beginReconnect,
  endEdge,
  endReconnect,
  finishEdge,
  finishReconnect,
  mayConnect,
} from './gestures/draw-edge.ts';
import { type CanvasEdge, type CanvasNode, useZoom } from './react-flow.ts';

const nodeTypes = { step: StepCard, frame: FrameCard, note: NoteCard };
const edgeTypes = { flow: FlowEdge };
const snapGrid: [number, number] = [grid, grid];
const selectButtons = [1];
const panButtons = [0, 1];
const severalKeys = ['Shift', 'Control', 'Meta'];
const attribution = { hideAttribution: true };
const nothing: never[] = [];

const startDrag: OnNodeDrag<CanvasNode> = (_event, _node, dragged) => beginDrag(dragged);
const drag: OnNodeDrag<CanvasNode> = (event, node) => overFrame(event, node);
const stopDrag: OnNodeDrag<CanvasNode> = (event, _node, dragged) => endDrag(event, dragged);
const startEdge = (_event: MouseEvent | TouchEvent, { nodeId, handleId }: OnConnectStartParams) =>
  beginEdge(nodeId, handleId);
const startMove = (_event: unknown, edge: CanvasEdge, fixed: HandleType) => beginReconnect(edge, fixed);
const stopMove = (event: MouseEvent | TouchEvent, edge: CanvasEdge, _type: HandleType, _state: FinalConnectionState) =>
  endReconnect(event, edge);
const enterNode: NodeMouseHandler<CanvasNode> = (_event, node) => setCanvasState({ hovered: node.id });
const leaveNode: NodeMouseHandler<CanvasNode> = () => setCanvasState({ hovered: undefined });
const enterEdge: EdgeMouseHandler<CanvasEdge> = (_event, edge) => setCanvasState({ hoveredEdge: edge.id });
const clickEdge: EdgeMouseHandler<CanvasEdge> = (_event, { data }) => {
  if (data === undefined) return;
  markSelected(new Set());
  selectEdge(data);
};
const openNode: NodeMouseHandler<CanvasNode> = (event, node) => {
  event.stopPropagation();
  if (node.type === 'frame') drillInto(node.id);
  else setCanvasState({ renaming: node.id });
};
const startMarquee = () => setMarquee(true);
const endMarquee = () => setMarquee(false);
const init = (instance: ReactFlowInstance<CanvasNode, CanvasEdge>) => {
  setCamera(instance);
  setCanvasState({ isReady: true });
};
const clearSelection = () => {
  markSelected(new Set());
  select([]);
};

/** The canvas itself: React Flow with everything that is drawn on it. */
export const Surface = memo(function Surface() {
  const { t } = useTranslation();
  const nodes = useBoard((state) => state.nodes);
  const edges = useBoard((state) => state.edges);
  const isPicture = useCanvasState((state) => state.detail === 'picture');
  const mode = useCanvasState((state) => state.mode);
  const active = useActiveDescendant();
  useEffect(() => () => setCamera(undefined), []);
  const shownNodes = useMemo(() => (isPicture ? nothing : [...nodes]), [nodes, isPicture]);
  const shownEdges = useMemo(() => (isPicture ? nothing : [...edges]), [edges, isPicture]);
  const steps = nodes.length;
  return (
    <ReactFlow<CanvasNode, CanvasEdge>
      ref={setCanvasRoot}
      className={styles.flow}
      tabIndex={0}
      data-keys="canvas"
      aria-label={t('canvas.labelled', { count: steps })}
      aria-activedescendant={active}
      nodes={shownNodes}
      edges={shownEdges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onInit={init}
      onNodesChange={takeChanges}
      onNodeDragStart={startDrag}
      onNodeDrag={drag}
      onNodeDragStop={stopDrag}
      onNodeMouseEnter={enterNode}
      onNodeMouseLeave={leaveNode}
      onNodeDoubleClick={openNode}
      onEdgeMouseEnter={enterEdge}
      onEdgeClick={clickEdge}
      onSelectionStart={startMarquee}
      onSelectionEnd={endMarquee}
      onPaneClick={clearSelection}
      onConnectStart={startEdge}
      onConnect={finishEdge}
      onConnectEnd={endEdge}
      onReconnectStart={startMove}
      onReconnect={finishReconnect}
      onReconnectEnd={stopMove}
      isValidConnection={mayConnect}
      reconnectRadius={12}
      onlyRenderVisibleElements
      snapToGrid
      snapGrid={snapGrid}
      minZoom={smallestZoom}
      maxZoom={largestZoom}
      selectionOnDrag={mode === 'select'}
      selectionMode={SelectionMode.Partial}
      selectionKeyCode={null}
      multiSelectionKeyCode={severalKeys}
      zoomOnDoubleClick={false}
      panOnScroll
      panOnDrag={mode === 'select' ? selectButtons : panButtons}
      connectionRadius={24}
      nodeDragThreshold={3}
      deleteKeyCode={null}
      elevateNodesOnSelect={false}
      elevateEdgesOnSelect={false}
      nodesFocusable={false}
      edgesFocusable={false}
      disableKeyboardA11y
      proOptions={attribution}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--ps-canvas-dot)" />
      <Bands />
      <Guides />
    </ReactFlow>
  );
});

/** The card keys act on, for people who hear the canvas: focus itself stays on the canvas. */
function useActiveDescendant(): string | undefined {
  const last = useView((state) => state.selection.at(-1));
  const note = useBoard((state) => (last === undefined ? [...state.selected].at(-1) : undefined));
  const id = last ?? note;
  return id === undefined ? undefined : `step-${id}`;
}

/** Follows the zoom, and tells the cards only when another amount of detail is due. */
function Bands() {
  const count = useBoard((state) => state.nodes.length);
  const detail: Detail = useZoom((zoom) => detailAt(zoom, count));
  useEffect(() => setCanvasState({ detail }), [detail]);
  return null;
}

/** Lines a dragged box was drawn to. */
function Guides() {
  const { x, y } = useCanvasState((state) => state.guides);
  if (x === undefined && y === undefined) return null;
  return (
    <ViewportPortal>
      {x !== undefined && <div className={styles.guideX} style={{ insetInlineStart: x }} />}
      {y !== undefined && <div className={styles.guideY} style={{ top: y }} />}
    </ViewportPortal>
  );
}
