import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo, use } from 'react';
import { useTranslation } from 'react-i18next';
import { errorPort } from '#flow/text/ports.ts';
import { familyOf } from '../canvas/cards/family.ts';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import { subtitleOf } from '../canvas/cards/subtitle.ts';
import { inPort, type PortPlace } from '../canvas/geometry.ts';
import type { StepCanvasNode } from '../canvas/react-flow.ts';
import { manifestOf } from '../document/catalogue.ts';
import { GraphContext } from './graph-context.ts';
import styles from './merged-graph.module.css';

/** A step of a merged drawing: how it stands to both sides is said in words, line and colour. */
export const GraphCard = memo(function GraphCard({ data }: NodeProps<StepCanvasNode>) {
  const { node, geometry, isUndo } = data;
  const { marks, selected, prefix } = use(GraphContext);
  const manifest = manifestOf(node);
  const mark = marks.get(node.id);
  const name = node.name ?? manifest?.title ?? node.id;
  return (
    <div
      id={`${prefix}-${node.id}`}
      className={styles.card}
      data-family={familyOf(manifest)}
      data-kind={manifest?.kind}
      data-mark={mark}
      data-undo={isUndo || undefined}
      data-selected={selected === node.id || undefined}
    >
      <div className={styles.main}>
        <span className={styles.tile}>
          <StepIcon type={manifest?.type ?? ''} />
        </span>
        <span className={styles.words}>
          <span className={styles.name} title={name}>
            {mark === 'removed' ? <s>{name}</s> : name}
          </span>
          <span className={styles.subtitle}>{subtitleOf(node, manifest)}</span>
        </span>
      </div>
      <MarkTag mark={mark} />
      {geometry.ports.map((place) => (
        <Spot key={place.port} place={place} isLabelled={geometry.hasPortRows && place.side === 'right'} />
      ))}
    </div>
  );
});

/** A step around others. */
export const GraphFrame = memo(function GraphFrame({ data }: NodeProps<StepCanvasNode>) {
  const { node, geometry } = data;
  const { marks, selected, prefix } = use(GraphContext);
  const manifest = manifestOf(node);
  const mark = marks.get(node.id);
  const name = node.name ?? manifest?.title ?? node.id;
  return (
    <div
      id={`${prefix}-${node.id}`}
      className={styles.frame}
      data-family={familyOf(manifest)}
      data-mark={mark}
      data-selected={selected === node.id || undefined}
    >
      <div className={styles.frameTitle}>
        <StepIcon type={manifest?.type ?? ''} size={16} />
        <span className={styles.name}>{mark === 'removed' ? <s>{name}</s> : name}</span>
      </div>
      <MarkTag mark={mark} />
      {geometry.ports.map((place) => (
        <Spot key={place.port} place={place} isLabelled={place.side === 'right'} />
      ))}
    </div>
  );
});

function MarkTag({ mark }: { readonly mark: 'added' | 'removed' | 'changed' | undefined }) {
  const { t } = useTranslation();
  return mark === undefined ? null : <span className={styles.tag}>{t(`reviews.mark.${mark}`)}</span>;
}

const positions = { left: Position.Left, right: Position.Right, bottom: Position.Bottom } as const;

function Spot({ place, isLabelled }: { readonly place: PortPlace; readonly isLabelled: boolean }) {
  const { port, side, x, y, size } = place;
  return (
    <>
      {isLabelled && (
        <span className={styles.portName} style={{ top: y }}>
          {port}
        </span>
      )}
      <Handle
        id={port}
        type={port === inPort ? 'target' : 'source'}
        position={positions[side]}
        isConnectable={false}
        className={port === errorPort ? `${styles.spot} ${styles.failure}` : (styles.spot ?? '')}
        style={{ left: x, top: y, width: size, height: size }}
      />
    </>
  );
}
