import { useQueryClient } from '@tanstack/react-query';
import { FileInput, GitPullRequestArrow, Send } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { type Column, DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type ReviewList as Listed, type ReviewRow, useReviews } from '../../data/review-list.ts';
import { followReleases, importDraft, useIdentity } from '../../data/reviews.ts';
import { Refused } from '../../frame/refused.tsx';
import { toastProblem } from '../../frame/toast-problem.ts';
import { runCommand } from '../../keys/commands.ts';
import { withIdentity } from '../../review/identity-asking.ts';
import { printPerson } from '../../review/print-person.ts';
import { readBytes } from '../../review/save-bytes.ts';
import { go, printRoute } from '../../routes.ts';
import { reviewTones } from './review-head.tsx';
import styles from './reviews.module.css';

/** Every review, those that wait for this person first, and what others released meanwhile. */
export function ReviewList() {
  const { t } = useTranslation();
  // Whoever looks at the list wants to know what is new.
  const { data, error, refetch } = useReviews(0);
  const { data: identity } = useIdentity();
  const request = (): void => withIdentity(identity, () => void runCommand('flow.request-review'));
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.screen}>
      <PanelHeader
        level={1}
        size="page"
        title={t('reviews.title')}
        subtitle={data === undefined ? undefined : <Subtitle list={data} />}
        actions={
          <>
            <ImportDraft />
            {data !== undefined && data.reviews.length > 0 && (
              <Button variant="primary" icon={Send} onClick={request}>
                {t('reviews.request')}
              </Button>
            )}
          </>
        }
      />
      {data === undefined ? (
        <SkeletonRows label={t('reviews.loading')} rowHeight={36} rows={6} />
      ) : (
        <>
          <Notices list={data} />
          {data.reviews.length === 0 ? (
            <EmptyState
              icon={GitPullRequestArrow}
              sentence={t('reviews.empty')}
              action={
                <Button variant="primary" size="lg" icon={Send} onClick={request}>
                  {t('reviews.request')}
                </Button>
              }
            />
          ) : (
            <Table reviews={data.reviews} />
          )}
        </>
      )}
    </div>
  );
}

function Subtitle({ list }: { readonly list: Listed }) {
  const { t } = useTranslation();
  const waiting = list.reviews.filter(({ waitsForMe }) => waitsForMe).length;
  return (
    <>
      {waiting === 0 ? t('reviews.noneWaits') : t('reviews.waits', { count: waiting })}
      {' · '}
      {t(`reviews.sharing.${list.shared}`)}
    </>
  );
}

/** What others released, and what cannot be read. */
function Notices({ list: { behind, unread } }: { readonly list: Listed }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const follow = async (): Promise<void> => {
    setIsBusy(true);
    try {
      const { files, kept, open } = await followReleases();
      await queries.invalidateQueries({ queryKey: ['reviews'] });
      const left = [
        ...(open.length === 0 ? [] : [t('reviews.changedTwice', { files: open.join(', ') })]),
        ...(kept.length === 0 ? [] : [t('reviews.keptMine', { files: kept.join(', ') })]),
      ];
      showToast({
        tone: kept.length + open.length === 0 ? 'ok' : 'warn',
        title: t('reviews.followed', { count: files.length }),
        ...(left.length === 0 ? {} : { description: left.join(' ') }),
      });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : '']);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className={styles.notices}>
      {behind > 0 && (
        <Banner
          tone="info"
          title={t('reviews.behind', { count: behind })}
          actions={
            <Button busy={isBusy} onClick={() => void follow()}>
              {t('reviews.follow')}
            </Button>
          }
        />
      )}
      {unread.map((sentence) => (
        <Banner key={sentence} tone="warn" title={sentence} />
      ))}
    </div>
  );
}

/** Takes in a file somebody sent, where nothing is shared. */
function ImportDraft() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: identity } = useIdentity();
  const picker = useRef<HTMLInputElement>(null);
  const take = async (file: File): Promise<void> => {
    try {
      const review = await importDraft(await readBytes(file));
      await queries.invalidateQueries({ queryKey: ['reviews'] });
      go({ screen: 'reviews', review: review.id });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : '']);
    }
  };
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept=".pstk"
        hidden
        aria-label={t('reviews.import')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) void take(file);
          currentTarget.value = '';
        }}
      />
      <Button icon={FileInput} onClick={() => withIdentity(identity, () => picker.current?.click())}>
        {t('reviews.import')}
      </Button>
    </>
  );
}

const keyOf = (row: ReviewRow): string => row.id;

function Table({ reviews }: { readonly reviews: readonly ReviewRow[] }) {
  const { t } = useTranslation();
  const columns = useColumns();
  const [selected, setSelected] = useState<string | null>(reviews[0]?.id ?? null);
  return (
    <DataTable
      className={styles.table}
      rows={reviews}
      keyOf={keyOf}
      columns={columns}
      label={t('reviews.title')}
      resizeLabel={({ header }) => t('reviews.widthOf', { column: String(header) })}
      widthsKey="reviews"
      rowHeight={36}
      selectedKey={selected}
      onSelect={({ id }) => setSelected(id)}
      onActivate={({ id }) => go({ screen: 'reviews', review: id })}
    />
  );
}

function useColumns(): readonly Column<ReviewRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'title',
        header: t('reviews.column.title'),
        width: 280,
        grows: true,
        cell: (row) => <TitleCell row={row} />,
        sortValue: ({ title }) => title,
      },
      {
        id: 'flows',
        header: t('reviews.column.flows'),
        width: 240,
        cell: (row) => <FlowsCell row={row} />,
      },
      {
        id: 'author',
        header: t('reviews.column.author'),
        width: 130,
        cell: ({ author }) => printPerson(author),
        sortValue: ({ author }) => author,
      },
      {
        id: 'state',
        header: t('reviews.column.state'),
        width: 160,
        cell: ({ state }) => (
          <StatusChip tone={reviewTones[state]} size="sm">
            {t(`designer.review.${state}`)}
          </StatusChip>
        ),
        sortValue: ({ state }) => state,
      },
      {
        id: 'approvals',
        header: t('reviews.column.approvals'),
        width: 96,
        cell: ({ approvals, needed }) => t('reviews.approvalsOf', { approvals, needed }),
        sortValue: ({ approvals, needed }) => needed - approvals,
      },
      {
        id: 'comments',
        header: t('reviews.column.comments'),
        width: 112,
        align: 'end',
        cell: ({ comments }) => (comments === 0 ? null : comments),
        sortValue: ({ comments }) => comments,
      },
      {
        id: 'updated',
        header: t('reviews.column.updated'),
        width: 120,
        cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
        sortValue: ({ updatedAt }) => updatedAt,
      },
    ],
    [t],
  );
}

function TitleCell({ row: { id, title, waitsForMe } }: { readonly row: ReviewRow }) {
  const { t } = useTranslation();
  return (
    <span className={styles.titleCell}>
      <a href={printRoute({ screen: 'reviews', review: id })}>{title}</a>
      {waitsForMe && (
        <StatusChip tone="wait" size="sm">
          {t('reviews.waitsForYou')}
        </StatusChip>
      )}
    </span>
  );
}

function FlowsCell({ row: { flows, versions } }: { readonly row: ReviewRow }) {
  const words = flows.map((flow) => [flow, versions[flow]].filter(Boolean).join(' ')).join(', ');
  return (
    <span className={styles.cut} title={words}>
      {words}
    </span>
  );
}
