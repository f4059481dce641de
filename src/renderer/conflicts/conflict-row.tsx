import { CircleCheck, FileText, Workflow } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { familyOf } from '../canvas/cards/family.ts';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import type { Choice, Conflict, OpenedConflict } from '../data/conflicts.ts';
import { manifestOf } from '../document/catalogue.ts';
import styles from './conflict-page.module.css';
import { foldLines, type ShownLine } from './fold-lines.ts';
import { markLines } from './mark-lines.ts';
import { printValue } from './print-value.ts';

type Props = {
  readonly conflict: Conflict;
  readonly sort: OpenedConflict['sort'];
  readonly choice: Choice | undefined;
  readonly onChoose: (id: string, choice: Choice) => void;
};

/** One decision: what it is about, both sides, and what stands. */
export const ConflictRow = memo(function ConflictRow({ conflict, sort, choice, onChoose }: Props) {
  const { t } = useTranslation();
  const { id, step, type, field, title, sentence, ours, theirs, base, canKeepBoth } = conflict;
  const subject = step ?? t(sort === 'elements' ? 'conflicts.flow' : 'conflicts.file');
  const place = title ?? field;
  const what = place === null ? subject : `${subject}, ${place}`;
  const isRemoval = sort === 'removed';
  const word = (side: 'ours' | 'theirs'): string => {
    if (!isRemoval) return t(side === 'ours' ? 'conflicts.yours' : 'conflicts.theirs');
    return t(conflict[side] === undefined ? 'conflicts.remove' : 'conflicts.keep');
  };
  const segments = [
    { value: 'ours' as const, label: word('ours') },
    { value: 'theirs' as const, label: word('theirs') },
    ...(canKeepBoth && ours !== undefined && theirs !== undefined
      ? [{ value: 'both' as const, label: t('conflicts.both') }]
      : []),
  ];
  const [left, right] = sidesOf(ours, theirs);
  return (
    <li className={styles.row} data-conflict={id} data-decided={choice !== undefined || undefined}>
      <div className={styles.rowHead}>
        <Tile step={step} type={type} sort={sort} />
        <h2 className={styles.subject}>
          {subject}
          {place !== null && <span className={styles.place}>{place}</span>}
        </h2>
        {choice === undefined && <span className={styles.openMark}>{t('conflicts.open')}</span>}
        <SegmentedControl<Choice | ''>
          size="md"
          label={t('conflicts.choose', { what })}
          value={choice ?? ''}
          onValueChange={(next) => next !== '' && onChoose(id, next)}
          segments={segments}
        />
      </div>
      <p className={styles.sentence}>{sentence}</p>
      <div className={styles.sides}>
        <Side
          title={t('conflicts.yours')}
          label={t('conflicts.yoursOf', { what })}
          lines={left}
          wasThere={base !== undefined}
          stands={choice === 'ours' || choice === 'both'}
        />
        <Side
          title={t('conflicts.theirs')}
          label={t('conflicts.theirsOf', { what })}
          lines={right}
          wasThere={base !== undefined}
          stands={choice === 'theirs' || choice === 'both'}
        />
      </div>
      {base !== undefined && (
        <details className={styles.before}>
          <summary>{t('conflicts.before')}</summary>
          <pre>{printValue(base)}</pre>
        </details>
      )}
    </li>
  );
});

type Lines = readonly ShownLine[] | undefined;

/** Both sides as lines; undefined where one is not there. */
function sidesOf(ours: unknown, theirs: unknown): readonly [Lines, Lines] {
  const plain = (value: unknown): Lines =>
    value === undefined
      ? undefined
      : printValue(value)
          .replace(/\n$/, '')
          .split('\n')
          .map((text, at) => ({ at, text, isOwn: false }));
  if (ours === undefined || theirs === undefined) return [plain(ours), plain(theirs)];
  const [left, right] = markLines(printValue(ours), printValue(theirs));
  // Of single lines everybody sees that they differ.
  if (left.length === 1 && right.length === 1) return [plain(ours), plain(theirs)];
  return [foldLines(left), foldLines(right)];
}

type SideProps = {
  readonly title: string;
  readonly label: string;
  readonly lines: Lines;
  readonly stands: boolean;
  /** Where it is not there: whether it was before. */
  readonly wasThere: boolean;
};

function Side({ title, label, lines, stands, wasThere }: SideProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.side} data-stands={stands || undefined}>
      <div className={styles.sideHead}>
        <span>{title}</span>
        {stands && (
          <span className={styles.stands}>
            <CircleCheck size={14} aria-hidden />
            {t('conflicts.stands')}
          </span>
        )}
      </div>
      {lines === undefined ? (
        <p className={styles.gone}>{t(wasThere ? 'conflicts.removed' : 'conflicts.gone')}</p>
      ) : (
        <section className={styles.scroller} aria-label={label} tabIndex={mayScroll(lines) ? 0 : undefined}>
          <pre className={styles.text} data-plain={!lines.some(isMarked) || undefined}>
            {lines.map((line) => (
              <Line key={line.at} line={line} />
            ))}
          </pre>
        </section>
      )}
    </div>
  );
}

/** What scrolls must be reachable by keyboard; what is short is no stop of its own. */
function mayScroll(lines: readonly ShownLine[]): boolean {
  return lines.length > 8 || lines.some((line) => 'text' in line && line.text.length > 120);
}

function isMarked(line: ShownLine): boolean {
  return 'isOwn' in line && line.isOwn;
}

function Line({ line }: { readonly line: ShownLine }) {
  const { t } = useTranslation();
  if ('folded' in line) return <span className={styles.folded}>{t('conflicts.folded', { count: line.folded })}</span>;
  const { text, isOwn } = line;
  return (
    <span className={styles.line} data-own={isOwn || undefined}>
      <span aria-hidden className={styles.sign}>
        {isOwn ? '≠' : ''}
      </span>
      {isOwn && <span className="ps-visually-hidden">{t('conflicts.differs')} </span>}
      <span className={styles.code}>{text === '' ? ' ' : text}</span>
    </span>
  );
}

function Tile({ step, type, sort }: Pick<Conflict, 'step' | 'type'> & { readonly sort: OpenedConflict['sort'] }) {
  if (step === null) {
    const Icon = sort === 'elements' ? Workflow : FileText;
    return (
      <span className={styles.tile}>
        <Icon size={18} aria-hidden />
      </span>
    );
  }
  const manifest = type === null ? undefined : manifestOf({ type });
  return (
    <span className={styles.tile} data-family={familyOf(manifest)}>
      <StepIcon type={manifest?.type ?? ''} />
    </span>
  );
}
