import type { TFunction } from 'i18next';
import type { ReactElement, ReactNode } from 'react';
import { Chip } from '#ui/chip.tsx';
import type { Column } from '#ui/data-table.tsx';
import styles from './registry.module.css';
import type { Named, SystemRow } from './registry-rows.ts';

/** Columns of the table of systems. */
export function systemColumns(t: TFunction): readonly Column<SystemRow>[] {
  const column = (id: string, facts: Omit<Column<SystemRow>, 'id' | 'header'>): Column<SystemRow> => ({
    id,
    header: t(`registry.systems.column.${id}`),
    ...facts,
  });
  return [
    column('name', {
      width: 170,
      minWidth: 120,
      cell: (row) => nameCell(row, t),
      sortValue: ({ system }) => system.name.toLowerCase(),
    }),
    column('owner', {
      width: 140,
      cell: ({ system }) => twoLines(system.owner, system.contact ?? ''),
      sortValue: ({ system }) => system.owner.toLowerCase(),
    }),
    column('clearance', { width: 180, minWidth: 120, grows: true, cell: (row) => clearanceCell(row, t) }),
    column('limits', { width: 140, cell: (row) => limitsCell(row, t) }),
    column('uses', {
      width: 170,
      cell: (row) => usesCell(row, t),
      sortValue: ({ flows, connections }) => flows.length + connections.length,
    }),
    column('retires', {
      width: 108,
      cell: ({ system }) => system.retires ?? <span className={styles.quiet}>{t('registry.systems.stays')}</span>,
      sortValue: ({ system }) => system.retires ?? '9999',
    }),
  ];
}

function twoLines(first: ReactNode, second: ReactNode): ReactElement {
  return (
    <span className={styles.cell}>
      <span>{first}</span>
      {second === '' ? null : <span className={styles.quiet}>{second}</span>}
    </span>
  );
}

function nameCell({ system }: SystemRow, t: TFunction): ReactElement {
  const marks = [
    ...(system.privileged === true ? [t('registry.systems.privileged')] : []),
    ...(system.companies === 'several' ? [t('registry.systems.several')] : []),
  ];
  return twoLines(<b className={styles.name}>{system.name}</b>, [system.id, ...marks].join(' · '));
}

function clearanceCell({ system }: SystemRow, t: TFunction): ReactElement {
  if (system.clearance === undefined) return <span className={styles.quiet}>{t('registry.systems.unsaid')}</span>;
  return (
    <span className={styles.chips}>
      {system.clearance.map((one) => (
        <Chip key={one}>{t(`registry.class.${one}`)}</Chip>
      ))}
    </span>
  );
}

function limitsCell({ system }: SystemRow, t: TFunction): ReactElement {
  const { rate, concurrency, maxTimeoutMs, bodyBytes } = system.limits ?? {};
  const first = [
    ...(rate === undefined ? [] : [rate]),
    ...(concurrency === undefined ? [] : [t('registry.systems.concurrency', { count: concurrency })]),
  ];
  const second = [
    ...(maxTimeoutMs === undefined ? [] : [t('registry.systems.timeout', { text: `${maxTimeoutMs / 1000} s` })]),
    ...(bodyBytes === undefined ? [] : [t('registry.systems.body', { text: sizeText(bodyBytes) })]),
  ];
  const lines = [first, second].filter((line) => line.length > 0).map((line) => line.join(', '));
  if (lines.length === 0) return <span className={styles.quiet}>{t('registry.systems.noLimits')}</span>;
  return twoLines(lines[0], lines[1] ?? '');
}

function sizeText(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes % 1024 === 0 ? `${kilobytes / 1024} MB` : `${kilobytes} KB`;
}

function usesCell({ connections, flows }: SystemRow, t: TFunction): ReactElement {
  if (connections.length + flows.length === 0) {
    return <span className={styles.quiet}>{t('registry.systems.notUsed')}</span>;
  }
  const counts = [
    ...(connections.length === 0 ? [] : [t('registry.systems.connections', { count: connections.length })]),
    ...(flows.length === 0 ? [] : [t('registry.systems.flows', { count: flows.length })]),
  ];
  const names = (list: readonly Named[]) => list.map(({ name }) => name).join(', ');
  return twoLines(counts.join(', '), names(flows.length === 0 ? connections : flows));
}
