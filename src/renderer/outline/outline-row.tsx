import { ArrowRight, CornerDownRight, GitBranch, StickyNote, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowNode } from '#flow/flow.ts';
import { errorPort } from '#flow/text/ports.ts';
import { StatusIcon } from '#ui/status-icon.tsx';
import { familyOf } from '../canvas/cards/family.ts';
import { markerOf, readMarker } from '../canvas/cards/markers.ts';
import { NameInput } from '../canvas/cards/name-input.tsx';
import { StatusSlot } from '../canvas/cards/status-slot.tsx';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import { useOverlay } from '../canvas/overlay.ts';
import { manifestOf } from '../document/catalogue.ts';
import { useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import type { OutlineItem } from './build-outline.ts';
import styles from './outline.module.css';

type RowProps = {
  readonly item: OutlineItem;
  readonly isRenaming: boolean;
  readonly onRenamed: () => void;
};

/** What a row of the outline shows. */
export const OutlineRow = memo(function OutlineRow({ item, isRenaming, onRenamed }: RowProps) {
  const { t } = useTranslation();
  switch (item.kind) {
    case 'step':
      return <StepRow node={item.node} isRenaming={isRenaming} onRenamed={onRenamed} />;
    case 'outcome':
      return (
        <span className={styles.outcome}>
          <GitBranch size={13} aria-hidden />
          <span className={styles.words}>
            {item.port === errorPort ? t('outline.fails') : t('outline.outcome', { port: item.port })}
          </span>
          {item.children === undefined && <small>{t('outline.open')}</small>}
        </span>
      );
    case 'link':
      return <LinkRow link={item} />;
    case 'undo':
      return (
        <span className={styles.outcome}>
          <Undo2 size={13} aria-hidden />
          <span className={styles.words}>{t('outline.undo')}</span>
        </span>
      );
    case 'notes':
      return (
        <span className={styles.outcome}>
          <StickyNote size={13} aria-hidden />
          <span className={styles.words}>{t('outline.notes')}</span>
        </span>
      );
    case 'note':
      return <span className={styles.words}>{item.text === '' ? t('outline.emptyNote') : item.text}</span>;
  }
});

function LinkRow({ link }: { readonly link: Extract<OutlineItem, { readonly kind: 'link' }> }) {
  const { t } = useTranslation();
  const { port, to } = link;
  const name = useDocument((state) => findNode(state.flow, to)?.name ?? to);
  return (
    <span className={styles.outcome}>
      {link.isOutcome !== true && <CornerDownRight size={13} aria-hidden />}
      {link.isOutcome === true && (
        <>
          <span className={styles.port}>{port === errorPort ? t('outline.failsShort') : port}</span>{' '}
          <ArrowRight size={13} aria-hidden />
        </>
      )}
      <span className={styles.words} title={t('outline.goesOn', { name })}>
        {name}
      </span>
    </span>
  );
}

type StepProps = { readonly node: FlowNode; readonly isRenaming: boolean; readonly onRenamed: () => void };

function StepRow({ node, isRenaming, onRenamed }: StepProps) {
  const manifest = manifestOf(node);
  return (
    <span className={styles.step}>
      <span className={styles.tile} data-family={familyOf(manifest)}>
        <StepIcon type={manifest?.type ?? ''} size={13} />
      </span>
      {isRenaming ? (
        <NameInput
          node={node}
          className={styles.rename}
          onDone={onRenamed}
          onClick={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
        />
      ) : (
        <span className={styles.words} title={manifest?.title}>
          {node.name ?? node.id}
        </span>
      )}
      <Marks id={node.id} />
    </span>
  );
}

/** Problems of a step, and how it stands in the run that is shown. */
function Marks({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const marker = useChecking((state) => markerOf(state.findings, id));
  const mark = useOverlay((state) => state.steps.get(id));
  const { errors, warnings } = readMarker(marker);
  return (
    <span className={styles.marks}>
      {errors > 0 && <StatusIcon tone="danger" size={14} label={t('designer.errors', { count: errors })} />}
      {warnings > 0 && <StatusIcon tone="warn" size={14} label={t('designer.warnings', { count: warnings })} />}
      {mark !== undefined && <StatusSlot mark={mark} />}
    </span>
  );
}
