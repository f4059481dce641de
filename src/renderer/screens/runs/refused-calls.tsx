import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { type Column, DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import type { RefusedRow } from '../../data/runs.ts';
import { useRefusedCalls } from '../../data/work.ts';
import styles from './runs.module.css';

type Numbered = RefusedRow & { readonly id: string };

/** Calls that were refused at the door: no run came of them. */
export function RefusedCalls() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRefusedCalls();
  const rows = useMemo(() => numberRows(data?.pages.flatMap(({ refused }) => refused) ?? []), [data]);
  const columns = useMemo<readonly Column<Numbered>[]>(
    () => [
      { id: 'at', header: t('runs.refused.at'), width: 130, cell: ({ at }) => <RelativeTime at={at} /> },
      {
        id: 'path',
        header: t('runs.refused.path'),
        width: 260,
        mono: true,
        cell: ({ method, path }) => `${method} ${path}`,
      },
      { id: 'status', header: t('runs.refused.status'), width: 80, align: 'end', cell: ({ status }) => status },
      {
        id: 'reason',
        header: t('runs.refused.reason'),
        width: 320,
        grows: true,
        cell: ({ reason }) => <span title={reason}>{reason}</span>,
      },
      { id: 'code', header: t('runs.refused.code'), width: 220, mono: true, cell: ({ code }) => code },
    ],
    [t],
  );
  if (error !== null) {
    return (
      <div className={styles.note}>
        <Banner
          tone="danger"
          title={t('runs.refused.unread')}
          actions={<Button onClick={() => void refetch()}>{t('runs.retry')}</Button>}
        >
          {error.message}
        </Banner>
      </div>
    );
  }
  if (data === undefined) return <SkeletonRows label={t('runs.loading')} rows={10} />;
  return (
    <>
      <h1 className="ps-visually-hidden">{t('runs.refused.title')}</h1>
      <DataTable
        rows={rows}
        keyOf={({ id }) => id}
        columns={columns}
        label={t('runs.refused.title')}
        resizeLabel={({ header }) => t('runs.refused.resize', { column: String(header) })}
        widthsKey="refused-calls"
        onEndReached={() => {
          if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
        empty={<EmptyState sentence={t('runs.refused.none')} />}
      />
    </>
  );
}

/** Refused calls have no id of their own; the place from the oldest one read stays the same when newer ones come. */
function numberRows(rows: readonly RefusedRow[]): readonly Numbered[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const base = `${row.at} ${row.method} ${row.path} ${row.code}`;
    const number = (seen.get(base) ?? 0) + 1;
    seen.set(base, number);
    return { ...row, id: `${base} ${number}` };
  });
}
