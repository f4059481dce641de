import { ArrowLeft } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { type Column, DataTable } from '#ui/data-table.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { useFlowNames, useMay, useRun } from '../../data/runs.ts';
import { replaySetAside, type SetAsideItem } from '../../data/work.ts';
import { go, printRoute } from '../../routes.ts';
import { type Act, ActDialog } from '../runs/act-dialog.tsx';
import { tellReplay } from '../runs/use-run-acts.ts';
import { useSelected } from '../runs/use-selected.ts';
import { BulkDialog, type BulkOrder } from './bulk-dialog.tsx';
import type { SetAsideGroup } from './group-items.ts';
import styles from './set-aside.module.css';
import { sentenceOf } from './set-aside.tsx';

/** Props of GroupPage. */
export type GroupPageProps = {
  readonly group: SetAsideGroup;
  /** False for events that were replayed or closed already. */
  readonly isOpen: boolean;
  readonly isAlone: boolean;
  /** The item of the address. */
  readonly letter: string | undefined;
  readonly onChanged: () => void;
};

/** One cause with its events, and what can be done about them, one by one or together. */
export function GroupPage({ group, isOpen, isAlone, letter, onChanged }: GroupPageProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [order, setOrder] = useState<BulkOrder>();
  const items = group.items.filter(({ id }) => chosen.has(id));
  const selected = group.items.find(({ id }) => id === letter) ?? group.items[0];
  return (
    <div className={styles.page}>
      <GroupHead group={group} isAlone={isAlone} />
      {isOpen ? (
        <GroupActions group={group} chosen={items} selected={selected} onOrder={setOrder} onChanged={onChanged} />
      ) : null}
      <ItemTable group={group} isOpen={isOpen} chosen={chosen} selected={selected} onChoose={setChosen} />
      <BulkDialog
        order={order}
        onClose={(isDone) => {
          setOrder(undefined);
          if (!isDone) return;
          setChosen(new Set());
          onChanged();
        }}
      />
    </div>
  );
}

function GroupHead({ group, isAlone }: Pick<GroupPageProps, 'group' | 'isAlone'>) {
  const { t } = useTranslation();
  const nameOf = useFlowNames();
  // The name of the step stands in the plan the run was made of.
  const { data: run } = useRun(group.items[0]?.run ?? '');
  const step = run?.steps.find(({ node }) => node === group.node)?.name ?? group.node;
  return (
    <header className={styles.head}>
      {isAlone ? (
        <div>
          <Button icon={ArrowLeft} variant="ghost" onClick={() => go({ screen: 'set-aside' })}>
            {t('setAside.backToList')}
          </Button>
        </div>
      ) : null}
      <h1 className={styles.title}>{sentenceOf(group, t)}</h1>
      <p className={styles.facts}>
        <a href={printRoute({ screen: 'designer', flow: group.flow, node: group.node })}>
          {nameOf(group.flow)} · {step}
        </a>
        <span>{t('setAside.count', { count: group.items.length })}</span>
        <span>
          {t('setAside.oldest')} <RelativeTime at={group.oldestAt} />
        </span>
        <span>{t('setAside.owner', { owner: group.owners.join(', ') })}</span>
      </p>
      {group.hint === undefined ? null : <p className={styles.advice}>{group.hint}</p>}
      {group.code === undefined ? null : <code className={styles.code}>{group.code}</code>}
    </header>
  );
}

type ActionsProps = {
  readonly group: SetAsideGroup;
  readonly chosen: readonly SetAsideItem[];
  readonly selected: SetAsideItem | undefined;
  readonly onOrder: (order: BulkOrder) => void;
  readonly onChanged: () => void;
};

