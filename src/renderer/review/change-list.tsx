import { ChevronRight, MessageSquare } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '#ui/checkbox.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { ArrangedChanges, ChangeEntry } from './change-entries.ts';
import styles from './change-list.module.css';
import type { ReadFlow } from './compared.ts';
import { EntryIcon, titleOf } from './entry-looks.tsx';

/** What a list of changes shows beside the changes. */
export type ChangeListProps = {
  readonly arranged: ArrangedChanges;
  readonly flows: readonly ReadFlow[];
  readonly selected?: string | undefined;
  readonly onSelect?: ((entry: ChangeEntry) => void) | undefined;
  /** Keys that are ticked off; without it there are no ticks. */
  readonly viewed?: readonly string[] | undefined;
  readonly onViewed?: ((entry: ChangeEntry) => void) | undefined;
  /** Open comments at an entry. */
  readonly commentsAt?: ((entry: ChangeEntry) => number) | undefined;
  /** Name of the list; read aloud. */
  readonly label: string;
};

/** Changes by risk: what reaches further on top, then flow by flow, moved boxes folded away at the end. */
export function ChangeList(props: ChangeListProps) {
  const { t } = useTranslation();
  const { arranged, flows, label } = props;
  const { first, groups, layout } = arranged;
  const hasHeadings = groups.length > 1 || first.length > 0;
  return (
    <section className={styles.list} aria-label={label}>
      {first.length > 0 && (
        <>
          <h3 className={styles.heading}>{t('reviews.first')}</h3>
          <Entries {...props} entries={first} />
        </>
      )}
      {groups.map(({ flow, entries }) => (
        <div key={flow ?? ''}>
          {hasHeadings && (
            <h3 className={styles.heading}>
              {flow === null ? t('reviews.shared') : (flows.find(({ id }) => id === flow)?.name ?? flow)}
            </h3>
          )}
          <Entries {...props} entries={entries} />
        </div>
      ))}
      {layout.length > 0 && <Layout {...props} entries={layout} />}
    </section>
  );
}

type EntriesProps = ChangeListProps & { readonly entries: readonly ChangeEntry[] };

function Entries({ entries, ...props }: EntriesProps) {
  return (
    <ul className={styles.entries}>
      {entries.map((entry) => (
        <Entry
          key={entry.key}
          entry={entry}
          flows={props.flows}
          isSelected={props.selected === entry.key}
          isViewed={props.viewed?.includes(entry.key)}
          comments={props.commentsAt?.(entry) ?? 0}
          onSelect={props.onSelect}
          onViewed={props.onViewed}
        />
      ))}
    </ul>
  );
}

type EntryProps = Pick<ChangeListProps, 'flows' | 'onSelect' | 'onViewed'> & {
  readonly entry: ChangeEntry;
  readonly isSelected: boolean;
  readonly isViewed: boolean | undefined;
  readonly comments: number;
};

const Entry = memo(function Entry({ entry, flows, isSelected, isViewed, comments, onSelect, onViewed }: EntryProps) {
  const { t } = useTranslation();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const title = titleOf(entry, flows, t);
  const words = <EntryWords entry={entry} title={title} comments={comments} />;
  return (
    <li ref={row} className={styles.entry} data-selected={isSelected || undefined} data-viewed={isViewed || undefined}>
      {onSelect === undefined ? (
        <div className={styles.main}>{words}</div>
      ) : (
        <button
          type="button"
          className={styles.main}
          aria-current={isSelected ? 'true' : undefined}
          data-entry={entry.key}
          onClick={() => onSelect(entry)}
        >
          {words}
        </button>
      )}
      {isViewed !== undefined && (
        <span className={styles.tick} title={t('reviews.viewed')}>
          <Checkbox
            checked={isViewed}
            onCheckedChange={() => onViewed?.(entry)}
            label={t('reviews.viewedOf', { title })}
            labelHidden
          />
        </span>
      )}
    </li>
  );
});

/** Sentences of an entry that are shown before the rest is folded away. */
const mostSentences = 6;

function EntryWords({
  entry,
  title,
  comments,
}: {
  readonly entry: ChangeEntry;
  readonly title: string;
  readonly comments: number;
}) {
  const { t } = useTranslation();
  const { changes, risk, sort } = entry;
  const isRisky = risk === 'high';
  return (
    <>
      <EntryIcon sort={sort} />
      <span className={styles.words}>
        <span className={styles.title}>
          <span className={styles.name}>{title}</span>
          {isRisky && (
            <StatusChip tone="danger" size="sm">
              {t('reviews.lookClosely')}
            </StatusChip>
          )}
          {comments > 0 && (
            <span className={styles.comments} title={t('reviews.comments', { count: comments })}>
              <MessageSquare size={12} aria-hidden />
              <span aria-hidden>{comments}</span>
              <span className="ps-visually-hidden">{t('reviews.comments', { count: comments })}</span>
            </span>
          )}
        </span>
        {changes.slice(0, mostSentences).map(({ kind, field, sentence }) => (
          <span key={`${kind} ${field ?? ''} ${sentence}`} className={styles.sentence}>
            {sentence}
          </span>
        ))}
        {changes.length > mostSentences && (
          <span className={styles.sentence}>{t('reviews.more', { count: changes.length - mostSentences })}</span>
        )}
      </span>
    </>
  );
}

function Layout(props: EntriesProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { entries, selected } = props;
  const isShown = isOpen || entries.some(({ key }) => key === selected);
  const said = entries.flatMap(({ changes }) => changes.map(({ sentence }) => sentence));
  return (
    <div className={styles.layout}>
      <button type="button" className={styles.fold} aria-expanded={isShown} onClick={() => setIsOpen(!isShown)}>
        <ChevronRight size={14} aria-hidden data-open={isShown || undefined} />
        <EntryIcon sort="layout" />
        <span>{said.length === 1 ? said[0] : t('reviews.layoutOnly', { count: said.length })}</span>
      </button>
      {isShown && <Entries {...props} />}
    </div>
  );
}
