import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '#ui/badge.tsx';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { SplitPane } from '#ui/split-pane.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { VirtualList } from '#ui/virtual-list.tsx';
import { useFlowNames } from '../../data/runs.ts';
import { useSetAside } from '../../data/work.ts';
import { go } from '../../routes.ts';
import { wordsOf } from '../approvals/label-fields.ts';
import { useIsNarrow } from '../runs/use-is-narrow.ts';
import { groupItems, type SetAsideGroup } from './group-items.ts';
import { GroupPage } from './group-page.tsx';
import styles from './set-aside.module.css';

type Tab = 'open' | 'replayed' | 'closed';

const tabs: readonly Tab[] = ['open', 'replayed', 'closed'];

/** Events that could not be finished, grouped by their cause. */
export function SetAside({ letter }: { readonly letter: string | undefined }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('open');
  const { data } = useSetAside('open');
  return (
    <Tabs
      value={tab}
      onValueChange={(next) => {
        setTab(next);
        go({ screen: 'set-aside' });
      }}
      label={t('setAside.views')}
      tabs={tabs.map((value) => ({
        value,
        label: t(`setAside.tab.${value}`),
        ...(value === 'open' ? { count: data?.rows.length } : {}),
      }))}
      className={styles.screen}
    >
      {tabs.map((value) => (
        <TabPanel key={value} value={value} className={styles.panel}>
          <Groups state={value} letter={letter} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

function Groups({ state, letter }: { readonly state: Tab; readonly letter: string | undefined }) {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const queries = useQueryClient();
  const { data, error, refetch } = useSetAside(state);
  const groups = useMemo(() => groupItems(data?.rows ?? []), [data]);
  if (error !== null) {
    return (
      <div className={styles.note}>
        <Banner
          tone="danger"
          title={t('setAside.unread')}
          actions={<Button onClick={() => void refetch()}>{t('runs.retry')}</Button>}
        >
          {error.message}
        </Banner>
      </div>
    );
  }
  if (data === undefined) return <SkeletonRows label={t('runs.loading')} rowHeight={72} rows={5} tile />;
  const named = groups.find((group) => group.items.some(({ id }) => id === letter));
  const shown = named ?? (isNarrow ? undefined : groups[0]);
  const list = <GroupList groups={groups} selected={shown} state={state} isCut={data.isCut} />;
  const page =
    shown === undefined ? (
      <EmptyState sentence={t(groups.length === 0 ? `setAside.none.${state}` : 'setAside.pick')} />
    ) : (
      <GroupPage
        key={shown.id}
        group={shown}
        isOpen={state === 'open'}
        isAlone={isNarrow}
        letter={letter}
        onChanged={() => {
          void queries.invalidateQueries({ queryKey: ['work'] });
          void queries.invalidateQueries({ queryKey: ['work-counts'] });
        }}
      />
    );
  if (isNarrow) return named === undefined ? list : page;
  return (
    <SplitPane
      id="set-aside"
      panes={[
        { id: 'groups', label: t('setAside.resizeList'), size: 400, min: 280, max: 640, content: list },
        { id: 'group', content: page },
      ]}
    />
  );
}

type GroupListProps = {
  readonly groups: readonly SetAsideGroup[];
  readonly selected: SetAsideGroup | undefined;
  readonly state: Tab;
  readonly isCut: boolean;
};

const keyOf = (group: SetAsideGroup): string => group.id;

function GroupList({ groups, selected, state, isCut }: GroupListProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.side}>
      {isCut ? <p className={styles.hint}>{t('setAside.cut')}</p> : null}
      <VirtualList
        items={groups}
        keyOf={keyOf}
        textOf={(group) => group.sentence ?? group.hint ?? group.node}
        label={t('setAside.groups')}
        rowHeight={72}
        selectedKey={selected?.id ?? null}
        onSelect={(group) => openGroup(group)}
        renderItem={(group) => <GroupLine group={group} />}
        empty={<EmptyState sentence={t(`setAside.none.${state}`)} />}
      />
    </div>
  );
}

function openGroup({ items: [first] }: SetAsideGroup): void {
  go({ screen: 'set-aside', ...(first === undefined ? {} : { letter: first.id }) });
}

function GroupLine({ group }: { readonly group: SetAsideGroup }) {
  const { t } = useTranslation();
  const nameOf = useFlowNames();
  return (
    <span className={styles.line}>
      <Badge
        count={group.items.length}
        max={9_999}
        tone="danger"
        label={t('setAside.count', { count: group.items.length })}
      />
      <span className={styles.words}>
        <span className={styles.sentence}>{sentenceOf(group, t)}</span>
        <span className={styles.below}>
          {nameOf(group.flow)} · {wordsOf(group.node)}
        </span>
        <span className={styles.below}>
          {t('setAside.oldest')} <RelativeTime at={group.oldestAt} /> · {group.owners.join(', ')}
        </span>
      </span>
    </span>
  );
}

/** What happened, in one sentence. */
export function sentenceOf(group: SetAsideGroup, t: ReturnType<typeof useTranslation>['t']): string {
  return group.sentence ?? t('setAside.byStep', { step: wordsOf(group.node) });
}
