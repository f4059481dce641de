import { type ReactNode, Suspense, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '#ui/data-table.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { lazyPart } from '../../frame/lazy-part.ts';
import { preloadScreen } from '../../frame/screen.tsx';
import { printRoute } from '../../routes.ts';
import { type FlowRow, stateOf, stateTones, urgencyOf } from './flow-rows.ts';
import styles from './flows.module.css';
import { triggerWords } from './trigger-words.ts';

// Judging every flow is asked for once the list stands.
const FollowsCell = lazyPart(async () => (await import('../../governance/follows-chip.tsx')).FollowsCell);

/** The columns of the list of flows; fewer where there is less room. `menu` gives the last cell, `taken` px are not the table's. */
export function useFlowColumns(menu: (row: FlowRow) => ReactNode, taken: number): readonly Column<FlowRow>[] {
  const { t } = useTranslation();
  const room = useSyncExternalStore(subscribeToSize, () => roomBeside(taken));
  return useMemo(() => {
    const header = (id: string) => t(`flows.column.${id}`);
    const all: readonly (Column<FlowRow> & { readonly from: number })[] = [
      { id: 'name', from: 0, header: header('name'), width: 180, grows: true, cell: nameCell, sortValue: byName },
      {
        id: 'area',
        from: 3,
        header: header('area'),
        width: 96,
        cell: plain('domain'),
        sortValue: ({ domain }) => domain,
      },
      {
        id: 'state',
        from: 0,
        header: header('state'),
        width: 216,
        cell: (row) => <StateCell row={row} />,
        sortValue: urgencyOf,
      },
      {
        id: 'owner',
        from: 2,
        header: header('owner'),
        width: 130,
        cell: plain('owner'),
        sortValue: ({ owner }) => owner,
      },
      { id: 'trigger', from: 2, header: header('trigger'), width: 120, cell: triggerCell, sortValue: triggersOf },
      {
        id: 'mode',
        from: 3,
        header: header('mode'),
        width: 96,
        cell: ({ mode }) => (mode === null ? null : t(`flows.mode.${mode}`)),
        sortValue: ({ mode }) => mode,
      },
      { id: 'patterns', from: 4, header: header('patterns'), width: 220, cell: patternsCell },
      {
        id: 'steps',
        from: 2,
        header: header('steps'),
        width: 72,
        align: 'end',
        cell: stepsCell,
        sortValue: ({ steps }) => steps,
      },
      {
        id: 'problems',
        from: 2,
        header: header('problems'),
        width: 96,
        align: 'end',
        cell: problemsCell,
        sortValue: ({ problems }) => problems,
      },
      { id: 'changed', from: 1, header: header('changed'), width: 106, cell: changedCell, sortValue: changedAt },
      {
        id: 'menu',
        from: 0,
        header: <span className="ps-visually-hidden">{t('flows.column.menu')}</span>,
        width: 48,
        cell: menu,
      },
    ];
    return all.filter(({ from }) => from <= room);
  }, [t, menu, room]);
}

const byName = ({ name }: FlowRow): string => name;
const changedAt = ({ changedAt: at }: FlowRow): number => Date.parse(at);
const triggersOf = ({ triggers }: FlowRow): string => triggers.map(triggerWords).join(', ');
const triggerCell = (row: FlowRow): ReactNode => triggersOf(row);
const stepsCell = ({ steps }: FlowRow): ReactNode => steps;
const changedCell = ({ changedAt: at }: FlowRow): ReactNode => <RelativeTime at={at} />;
const problemsCell = ({ problems }: FlowRow): ReactNode =>
  problems === 0 ? '–' : <b className={styles.bad}>{problems}</b>;
const patternsCell = ({ id }: FlowRow): ReactNode => (
  <Suspense fallback={null}>
    <FollowsCell flow={id} />
  </Suspense>
);
const plain =
  (key: 'domain' | 'owner') =>
  (row: FlowRow): ReactNode =>
    row[key] ?? '–';

// Not a Tab stop of its own: Enter on the row opens the flow.
const nameCell = ({ name, id }: FlowRow): ReactNode => (
  <a
    className={styles.name}
    href={printRoute({ screen: 'designer', flow: id })}
    tabIndex={-1}
    title={name}
    onPointerEnter={() => preloadScreen('designer')}
  >
    {name}
  </a>
);

function StateCell({ row }: { readonly row: FlowRow }) {
  const { t } = useTranslation();
  const state = stateOf(row);
  return (
    <span className={styles.state} title={row.refusal ?? undefined}>
      <StatusChip tone={stateTones[state]} size="sm">
        {t(`flows.state.${state}`)}
      </StatusChip>
      {row.version !== null && <span className={styles.version}>{row.version}</span>}
    </span>
  );
}

/** How much room the table has, in five steps. */
function roomBeside(taken: number): number {
  const width = window.innerWidth - 48 - taken;
  return width < 620 ? 0 : width < 960 ? 1 : width < 1190 ? 2 : width < 1376 ? 3 : 4;
}

function subscribeToSize(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}
