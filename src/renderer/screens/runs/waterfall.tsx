import { ChevronDown, ChevronRight, RotateCw, Undo2 } from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { useNow } from '#ui/ticking-clock.ts';
import { familyOf } from '../../canvas/cards/family.ts';
import { StepIcon } from '../../canvas/cards/step-icon.tsx';
import { stepLooks } from '../../canvas/step-looks.ts';
import type { RunDetail } from '../../data/runs.ts';
import { manifestOf } from '../../document/catalogue.ts';
import { printLength } from './print-length.ts';
import styles from './waterfall.module.css';
import {
  type Bar,
  hasFailed,
  layOutRun,
  listShown,
  markAxis,
  openAtFirst,
  type ShownRow,
  type WaterfallRow,
} from './waterfall-model.ts';

/** Props of Waterfall. */
export type WaterfallProps = {
  readonly run: RunDetail;
  /** Path of the step whose data is shown. */
  readonly selected: string | null;
  readonly onSelect: (path: string) => void;
};

/** A run's steps on a time axis: one bar per attempt, gaps where it waited for the next. */
export function Waterfall({ run, selected, onSelect }: WaterfallProps) {
  const { t } = useTranslation();
  const tick = useNow();
  const nowMs = run.endedAt === null ? Math.max(tick, Date.parse(run.startedAt)) : 0;
  const laidOut = useMemo(() => layOutRun(run, nowMs), [run, nowMs]);
  const [whole, setWhole] = useState<ReadonlySet<string>>(new Set());
  const [folded, setFolded] = useState<ReadonlySet<string> | null>(null);
  const [showsSkipped, setShowsSkipped] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const open = folded ?? openAtFirst(laidOut.rows, selected);
  const shown = listShown(laidOut.rows, { open, whole });
  const activeId = active ?? selected;
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  const choose = (row: ShownRow): void => {
    setActive(idOf(row));
    if (row.kind === 'more') setWhole(new Set([...whole, row.of]));
    else if (row.row.step === undefined) toggle(row.row.id);
    else onSelect(row.row.id);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const index = shown.findIndex((row) => idOf(row) === activeId);
    const row = shown[index];
    const target = targetOf(event.key, index, shown);
    if (target !== undefined) {
      setActive(idOf(target));
      if (target.kind === 'row' && target.row.step !== undefined) onSelect(target.row.id);
    } else if (row !== undefined && (event.key === 'Enter' || event.key === ' ')) choose(row);
    else if (
      row?.kind === 'row' &&
      (event.key === 'ArrowRight') !== row.isOpen &&
      /^Arrow(Left|Right)$/.test(event.key)
    ) {
      if (row.row.children.length > 0) toggle(row.row.id);
    } else return;
    event.preventDefault();
  };
  return (
    <section aria-label={t('runs.waterfall')} className={styles.frame}>
      <Axis lengthMs={laidOut.lengthMs} />
      <div
        role="tree"
        aria-label={t('runs.steps')}
        aria-activedescendant={activeId === null ? undefined : domId(activeId)}
        tabIndex={0}
        className={styles.rows}
        onKeyDown={keyDown}
      >
        {shown.map((row) => (
          <ShownLine
            key={idOf(row)}
            shown={row}
            lengthMs={laidOut.lengthMs}
            isSelected={row.kind === 'row' && row.row.id === selected}
            isActive={idOf(row) === activeId}
            onChoose={choose}
            onToggle={toggle}
          />
        ))}
      </div>
      {laidOut.skipped.length === 0 ? null : (
        <div className={styles.skipped}>
          <Button variant="link" aria-expanded={showsSkipped} onClick={() => setShowsSkipped(!showsSkipped)}>
            {t('runs.skipped', { count: laidOut.skipped.length })}
          </Button>
          {showsSkipped ? <span>{laidOut.skipped.map((step) => step.name ?? step.node).join(' · ')}</span> : null}
        </div>
      )}
    </section>
  );
}

function idOf(row: ShownRow): string {
  return row.kind === 'row' ? row.row.id : row.id;
}

function domId(id: string): string {
  return `waterfall ${id}`.replaceAll(/\s/g, '_');
}

function targetOf(key: string, index: number, shown: readonly ShownRow[]): ShownRow | undefined {
  switch (key) {
    case 'ArrowDown':
      return shown[Math.min(shown.length - 1, index + 1)];
    case 'ArrowUp':
      return shown[Math.max(0, index - 1)];
    case 'Home':
      return shown[0];
    case 'End':
      return shown.at(-1);
    default:
      return undefined;
  }
}

function Axis({ lengthMs }: { readonly lengthMs: number }) {
  return (
    <div aria-hidden className={styles.axis}>
      <span />
      <span className={styles.scale}>
        {markAxis(lengthMs).map((ms) => (
          <span key={ms} className={styles.mark} style={{ insetInlineStart: percent(ms, lengthMs) }}>
            {printLength(ms)}
          </span>
        ))}
      </span>
    </div>
  );
}

function percent(ms: number, lengthMs: number): string {
  // The last part stays free for the label behind the last bar.
  return `${Math.round((ms / lengthMs) * 9_000) / 100}%`;
}

type LineProps = {
  readonly shown: ShownRow;
  readonly lengthMs: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly onChoose: (row: ShownRow) => void;
  readonly onToggle: (id: string) => void;
};

