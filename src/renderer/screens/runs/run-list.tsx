import { ArrowUp, ListFilter } from 'lucide-react';
import { memo, type UIEvent, useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runStates } from '#api/run-states.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import { SearchInput } from '#ui/search-input.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { useNow } from '#ui/ticking-clock.ts';
import { VirtualList } from '#ui/virtual-list.tsx';
import { useRunList } from '../../data/run-list.ts';
import { type RunRow, useFlowIds, useFlowNames } from '../../data/runs.ts';
import { go } from '../../routes.ts';
import { printLength, printTime } from './print-length.ts';
import styles from './run-list.module.css';
import { runLooks } from './run-look.ts';
import { readSearch, setToken } from './search-tokens.ts';
import { useSelected } from './use-selected.ts';

const rowHeight = 48;
const keyOf = (row: RunRow): string => row.id;
const textOf = (row: RunRow): string => row.key ?? row.id;

/** Runs as a list that searches, grows and stays current. */
export function RunList({ selected: placed }: { readonly selected: string | undefined }) {
  const [selected, select] = useSelected(placed);
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const search = readSearch(useDeferredValue(text));
  const list = useRunList(search.filter);
  const place = useRef<HTMLDivElement>(null);
  const scrolled = (event: UIEvent): void => {
    if (event.target instanceof HTMLElement) list.setAtTop(event.target.scrollTop < rowHeight);
  };
  const toTop = (): void => {
    list.showArrived();
    place.current?.querySelector('[role="listbox"]')?.scrollTo({ top: 0 });
  };
  return (
    <div className={styles.side} ref={place} onScrollCapture={scrolled}>
      <div className={styles.search}>
        <SearchInput
          label={t('runs.search')}
          placeholder={t('runs.searchExample')}
          clearLabel={t('runs.clear')}
          value={text}
          onValueChange={setText}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && search.run !== undefined) go({ screen: 'runs', run: search.run });
          }}
        />
        <FilterMenu text={text} onChange={setText} />
      </div>
      <Hints search={search} />
      {list.arrived.length > 0 ? (
        <Button className={styles.arrived} icon={ArrowUp} onClick={toTop}>
          {t('runs.arrived', { count: list.arrived.length })}
        </Button>
      ) : null}
      {list.status === 'refused' ? (
        <div className={styles.note}>
          <Banner
            tone="danger"
            title={t('runs.listRefused')}
            actions={<Button onClick={list.retry}>{t('runs.retry')}</Button>}
          >
            {list.refusal}
          </Banner>
        </div>
      ) : null}
      {list.status === 'loading' && list.rows.length === 0 ? (
        <SkeletonRows label={t('runs.loading')} rows={10} rowHeight={rowHeight} tile />
      ) : (
        <VirtualList
          items={list.rows}
          keyOf={keyOf}
          textOf={textOf}
          label={t('runs.list')}
          rowHeight={rowHeight}
          selectedKey={selected ?? null}
          onSelect={(row) => {
            select(row.id);
            go({ screen: 'runs', run: row.id });
          }}
          onEndReached={list.loadMore}
          renderItem={(row) => <RunLine row={row} />}
          empty={<NoRun isSearch={text.trim() !== ''} onClear={() => setText('')} />}
          className={styles.list}
        />
      )}
    </div>
  );
}

function Hints({ search }: { readonly search: ReturnType<typeof readSearch> }) {
  const { t } = useTranslation();
  const [unknown] = search.unknown;
  if (search.run !== undefined) {
    const { run } = search;
    return (
      <p className={styles.hint}>
        <Button variant="link" onClick={() => go({ screen: 'runs', run })}>
          {t('runs.openById', { run })}
        </Button>
      </p>
    );
  }
  if (unknown === undefined) return null;
  const states = runStates.join(', ');
  return (
    <p className={styles.hint} role="status">
      {t('runs.unknownState', { word: unknown.word, states })}
    </p>
  );
}

type FilterMenuProps = { readonly text: string; readonly onChange: (text: string) => void };

function FilterMenu({ text, onChange }: FilterMenuProps) {
  const { t } = useTranslation();
  const flows = useFlowIds();
  const nameOf = useFlowNames();
  const { filter } = readSearch(text);
  const entries = (): readonly MenuEntry[] => [
    { kind: 'heading', id: 'states', label: t('runs.filterState') },
    ...runStates.map(
      (state): MenuEntry => ({
        kind: 'check',
        id: state,
        label: t(`runs.state.${state}`),
        icon: runLooks[state].icon,
        checked: filter.state === state,
        onCheckedChange: (isOn) => onChange(setToken(text, 'state', isOn ? state : '')),
      }),
    ),
    ...(flows.length === 0 ? [] : [{ kind: 'heading', id: 'flows', label: t('runs.filterFlow') } as const]),
    ...flows.slice(0, 20).map(
      (flow): MenuEntry => ({
        kind: 'check',
        id: `flow ${flow}`,
        label: nameOf(flow),
        checked: filter.flow === flow,
        onCheckedChange: (isOn) => onChange(setToken(text, 'flow', isOn ? flow : '')),
      }),
    ),
  ];
  return (
    <DropdownMenu trigger={<IconButton label={t('runs.filter')} icon={ListFilter} />} entries={entries} align="end" />
  );
}

function NoRun({ isSearch, onClear }: { readonly isSearch: boolean; readonly onClear: () => void }) {
  const { t } = useTranslation();
  if (isSearch) {
    return <EmptyState sentence={t('runs.noneFits')} action={<Button onClick={onClear}>{t('runs.clear')}</Button>} />;
  }
  return (
    <EmptyState
      sentence={t('runs.none')}
      action={
        <Button variant="primary" onClick={() => go({ screen: 'flows' })}>
          {t('runs.noneAction')}
        </Button>
      }
    />
  );
}

const RunLine = memo(function RunLine({ row }: { readonly row: RunRow }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { tone, icon } = runLooks[row.state];
  const length = row.endedAt === null ? undefined : Date.parse(row.endedAt) - Date.parse(row.startedAt);
  return (
    <span className={styles.line}>
      <StatusIcon tone={tone} icon={icon} />
      <span className={styles.words}>
        <span className={row.key === null ? styles.keyless : styles.key}>{row.key ?? t('runs.noKey')}</span>
        <span className={styles.below}>
          <span className={styles[tone]}>{t(`runs.state.${row.state}`)}</span>
          <span className={styles.id}>{row.id.replace(/^run_/, '')}</span>
        </span>
      </span>
      <span className={styles.end}>
        <time dateTime={row.startedAt}>{printTime(row.startedAt, nowMs)}</time>
        <span>{length === undefined ? '' : printLength(length)}</span>
      </span>
    </span>
  );
});
