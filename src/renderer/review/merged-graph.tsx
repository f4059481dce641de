import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type NodeMouseHandler,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { type RefObject, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '#ui/icon-button.tsx';
import { type Direction, nearestIn } from '../canvas/actions/walk.ts';
import { nameZoom } from '../canvas/camera.ts';
import { detailAt } from '../canvas/detail.ts';
import { type StepCanvasNode, useZoom } from '../canvas/react-flow.ts';
import { type Rect, rectsOf } from '../canvas/rects.ts';
import { useCommand } from '../keys/commands.ts';
import { GraphCard, GraphFrame } from './graph-card.tsx';
import { GraphContext } from './graph-context.ts';
import { GraphEdge } from './graph-edge.tsx';
import { type MarkedEdge, makeParts } from './graph-parts.ts';
import type { Mark, MergedFlow } from './merge-graph.ts';
import styles from './merged-graph.module.css';

const nodeTypes = { step: GraphCard, frame: GraphFrame };
const edgeTypes = { flow: GraphEdge };
const attribution = { hideAttribution: true };
const smallestZoom = 0.08;
const largestZoom = 1.5;
/** The zoom a drawing begins with that is too large to be read as a whole. */
const readableZoom = 0.75;
/** Closest a drawing begins with, so that a small one is not blown up. */
const fitting = { padding: 0.12, maxZoom: 1 };

type Props = {
  readonly merged: MergedFlow;
  /** Its name; read aloud. */
  readonly label: string;
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
  /** Enter: goes on to what changed about the step. */
  readonly onOpen?: (() => void) | undefined;
};

/** Both sides of a flow in one drawing that can be looked around in, but not changed. */
export function MergedGraph(props: Props) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ merged, label, selected, onSelect, onOpen }: Props) {
  const { t } = useTranslation();
  const { nodes, edges } = useMemo(() => makeParts(merged), [merged]);
  const root = useRef<HTMLDivElement>(null);
  const prefix = `graph${useId().replaceAll(':', '')}`;
  const look = useMemo(() => ({ marks: merged.steps, selected, prefix }), [merged.steps, selected, prefix]);
  const rects = rectsOf(nodes);
  const click: NodeMouseHandler<StepCanvasNode> = (_event, node) => onSelect(node.id);
  const shown = selected !== undefined && rects.has(selected) ? selected : undefined;
  useWalking({ rects, shown, onSelect });
  useCommand('canvas.open', () => onOpen?.(), onOpen !== undefined);
  return (
    <GraphContext value={look}>
      <div className={styles.graph}>
        <ReactFlow<StepCanvasNode, MarkedEdge>
          ref={root}
          className={styles.flow}
          tabIndex={0}
          role="application"
          data-keys="canvas"
          aria-label={t('reviews.graph.label', { flow: label, said: sayMarks(merged, t) })}
          aria-activedescendant={shown === undefined ? undefined : `${prefix}-${shown}`}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onInit={(instance) => void showFirst(instance, { merged, rects, selected: shown })}
          onNodeClick={click}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          zoomOnDoubleClick={false}
          panOnScroll
          minZoom={smallestZoom}
          maxZoom={largestZoom}
          proOptions={attribution}
        >
          <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--ps-canvas-dot)" />
          <Detail root={root} count={nodes.length} />
          <Following rect={shown === undefined ? undefined : rects.get(shown)} root={root} />
        </ReactFlow>
        <Legend merged={merged} />
        <Tools />
      </div>
    </GraphContext>
  );
}

type T = ReturnType<typeof useTranslation>['t'];

function sayMarks({ steps }: MergedFlow, t: T): string {
  const count = (mark: Mark): number => [...steps.values()].filter((one) => one === mark).length;
  return (['added', 'removed', 'changed'] as const)
    .flatMap((mark) => (count(mark) === 0 ? [] : [t(`reviews.graph.${mark}`, { count: count(mark) })]))
    .join(', ');
}

type First = {
  readonly merged: MergedFlow;
  readonly rects: ReadonlyMap<string, Rect>;
  readonly selected: string | undefined;
};