function GroupActions({ group, chosen, selected, onOrder, onChanged }: ActionsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const [act, setAct] = useState<Act>();
  const one = chosen.length > 1 ? undefined : (chosen[0] ?? selected);
  const { data: run } = useRun(one?.run ?? group.items[0]?.run ?? '');
  const items = chosen.length === 0 ? group.items : chosen;
  const isAll = chosen.length === 0;
  if (!may('dead-letters.replay') && !may('dead-letters.close'))
    return <p className={styles.advice}>{t('runs.denied')}</p>;
  const edit = (): void => {
    if (one === undefined || run === undefined || run.id !== one.run) return;
    setAct({
      title: t('runs.replay.editTitle', { run: one.key ?? t('runs.noKey') }),
      description: t('runs.replay.editWhat'),
      verb: t('runs.replay.verb'),
      offersAgain: true,
      json: { label: t('runs.replay.data'), help: t('runs.replay.dataHelp'), value: run.input },
      act: async ({ reason, json, isAgain }) => {
        const input = json === undefined ? {} : { input: json };
        const started = await replaySetAside(one.id, { reason, ...input, ...(isAgain ? { again: true } : {}) });
        tellReplay(started, t);
        onChanged();
      },
    });
  };
  return (
    <div className={styles.actions}>
      <Button variant="primary" onClick={() => onOrder({ kind: 'replay', items })}>
        {isAll ? t('setAside.replayAll', { count: items.length }) : t('setAside.replayChosen', { count: items.length })}
      </Button>
      {one === undefined ? null : (
        <Button onClick={edit} disabled={run === undefined || run.id !== one.run}>
          {t('setAside.editOne', { key: one.key ?? t('runs.noKey') })}
        </Button>
      )}
      <Button onClick={() => onOrder({ kind: 'close', items })}>
        {isAll ? t('setAside.closeAll', { count: items.length }) : t('setAside.closeChosen', { count: items.length })}
      </Button>
      <ActDialog act={act} onClose={() => setAct(undefined)} />
    </div>
  );
}

type TableProps = {
  readonly group: SetAsideGroup;
  readonly isOpen: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly selected: SetAsideItem | undefined;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
};

const keyOf = (item: SetAsideItem): string => item.id;

function ItemTable({ group, isOpen, chosen, selected, onChoose }: TableProps) {
  const { t } = useTranslation();
  const [active, select] = useSelected(selected?.id);
  const columns = useItemColumns({ group, isOpen, chosen, onChoose });
  return (
    <DataTable
      rows={group.items}
      keyOf={keyOf}
      columns={columns}
      label={t('setAside.items')}
      resizeLabel={({ id }) => t('runs.refused.resize', { column: t(`setAside.column.${id}`) })}
      initialSort={{ column: 'at', direction: 'descending' }}
      selectedKey={active ?? null}
      onSelect={(item) => {
        select(item.id);
        go({ screen: 'set-aside', letter: item.id });
      }}
      onActivate={(item) => go({ screen: 'runs', run: item.run })}
      onPreview={(item) => isOpen && onChoose(toggled(chosen, item.id))}
      className={styles.table}
    />
  );
}

type ColumnsAsk = Pick<TableProps, 'group' | 'isOpen' | 'chosen' | 'onChoose'>;

function useItemColumns({ group, isOpen, chosen, onChoose }: ColumnsAsk): readonly Column<SetAsideItem>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const all = group.items.length;
    const count = group.items.filter(({ id }) => chosen.has(id)).length;
    const choose: Column<SetAsideItem> = {
      id: 'choose',
      width: 44,
      minWidth: 40,
      header: (
        <Checkbox
          label={t('setAside.chooseAll')}
          labelHidden
          checked={count === 0 ? false : count === all ? true : 'indeterminate'}
          onCheckedChange={(isOn) => onChoose(isOn ? new Set(group.items.map(keyOf)) : new Set())}
        />
      ),
      cell: (item) => (
        <Checkbox
          label={t('setAside.chooseOne', { key: item.key ?? item.id })}
          labelHidden
          checked={chosen.has(item.id)}
          onCheckedChange={() => onChoose(toggled(chosen, item.id))}
        />
      ),
    };
    const facts: readonly Column<SetAsideItem>[] = [
      {
        id: 'key',
        header: t('setAside.column.key'),
        width: 180,
        sortValue: ({ key }) => key ?? '',
        cell: ({ key, run }) => <a href={printRoute({ screen: 'runs', run })}>{key ?? t('runs.noKey')}</a>,
      },
      {
        id: 'at',
        header: t('setAside.column.at'),
        width: 120,
        sortValue: ({ at }) => at,
        cell: ({ at }) => <RelativeTime at={at} />,
      },
      {
        id: 'owner',
        header: t('setAside.column.owner'),
        width: 150,
        sortValue: ({ owner }) => owner,
        cell: ({ owner }) => owner,
      },
    ];
    const last: Column<SetAsideItem> = isOpen
      ? {
          id: 'cause',
          header: t('setAside.column.cause'),
          width: 260,
          grows: true,
          cell: ({ cause, hint }) => <span title={cause?.title ?? hint ?? ''}>{cause?.title ?? hint ?? '–'}</span>,
        }
      : {
          id: 'closed',
          header: t('setAside.column.closed'),
          width: 260,
          grows: true,
          cell: ({ closedBy, reason }) => `${closedBy ?? '–'}${reason === null ? '' : `: “${reason}”`}`,
        };
    return isOpen ? [choose, ...facts, last] : [...facts, last];
  }, [group, isOpen, chosen, onChoose, t]);
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}
