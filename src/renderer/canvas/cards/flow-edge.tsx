import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorPort } from '#flow/text/ports.ts';
import { joinClasses } from '#ui/join-classes.ts';
import { selectEdge } from '../../document/view.ts';
import { openQuickAddAt } from '../actions/add.ts';
import { useCanvasState } from '../canvas-state.ts';
import { isEdgeUntaken, useOverlay } from '../overlay.ts';
import type { CanvasEdge, EdgeData } from '../react-flow.ts';
import styles from './flow-edge.module.css';

/** An edge between two steps; failures leave by a dashed red one. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<CanvasEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data, selected } = props;
  const count = useOverlay((state) => state.edges.get(id)?.count);
  const isOnWay = useOverlay((state) => state.way?.edges.has(id) === true);
  const isUntaken = useOverlay((state) => isEdgeUntaken(state, id));
  const isDropTarget = useCanvasState((state) => state.dropTarget === id);
  const isOpen = useCanvasState(
    (state) => state.detail === 'full' && state.hoveredEdge === id && state.drawing === undefined,
  );
  const [path, x, y] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    curvature: 0.3,
  });
  const hasButton = isOpen || selected === true;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={20}
        className={joinClasses(
          styles.edge,
          data?.port === errorPort && styles.error,
          (count !== undefined || isOnWay) && styles.taken,
          isUntaken && styles.untaken,
          isDropTarget && styles.drop,
          selected && styles.selected,
        )}
      />
      {(hasButton || count !== undefined) && data !== undefined && (
        <EdgeLabelRenderer>
          <EdgeMiddle data={data} x={x} y={y} count={count} hasButton={hasButton} />
        </EdgeLabelRenderer>
      )}
    </>
  );
});

type MiddleProps = {
  readonly data: EdgeData;
  readonly x: number;
  readonly y: number;
  readonly count: number | undefined;
  readonly hasButton: boolean;
};

/** On the middle of an edge: how many items took it in the run that is shown, and the button that puts a step into it. */
function EdgeMiddle({ data, x, y, count, hasButton }: MiddleProps) {
  const { t } = useTranslation();
  const { from, port, to } = data;
  const edge = { from, port, to };
  const insert = (event: MouseEvent): void => {
    event.stopPropagation();
    openQuickAddAt({ x: event.clientX + 12, y: event.clientY + 8 }, { onEdge: edge });
  };
  return (
    <span
      className={`${styles.middle} nodrag nopan`}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      data-edge={`${from}:${port}:${to}`}
    >
      {count !== undefined && (
        <button type="button" tabIndex={-1} className={styles.count} onClick={() => selectEdge(edge)}>
          {t('canvas.items', { count })}
        </button>
      )}
      {hasButton && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.add}
          aria-label={t('canvas.insertHere')}
          title={t('canvas.insertHere')}
          onClick={insert}
        >
          <Plus size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}
