import type { NodeProps } from '@xyflow/react';
import { CircleX, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { manifestOf } from '../../document/catalogue.ts';
import { useCanvasState } from '../canvas-state.ts';
import type { StepCanvasNode } from '../react-flow.ts';
import { BadgeRow } from './badge-row.tsx';
import { badgesOf } from './badges.ts';
import { CardNameInput } from './card-name-input.tsx';
import { CardTools } from './card-tools.tsx';
import { familyOf } from './family.ts';
import { OpenStub, Port } from './port.tsx';
import { StatusSlot } from './status-slot.tsx';
import styles from './step-card.module.css';
import { StepIcon } from './step-icon.tsx';
import { subtitleOf } from './subtitle.ts';
import { type StepFacts, useStepFacts } from './use-step-facts.ts';

/** A step on the canvas. Its size comes from `cardGeometry`; nothing in here may make it grow. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepCanvasNode>) {
  const { t } = useTranslation();
  const { node, geometry } = data;
  const detail = useCanvasState((state) => state.detail);
  const facts = useStepFacts(node, selected);
  const manifest = manifestOf(node);
  return (
    <article
      id={`step-${node.id}`}
      aria-label={facts.label}
      className={styles.card}
      data-family={familyOf(manifest)}
      data-kind={manifest?.kind}
      data-detail={detail}
      data-selected={selected || undefined}
      data-untaken={facts.isUntaken || undefined}
      data-role={facts.role}
      data-undo={data.isUndo || undefined}
      data-worst={worstOf(facts)}
    >
      {detail === 'full' && <CardBody data={data} facts={facts} />}
      {detail === 'name' && <span className={styles.largeName}>{node.name ?? node.id}</span>}
      <Corner facts={facts} />
      {data.isUndo && detail === 'full' && geometry.hasPortRows && (
        <p className={styles.undoHint}>{t('canvas.undoHint')}</p>
      )}
      {(data.isUndo ? [] : geometry.ports).map((place) => (
        <Port
          key={place.port}
          place={place}
          isLabelled={detail === 'full' && geometry.hasPortRows && place.side === 'right'}
        />
      ))}
      {detail === 'full' && facts.isActive && <Extras data={data} />}
    </article>
  );
});

function CardBody({ data, facts }: { readonly data: StepCanvasNode['data']; readonly facts: StepFacts }) {
  const { t } = useTranslation();
  const { node } = data;
  const manifest = manifestOf(node);
  const badges = badgesOf(node);
  const subtitle = subtitleOf(node, manifest);
  return (
    <>
      <div className={styles.main}>
        <span className={styles.tile}>
          <StepIcon type={manifest?.type ?? ''} />
        </span>
        <span className={styles.words}>
          {facts.isRenaming ? (
            <CardNameInput node={node} />
          ) : (
            <span className={styles.name} title={node.name ?? node.id}>
              {node.name ?? node.id}
            </span>
          )}
          <span className={styles.subtitle} title={subtitle}>
            {data.isUndo ? `${t('canvas.undoStep')} · ${subtitle}` : subtitle}
          </span>
        </span>
        {facts.mark !== undefined && <StatusSlot mark={facts.mark} />}
      </div>
      {badges.length > 0 && <BadgeRow badges={badges} />}
    </>
  );
}

/** What the checker found, at the corner of a card or frame. */
export function Corner({ facts }: { readonly facts: StepFacts }) {
  const { t } = useTranslation();
  const { errors, warnings } = facts;
  const count = errors > 0 ? errors : warnings;
  if (count === 0) return null;
  const Icon = errors > 0 ? CircleX : TriangleAlert;
  const words = errors > 0 ? t('canvas.said.errors', { count }) : t('canvas.said.warnings', { count });
  return (
    <span
      className={styles.corner}
      data-severity={errors > 0 ? 'error' : 'warning'}
      role="img"
      aria-label={words}
      title={words}
    >
      <Icon size={12} aria-hidden />
      {count > 1 && <span aria-hidden>{count}</span>}
    </span>
  );
}

/** What appears while the pointer is over a step, or it is selected: tools above it, and stubs at its open outcomes. */
export function Extras({ data }: { readonly data: StepCanvasNode['data'] }) {
  const { node, geometry } = data;
  const taken = new Set((node.next?.ports ?? []).map(({ port }) => port));
  const open = data.isUndo ? [] : geometry.ports.filter(({ port, side }) => side === 'right' && !taken.has(port));
  return (
    <>
      {open.map((place) => (
        <OpenStub
          key={place.port}
          node={node.id}
          name={node.name ?? node.id}
          place={place}
          isTight={geometry.hasPortRows}
        />
      ))}
      <CardTools id={node.id} />
    </>
  );
}

/** The worst that is known of a step: it colours the outline, beside a glyph that says the same. */
export function worstOf({ mark, errors, warnings }: StepFacts): string | undefined {
  if (mark?.status === 'failed') return 'danger';
  if (mark?.status === 'waiting') return 'wait';
  if (mark?.status === 'in doubt') return 'warn';
  if (errors > 0) return 'danger';
  return warnings > 0 ? 'warn' : undefined;
}
