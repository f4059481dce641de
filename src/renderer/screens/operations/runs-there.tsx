import { EyeOff, X } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runStates } from '#api/run-states.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { type Column, DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { JsonTree } from '#ui/json-tree.tsx';
import { SectionHeading } from '#ui/panel.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { Select } from '#ui/select.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { type LinkedServer, useRunsThere, useRunThere } from '../../data/linked.ts';
import type { RunDetail, RunRow, RunState } from '../../data/runs.ts';
import { runLooks } from '../runs/run-look.ts';
import styles from './operations.module.css';

const keyOf = ({ id }: RunRow): string => id;

/** Runs of a linked server, newest first, and one of them with personal data hidden. */
export function RunsThere({ server }: { readonly server: LinkedServer }): ReactElement {
  const { t } = useTranslation();
  const [state, setState] = useState<RunState | ''>('');
  const [selected, setSelected] = useState<string>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRunsThere(server.id, state);
  const rows = useMemo(() => data?.pages.flatMap(({ runs }) => runs) ?? [], [data]);
  const columns = useMemo(() => runColumns(t), [t]);
  if (error !== null && data === undefined) {
    return (
      <Banner
        tone="danger"
        title={t('operations.runs.unread')}
        actions={<Button onClick={() => void refetch()}>{t('operations.retry')}</Button>}
      >
        {error.message}
      </Banner>
    );
  }
  const states = runStates.map((value) => ({ value, label: t(`runs.state.${value}`) }));
  return (
    <>
      <div className={styles.tools}>
        <Select
          label={t('operations.runs.state')}
          className={styles.states}
          value={state === '' ? 'all' : state}
          onValueChange={(value) => setState(runStates.find((one) => one === value) ?? '')}
          options={[{ value: 'all', label: t('operations.runs.all') }, ...states]}
        />
        <span className={styles.masked}>
          <EyeOff size={14} aria-hidden /> {t('operations.runs.masked')}
        </span>
      </div>
      <div className={styles.runs} data-with-detail={selected !== undefined}>
        <DataTable
          className={styles.table}
          rows={rows}
          keyOf={keyOf}
          columns={columns}
          label={t('operations.runs.label')}
          resizeLabel={(column) => t('operations.runs.resize', { column: String(column.header) })}
          selectedKey={selected ?? null}
          onSelect={({ id }) => setSelected(id)}
          onActivate={({ id }) => setSelected(id)}
          onEndReached={() => {
            if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
          }}
          rowHeight={36}
          empty={data !== undefined && <EmptyState sentence={t('operations.runs.none')} />}
        />
        {selected !== undefined && (
          <RunThere key={selected} server={server.id} run={selected} onClose={() => setSelected(undefined)} />
        )}
      </div>
    </>
  );
}

function runColumns(t: (key: string) => string): readonly Column<RunRow>[] {
  const header = (id: string) => ({ id, header: t(`operations.runs.column.${id}`) });
  return [
    {
      ...header('key'),
      width: 170,
      minWidth: 100,
      grows: true,
      cell: ({ key }) => key ?? <span className={styles.quiet}>{t('runs.noKey')}</span>,
    },
    { ...header('flow'), width: 150, cell: ({ flow, version }) => `${flow} ${version}` },
    {
      ...header('state'),
      width: 130,
      cell: ({ state }) => <StateChip state={state} words={t(`runs.state.${state}`)} />,
    },
    { ...header('started'), width: 130, cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
  ];
}

function StateChip({ state, words }: { readonly state: RunState; readonly words: string }): ReactElement {
  const { tone, icon } = runLooks[state];
  return (
    <StatusChip tone={tone} icon={icon} size="sm">
      {words}
    </StatusChip>
  );
}

type RunThereProps = { readonly server: string; readonly run: string; readonly onClose: () => void };

function RunThere({ server, run, onClose }: RunThereProps): ReactElement {
  const { t } = useTranslation();
  const { data, error } = useRunThere(server, run);
  return (
    <section className={styles.run} aria-label={t('operations.runs.one', { run: data?.key ?? run })}>
      <div className={styles.runHead}>
        <h3>{data?.key ?? t('runs.noKey')}</h3>
        <span className={styles.spring} />
        {data !== undefined && <StateChip state={data.state} words={t(`runs.state.${data.state}`)} />}
        <IconButton icon={X} label={t('operations.runs.close')} onClick={onClose} />
      </div>
      <code className={styles.quiet}>{run}</code>
      {error !== null && <Banner tone="danger" title={error.message} />}
      {data === undefined && error === null && <SkeletonRows label={t('operations.loading')} rowHeight={32} rows={4} />}
      {data !== undefined && <Story run={data} />}
    </section>
  );
}

function Story({ run }: { readonly run: RunDetail }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {run.cause !== null && <p>{run.cause.sentence}</p>}
      <Data value={run.input} label={t('operations.runs.input')} />
      <section className={styles.part}>
        <SectionHeading>{t('operations.runs.steps')}</SectionHeading>
        <ol className={`${styles.steps} ${styles.inside}`}>
          {run.steps.map((step) => (
            <li key={step.path}>
              <span>{step.name ?? step.node}</span>
              <span className={styles.quiet}>{t(`runs.stepState.${step.state}`)}</span>
              {step.failure !== null && <span className={styles.quiet}>{step.failure.title}</span>}
            </li>
          ))}
        </ol>
      </section>
      <Data value={run.output} label={t('operations.runs.output')} />
    </>
  );
}

function Data({ value, label }: { readonly value: unknown; readonly label: string }): ReactElement | null {
  const { t } = useTranslation();
  if (value === undefined) return null;
  return (
    <section className={styles.part}>
      <SectionHeading>{label}</SectionHeading>
      <div className={styles.inside}>
        <JsonTree
          value={value}
          depth={3}
          words={{
            label,
            copyPath: t('runs.data.copyPath'),
            copyValue: t('runs.data.copyValue'),
            copied: t('runs.data.copied'),
            rowMenu: t('runs.data.rowMenu'),
            search: t('runs.data.search'),
            clear: t('runs.clear'),
            nextMatch: t('runs.data.nextMatch'),
            previousMatch: t('runs.data.previousMatch'),
            matches: (at, count) => t('runs.data.matches', { at, of: count }),
          }}
        />
      </div>
    </section>
  );
}
