import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { manifestOf } from '../../document/catalogue.ts';
import { useCanvasState } from '../canvas-state.ts';
import type { StepCanvasNode } from '../react-flow.ts';
import { BadgeRow } from './badge-row.tsx';
import { badgesOf } from './badges.ts';
import { CardNameInput } from './card-name-input.tsx';
import { familyOf } from './family.ts';
import styles from './frame-card.module.css';
import { Port } from './port.tsx';
import { StatusSlot } from './status-slot.tsx';
import { Corner, Extras, worstOf } from './step-card.tsx';
import { StepIcon } from './step-icon.tsx';
import { useStepFacts } from './use-step-facts.ts';

/** A scope on the canvas: a frame around the steps inside it. Only its title and ports take the pointer. */
export const FrameCard = memo(function FrameCard({ data, selected }: NodeProps<StepCanvasNode>) {
  const { t } = useTranslation();
  const { node, geometry } = data;
  const detail = useCanvasState((state) => state.detail);
  const facts = useStepFacts(node, selected);
  const manifest = manifestOf(node);
  const badges = badgesOf(node);
  const isEmpty = (node.body ?? []).length === 0 && (node.compensations ?? []).length === 0;
  const title = manifest?.title ?? node.type;
  return (
    <article
      id={`step-${node.id}`}
      aria-label={facts.label}
      className={styles.frame}
      data-family={familyOf(manifest)}
      data-selected={selected || undefined}
      data-untaken={facts.isUntaken || undefined}
      data-role={facts.role}
      data-drop={facts.isDropTarget || undefined}
      data-worst={worstOf(facts)}
      data-detail={detail}
    >
      <div className={`${styles.title} frame-title`}>
        <span className={styles.icon}>
          <StepIcon type={manifest?.type ?? ''} size={14} />
        </span>
        {facts.isRenaming ? <CardNameInput node={node} /> : <span className={styles.name}>{node.name ?? node.id}</span>}
        {detail === 'full' && node.name !== title && <span className={styles.type}>{title}</span>}
        {detail === 'full' && badges.length > 0 && <BadgeRow badges={badges} />}
        <span className={styles.space} />
        {facts.mark !== undefined && <StatusSlot mark={facts.mark} />}
      </div>
      {isEmpty && detail === 'full' && <p className={styles.empty}>{t('canvas.emptyFrame')}</p>}
      <Corner facts={facts} />
      {geometry.ports.map((place) => (
        <Port key={place.port} place={place} isLabelled={detail === 'full' && place.side === 'right'} />
      ))}
      {detail === 'full' && facts.isActive && <Extras data={data} />}
    </article>
  );
});
