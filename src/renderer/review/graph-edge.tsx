import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { errorPort } from '#flow/text/ports.ts';
import { joinClasses } from '#ui/join-classes.ts';
import type { MarkedEdge } from './graph-parts.ts';
import styles from './merged-graph.module.css';

/** An edge of a merged drawing: added ones are solid, removed ones dashed. */
export const GraphEdge = memo(function GraphEdge(props: EdgeProps<MarkedEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  const [path] = getBezierPath({ ...ends, curvature: 0.3 });
  const mark = data?.mark;
  return (
    <BaseEdge
      id={id}
      path={path}
      interactionWidth={0}
      className={joinClasses(
        styles.edge,
        data?.port === errorPort && styles.errorEdge,
        mark === 'added' && styles.addedEdge,
        mark === 'removed' && styles.removedEdge,
      )}
    />
  );
});