function ShownLine({ shown, lengthMs, isSelected, isActive, onChoose, onToggle }: LineProps) {
  const id = domId(idOf(shown));
  const depth = shown.kind === 'row' ? shown.row.depth : shown.depth;
  const name = useRowName(shown);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the tree, which holds the focus
    <div
      role="treeitem"
      id={id}
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={shown.kind === 'row' && shown.row.children.length > 0 ? shown.isOpen : undefined}
      tabIndex={-1}
      className={styles.row}
      data-active={isActive}
      onClick={() => onChoose(shown)}
    >
      {shown.kind === 'more' ? (
        <span className={styles.more} style={indent(depth)}>
          {name}
        </span>
      ) : (
        <>
          <span className="ps-visually-hidden">{name}</span>
          <RowName row={shown.row} isOpen={shown.isOpen} onToggle={onToggle} />
          <Bars row={shown.row} lengthMs={lengthMs} />
        </>
      )}
    </div>
  );
}

function useRowName(shown: ShownRow): string {
  const { t } = useTranslation();
  if (shown.kind === 'more') return t('runs.more', { count: shown.left });
  const { row } = shown;
  const state = row.step === undefined ? [] : [t(`runs.stepState.${row.step.state}`)];
  const tries = row.bars.length > 1 ? [t('runs.tries', { count: row.bars.length })] : [];
  return [labelOf(row, t), ...state, ...tries, printLength(row.lengthMs)].join(', ');
}

function labelOf(row: WaterfallRow, t: ReturnType<typeof useTranslation>['t']): string {
  if (row.kind === 'item') return t('runs.item', { item: row.label });
  if (row.kind === 'attempt') return t('runs.attempt', { number: row.label });
  return row.isUndo ? t('runs.undo', { step: row.label }) : row.label;
}

// Custom properties are not part of React's style type.
const indent = (depth: number): CSSProperties => ({ '--depth': depth }) as CSSProperties;

type NameProps = { readonly row: WaterfallRow; readonly isOpen: boolean; readonly onToggle: (id: string) => void };

const RowName = memo(function RowName({ row, isOpen, onToggle }: NameProps) {
  const { t } = useTranslation();
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const { step } = row;
  return (
    // Said by the row in words.
    <span aria-hidden className={styles.name} style={indent(row.depth)}>
      {row.children.length === 0 ? (
        <span className={styles.noFold} />
      ) : (
        <span
          className={styles.fold}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row.id);
          }}
        >
          <Chevron size={14} />
        </span>
      )}
      {step === undefined ? (
        <StatusIcon tone={hasFailed(row) ? 'danger' : 'ok'} size={14} />
      ) : (
        <StepTile type={step.type} isUndo={row.isUndo} />
      )}
      <span className={styles.label} title={labelOf(row, t)}>
        {labelOf(row, t)}
      </span>
      {step === undefined || step.state === 'done' ? null : (
        <StatusIcon {...stepLooks[step.state]} size={14} label={t(`runs.stepState.${step.state}`)} />
      )}
      {row.bars.length > 1 ? (
        <span className={styles.count} title={t('runs.tries', { count: row.bars.length })}>
          <RotateCw aria-hidden size={12} />
          {row.bars.length}
        </span>
      ) : null}
      {row.counts === undefined ? null : (
        <span className={styles.items}>
          {t('runs.items', { count: row.counts.all })}
          {row.counts.failed === 0 ? '' : ` · ${t('runs.itemsFailed', { count: row.counts.failed })}`}
        </span>
      )}
    </span>
  );
});

/** The tinted tile of a step's type. */
export function StepTile({ type, isUndo = false }: { readonly type: string | null; readonly isUndo?: boolean }) {
  const family = familyOf(type === null ? undefined : manifestOf({ type }));
  const style = {
    '--tile': `var(--ps-f-${family}-soft)`,
    '--glyph': `var(--ps-f-${family})`,
    // Custom properties are not part of React's style type.
  } as CSSProperties;
  return (
    <span className={styles.tile} style={style}>
      {isUndo ? <Undo2 aria-hidden size={13} /> : <StepIcon type={type?.split('@')[0] ?? ''} size={13} />}
    </span>
  );
}

function Bars({ row, lengthMs }: { readonly row: WaterfallRow; readonly lengthMs: number }) {
  const end = row.bars.reduce((most, bar) => Math.max(most, bar.toMs), 0);
  return (
    <span aria-hidden className={styles.bars}>
      {row.bars.map((bar) => (
        <BarMark key={`${bar.attempt} ${bar.fromMs}`} bar={bar} lengthMs={lengthMs} />
      ))}
      {row.lengthMs === 0 ? null : (
        <span className={styles.length} style={{ insetInlineStart: percent(end, lengthMs) }}>
          {printLength(row.lengthMs)}
        </span>
      )}
    </span>
  );
}

function BarMark({ bar, lengthMs }: { readonly bar: Bar; readonly lengthMs: number }) {
  const place = {
    insetInlineStart: percent(bar.fromMs, lengthMs),
    inlineSize: `max(3px, ${percent(bar.toMs - bar.fromMs, lengthMs)})`,
  };
  return <span className={`${styles.bar} ${styles[bar.tone]}`} style={place} />;
}
