import { useQuery } from '@tanstack/react-query';
import { Plus, Workflow } from 'lucide-react';
import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { SearchInput } from '#ui/search-input.tsx';
import { runtime } from '../../data/client.ts';
import { useConflicts } from '../../data/conflicts.ts';
import { answerOf, useFlows } from '../../data/queries.ts';
import { laterPart } from '../../frame/later-part.ts';
import { lazyPart } from '../../frame/lazy-part.ts';
import { Refused } from '../../frame/refused.tsx';
import { preloadScreen } from '../../frame/screen.tsx';
import { go } from '../../routes.ts';
import type { FlowAsking } from './flow-dialogs.tsx';
import { type FlowRow, filterFlows, hasToken, toggleToken } from './flow-rows.ts';
import styles from './flows.module.css';
import { openRowMenu, RowMenu } from './row-menu.tsx';
import { triggerWords } from './trigger-words.ts';
import { useFlowColumns } from './use-flow-columns.tsx';

// Both read and write flow texts; the list itself does not, and is the first thing that is loaded.
const FlowDialogs = lazyPart(async () => (await import('./flow-dialogs.tsx')).FlowDialogs);
const ConflictBanner = laterPart(async () => (await import('../../conflicts/conflict-banner.tsx')).ConflictBanner);
const FlowPreview = lazyPart(async () => (await import('./flow-preview.tsx')).FlowPreview);

/** Every flow of the workspace: found, opened, made, copied, renamed and deleted here. */
export function Flows() {
  const { t } = useTranslation();
  const { data, error, refetch } = useFlows();
  const { data: waiting = [] } = useConflicts();
  const [asking, setAsking] = useState<FlowAsking>();
  const [wasAsked, setWasAsked] = useState(false);
  const ask = useCallback((next: FlowAsking): void => {
    setWasAsked(true);
    setAsking(next);
  }, []);
  const [filter, setFilter] = useState('');
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  return (
    <div className={styles.screen}>
      <PanelHeader
        level={1}
        size="page"
        title={t('flows.title')}
        subtitle={t('flows.count', { count: data.flows.length })}
        actions={
          data.flows.length === 0 ? undefined : (
            <Button variant="primary" icon={Plus} onClick={() => ask({ kind: 'new' })}>
              {t('flows.new')}
            </Button>
          )
        }
      />
      {waiting.length > 0 && (
        <Suspense fallback={null}>
          <ConflictBanner files={waiting} />
        </Suspense>
      )}
      {data.flows.length === 0 ? (
        <FirstFlow onAsk={ask} />
      ) : (
        <>
          <Filter text={filter} onText={setFilter} />
          <FlowTable rows={data.flows} filter={filter} onFilter={setFilter} onAsk={ask} />
        </>
      )}
      {wasAsked && (
        <Suspense fallback={null}>
          <FlowDialogs asking={asking} flows={data.flows} onDone={() => setAsking(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

/** An empty workspace: one sentence, and what to do. */
function FirstFlow({ onAsk }: { readonly onAsk: (asking: FlowAsking) => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={Workflow}
      sentence={t('flows.empty')}
      action={
        <>
          <Button variant="primary" size="lg" onClick={() => onAsk({ kind: 'new' })}>
            {t('flows.newBlank')}
          </Button>
          <Button size="lg" onClick={() => onAsk({ kind: 'new', start: 'example' })}>
            {t('flows.newExample')}
          </Button>
        </>
      }
    />
  );
}

/** Filters one press away; each is a token of the text, so that a person learns how to type them. */
const quickFilters = ['state:live', 'is:broken', 'owner:me'] as const;

function Filter({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <search className={styles.filter}>
      <SearchInput
        className={styles.search ?? ''}
        label={t('flows.find')}
        placeholder={t('flows.findHint')}
        clearLabel={t('flows.clear')}
        value={text}
        onValueChange={onText}
      />
      {quickFilters.map((token) => (
        <button
          key={token}
          type="button"
          className={styles.quick}
          aria-pressed={hasToken(text, token)}
          onClick={() => onText(toggleToken(text, token))}
        >
          {t(`flows.quick.${token.replace(':', '-')}`)}
        </button>
      ))}
    </search>
  );
}

type TableProps = {
  readonly rows: readonly FlowRow[];
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly onAsk: (asking: FlowAsking) => void;
};

function FlowTable({ rows, filter, onFilter, onAsk }: TableProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery({
    queryKey: ['session'],
    queryFn: async () => answerOf(await runtime.send('session.get', {})),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [selected, setSelected] = useState<string | null>(null);
  const [isPreviewOpen, setIsPreviewOpen] = useState(false);
  const renderMenu = useCallback((row: FlowRow): ReactNode => <RowMenu row={row} onAsk={onAsk} />, [onAsk]);
  const columns = useFlowColumns(renderMenu, isPreviewOpen ? previewWidth : 0);
  const shown = useMemo(() => filterFlows(rows, filter, { me, triggerOf: triggerWords }), [rows, filter, me]);
  const current = rows.find(({ path }) => path === selected);
  return (
    <div className={styles.middle}>
      <DataTable
        className={styles.table}
        label={t('flows.title')}
        rows={shown}
        keyOf={pathOf}
        columns={columns}
        resizeLabel={(column) => t('flows.width', { column: String(column.header) })}
        widthsKey="flows"
        initialSort={firstSort}
        rowHeight={36}
        selectedKey={selected}
        onSelect={(row) => {
          setSelected(row.path);
          // It is opened next.
          preloadScreen('designer');
        }}
        onActivate={(row) => go({ screen: 'designer', flow: row.id })}
        onPreview={(row) => {
          setSelected(row.path);
          setIsPreviewOpen((isOpen) => !(isOpen && row.path === selected));
        }}
        onRowContextMenu={(event, row) => {
          event.preventDefault();
          setSelected(row.path);
          openRowMenu(row.path);
        }}
        onRowKeyDown={(event, row) => {
          const isMenuKey = event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10');
          if (isMenuKey) openRowMenu(row.path);
          else if (event.key === 'F2') onAsk({ kind: 'rename', row });
          else if (event.key === 'Delete') onAsk({ kind: 'delete', row });
          else if (event.key === 'Escape' && isPreviewOpen) setIsPreviewOpen(false);
          else return;
          event.preventDefault();
        }}
        empty={
          <EmptyState
            layout="row"
            sentence={t('flows.none', { text: filter })}
            action={<Button onClick={() => onFilter('')}>{t('flows.clear')}</Button>}
          />
        }
      />
      {isPreviewOpen && current !== undefined && (
        <Suspense fallback={null}>
          <FlowPreview row={current} onClose={() => setIsPreviewOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Px the preview takes; flows.module.css has the same. */
const previewWidth = 400;

const pathOf = (row: FlowRow): string => row.path;

const firstSort = { column: 'name', direction: 'ascending' } as const;