/** A small flow is shown whole; one that could not be read then, at what changed. */
async function showFirst(
  instance: ReactFlowInstance<StepCanvasNode, MarkedEdge>,
  { merged, rects, selected }: First,
): Promise<void> {
  await instance.fitView(fitting);
  if (instance.getZoom() >= nameZoom) return;
  const rect = rects.get(selected ?? merged.steps.keys().next().value ?? '') ?? rects.values().next().value;
  if (rect !== undefined)
    await instance.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom: readableZoom });
}

type Walking = {
  readonly rects: ReadonlyMap<string, Rect>;
  readonly shown: string | undefined;
  readonly onSelect: (step: string) => void;
};

function useWalking({ rects, shown, onSelect }: Walking): void {
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow();
  const walk = (direction: Direction) => (): void => {
    const from = shown === undefined ? undefined : rects.get(shown);
    const next = from === undefined ? rects.keys().next().value : nearestIn(direction, from, withoutKey(rects, shown));
    if (next !== undefined) onSelect(next);
  };
  useCommand('canvas.walk-left', walk('left'));
  useCommand('canvas.walk-right', walk('right'));
  useCommand('canvas.walk-up', walk('up'));
  useCommand('canvas.walk-down', walk('down'));
  useCommand('canvas.fit', () => void fitView(fitting));
  useCommand('canvas.zoom-in', () => void zoomIn());
  useCommand('canvas.zoom-out', () => void zoomOut());
  useCommand('canvas.zoom-100', () => void zoomTo(1));
}

function withoutKey(rects: ReadonlyMap<string, Rect>, key: string | undefined): ReadonlyMap<string, Rect> {
  return new Map([...rects].filter(([id]) => id !== key));
}

/** Tells the stylesheet how much of a step can be read at this zoom. */
function Detail({ root, count }: { readonly root: RefObject<HTMLDivElement | null>; readonly count: number }) {
  const detail = useZoom((zoom) => detailAt(zoom, count));
  useEffect(() => {
    if (root.current !== null) root.current.dataset.detail = detail;
  }, [root, detail]);
  return null;
}

/** Brings the selected step into sight when it lies outside. */
function Following({
  rect,
  root,
}: {
  readonly rect: Rect | undefined;
  readonly root: RefObject<HTMLDivElement | null>;
}) {
  const { getViewport, setCenter } = useReactFlow();
  useEffect(() => {
    const size = root.current?.getBoundingClientRect();
    if (rect === undefined || size === undefined || size.width === 0) return;
    const { x, y, zoom } = getViewport();
    const [left, top] = [rect.x * zoom + x, rect.y * zoom + y];
    const isInSight =
      left >= 0 && top >= 0 && left + rect.width * zoom <= size.width && top + rect.height * zoom <= size.height;
    if (!isInSight) void setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom });
  }, [rect, root, getViewport, setCenter]);
  return null;
}

function Legend({ merged }: { readonly merged: MergedFlow }) {
  const { t } = useTranslation();
  const marks = new Set<Mark>([...merged.steps.values(), ...merged.edges.values()]);
  if (marks.size === 0) return null;
  return (
    <ul className={styles.legend} aria-label={t('reviews.graph.legend')}>
      {(['added', 'removed', 'changed'] as const)
        .filter((mark) => marks.has(mark))
        .map((mark) => (
          <li key={mark}>
            <i data-mark={mark} aria-hidden />
            {t(`reviews.mark.${mark}`)}
          </li>
        ))}
    </ul>
  );
}

function Tools() {
  const { t } = useTranslation();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <div className={styles.tools}>
      <IconButton label={t('keys.canvas.zoom-out')} icon={ZoomOut} onClick={() => void zoomOut()} />
      <IconButton label={t('keys.canvas.zoom-in')} icon={ZoomIn} onClick={() => void zoomIn()} />
      <IconButton label={t('keys.canvas.fit')} icon={Maximize} onClick={() => void fitView(fitting)} />
    </div>
  );
}
