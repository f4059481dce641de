import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { SplitPane } from '#ui/split-pane.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { useNow } from '#ui/ticking-clock.ts';
import { VirtualList } from '#ui/virtual-list.tsx';
import { type ApprovalRow, useDecidedApprovals, useOpenApprovals } from '../../data/work.ts';
import { go } from '../../routes.ts';
import { useIsNarrow } from '../runs/use-is-narrow.ts';
import { useSelected } from '../runs/use-selected.ts';
import { ApprovalCard, approvalLooks } from './approval-card.tsx';
import styles from './approvals.module.css';

/** What waits for a person's decision, the next due first, and what was decided. */
export function Approvals({ approval }: { readonly approval: string | undefined }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<'open' | 'decided'>('open');
  const open = useOpenApprovals();
  return (
    <Tabs
      value={tab}
      onValueChange={(next) => {
        setTab(next);
        go({ screen: 'approvals' });
      }}
      label={t('approvals.views')}
      tabs={[
        { value: 'open', label: t('approvals.open'), count: open.data?.rows.length },
        { value: 'decided', label: t('approvals.decided') },
      ]}
      className={styles.screen}
    >
      <TabPanel value="open" className={styles.panel}>
        <OpenOnes approval={approval} list={open} onDone={() => setTab('open')} />
      </TabPanel>
      <TabPanel value="decided" className={styles.panel}>
        <DecidedOnes approval={approval} />
      </TabPanel>
    </Tabs>
  );
}

type OpenProps = {
  readonly approval: string | undefined;
  readonly list: ReturnType<typeof useOpenApprovals>;
  readonly onDone: () => void;
};

function OpenOnes({ approval, list }: OpenProps) {
  const { t } = useTranslation();
  const rows = list.data?.rows ?? [];
  const after = (id: string): void => {
    const index = rows.findIndex((row) => row.id === id);
    const next = rows[index + 1] ?? rows[index - 1];
    go({ screen: 'approvals', ...(next === undefined ? {} : { approval: next.id }) });
  };
  return (
    <Panes
      rows={rows}
      approval={approval}
      isLoading={list.isPending}
      error={list.error}
      onRetry={() => void list.refetch()}
      onDecided={after}
      empty={t('approvals.none')}
    />
  );
}

function DecidedOnes({ approval }: { readonly approval: string | undefined }) {
  const { t } = useTranslation();
  const list = useDecidedApprovals();
  const rows = (list.data?.pages ?? []).flatMap(({ approvals }) => approvals).filter(({ state }) => state !== 'open');
  return (
    <Panes
      rows={rows}
      approval={approval}
      isLoading={list.isPending}
      error={list.error}
      onRetry={() => void list.refetch()}
      onEndReached={() => {
        if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
      }}
      empty={t('approvals.noneDecided')}
    />
  );
}

type PanesProps = {
  readonly rows: readonly ApprovalRow[];
  readonly approval: string | undefined;
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly onDecided?: (id: string) => void;
  readonly onEndReached?: () => void;
  readonly empty: string;
};

function Panes(props: PanesProps) {
  const { t } = useTranslation();
  const { rows, approval, onDecided } = props;
  const isNarrow = useIsNarrow();
  const [asked, setAsked] = useState<'approved' | 'rejected'>();
  const shown = approval ?? (isNarrow ? undefined : rows[0]?.id);
  const keyDown = (event: KeyboardEvent): void => {
    if (shown === undefined || onDecided === undefined || isTyping(event) || hasModifier(event)) return;
    const decision = event.key === 'a' ? 'approved' : event.key === 'r' ? 'rejected' : undefined;
    if (decision === undefined) return;
    setAsked(decision);
    event.preventDefault();
    // The list would take the letter as the beginning of a name.
    event.stopPropagation();
  };
  const list = <ApprovalList {...props} selected={shown} />;
  const card =
    shown === undefined ? (
      <EmptyState sentence={rows.length === 0 ? props.empty : t('approvals.pick')} />
    ) : (
      <ApprovalCard
        key={shown}
        id={shown}
        isAlone={isNarrow}
        asked={asked}
        onAsk={setAsked}
        onDecided={() => onDecided?.(shown)}
      />
    );
  return (
    <div className={styles.keys} onKeyDownCapture={keyDown}>
      {isNarrow ? (
        (approval === undefined && list) || card
      ) : (
        <SplitPane
          id="approvals"
          panes={[
            { id: 'list', label: t('approvals.resizeList'), size: 360, min: 260, max: 560, content: list },
            { id: 'card', content: card },
          ]}
        />
      )}
    </div>
  );
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null;
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

const keyOf = (row: ApprovalRow): string => row.id;
const textOf = (row: ApprovalRow): string => row.title;

function ApprovalList(props: PanesProps & { readonly selected: string | undefined }) {
  const { t } = useTranslation();
  const { rows, error, isLoading, onRetry, onEndReached, empty } = props;
  const [selected, select] = useSelected(props.selected);
  if (error !== null) {
    return (
      <div className={styles.note}>
        <Banner
          tone="danger"
          title={t('approvals.unread')}
          actions={<Button onClick={onRetry}>{t('runs.retry')}</Button>}
        >
          {error.message}
        </Banner>
      </div>
    );
  }
  if (isLoading) return <SkeletonRows label={t('runs.loading')} rowHeight={60} rows={6} tile />;
  return (
    <VirtualList
      items={rows}
      keyOf={keyOf}
      textOf={textOf}
      label={t('approvals.list')}
      rowHeight={60}
      selectedKey={selected ?? null}
      onSelect={(row) => {
        select(row.id);
        go({ screen: 'approvals', approval: row.id });
      }}
      onEndReached={onEndReached}
      renderItem={(row) => <ApprovalLine row={row} />}
      empty={<EmptyState sentence={empty} />}
    />
  );
}

function ApprovalLine({ row }: { readonly row: ApprovalRow }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { tone, icon } = approvalLooks[row.state];
  const isLate = row.state === 'open' && row.dueAt !== null && Date.parse(row.dueAt) - nowMs < 3_600_000;
  return (
    <span className={styles.line}>
      <StatusIcon tone={isLate ? 'warn' : tone} icon={icon} />
      <span className={styles.words}>
        <span className={styles.title}>{row.title}</span>
        <span className={styles.below}>
          {row.state === 'open' ? (
            <>
              {t('approvals.group', { group: row.group })}
              {row.dueAt === null ? null : (
                <span className={isLate ? styles.late : undefined}>
                  {t('approvals.due')} <RelativeTime at={row.dueAt} />
                </span>
              )}
            </>
          ) : (
            <>
              <span>{t(`approvals.state.${row.state}`)}</span>
              {row.decidedBy === null ? null : <span>{row.decidedBy}</span>}
              {row.decidedAt === null ? null : <RelativeTime at={row.decidedAt} />}
            </>
          )}
        </span>
      </span>
    </span>
  );
}
