import type { TFunction } from 'i18next';
import { Database, FileJson2, Globe } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '#ui/data-table.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { IconType } from '#ui/tone.ts';
import { useConnectionTests } from '../../data/connections.ts';
import type { ConnectionRow } from './connection-row.ts';
import styles from './connections.module.css';

const icons: Readonly<Record<string, IconType>> = { odoo: Database, openapi: FileJson2, http: Globe };

/** The glyph of a connection kind. */
export function KindTile({ kind }: { readonly kind: string }): ReactElement {
  const Icon = icons[kind] ?? Globe;
  return (
    <span className={styles.tile}>
      <Icon aria-hidden size={16} />
    </span>
  );
}

/** The columns of the table of connections. */
export function connectionColumns(t: TFunction): readonly Column<ConnectionRow>[] {
  return [
    {
      id: 'system',
      header: t('connections.columns.system'),
      width: 180,
      grows: true,
      sortValue: (row) => row.name,
      cell: (row) => (
        <span className={styles.system}>
          <KindTile kind={row.kind} />
          <span className={styles.cell}>
            <span className={styles.name}>{row.name}</span>
            <span className={styles.quiet}>{row.url ?? row.id}</span>
          </span>
        </span>
      ),
    },
    {
      id: 'kind',
      header: t('connections.columns.kind'),
      width: 112,
      sortValue: (row) => row.kindTitle,
      cell: (row) => (
        <span className={styles.cell}>
          <span>{row.kindTitle}</span>
        </span>
      ),
    },
    {
      id: 'account',
      header: t('connections.columns.account'),
      width: 112,
      sortValue: (row) => row.account,
      cell: (row) => <AccountCell row={row} />,
    },
    {
      id: 'operations',
      header: t('connections.columns.operations'),
      width: 190,
      sortValue: (row) => row.excess.length,
      cell: (row) => <OperationsCell row={row} />,
    },
    {
      id: 'secret',
      header: t('connections.columns.secret'),
      width: 100,
      sortValue: (row) => row.isSecretSet,
      cell: (row) => <SecretChip row={row} />,
    },
    {
      id: 'test',
      header: t('connections.columns.test'),
      width: 104,
      cell: (row) => <TestCell id={row.id} />,
    },
    {
      id: 'uses',
      header: t('connections.columns.uses'),
      width: 132,
      sortValue: (row) => row.flows.length,
      cell: (row) => <UsesCell row={row} />,
    },
  ];
}

function AccountCell({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  const scheme = t(`connections.scheme.${row.scheme}`);
  const account = row.account;
  return (
    <span className={styles.cell}>
      <span>{account ?? scheme}</span>
      {account !== undefined && <span className={styles.quiet}>{scheme}</span>}
    </span>
  );
}

function OperationsCell({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  const allowed = row.allowed === undefined ? t('connections.everything') : String(row.allowed.length);
  return (
    <span className={styles.chips}>
      {t('connections.allowedUsed', { allowed, used: row.used.length })}
      {row.excess.length > 0 && (
        <StatusChip tone="warn" size="sm">
          {t('connections.unused', { count: row.excess.length })}
        </StatusChip>
      )}
    </span>
  );
}

/** Whether the secret of a connection has a value. */
export function SecretChip({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  if (row.scheme === 'none') return <span className={styles.quiet}>{t('connections.secretNone')}</span>;
  return row.isSecretSet ? (
    <StatusChip tone="ok" size="sm">
      {t('connections.secretSet')}
    </StatusChip>
  ) : (
    <StatusChip tone="danger" size="sm">
      {t('connections.secretMissing')}
    </StatusChip>
  );
}

function TestCell({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation();
  const test = useConnectionTests((state) => state.byConnection[id]);
  const isRunning = useConnectionTests((state) => state.running.includes(id));
  if (isRunning) {
    return (
      <StatusChip tone="info" size="sm" busy>
        {t('connections.testing')}
      </StatusChip>
    );
  }
  if (test === undefined) return <span className={styles.quiet}>{t('connections.testNever')}</span>;
  return (
    <span className={styles.cell}>
      <span>
        <StatusChip tone={test.ok ? 'ok' : 'danger'} size="sm">
          {t(test.ok ? 'connections.testOk' : 'connections.testFailed')}
        </StatusChip>
      </span>
      <RelativeTime at={test.at} className={styles.quiet} />
    </span>
  );
}

function UsesCell({ row }: { readonly row: ConnectionRow }): ReactElement {
  const { t } = useTranslation();
  if (row.flows.length === 0) return <span className={styles.quiet}>{t('connections.notUsed')}</span>;
  return (
    <span className={styles.cell}>
      <span>{t('connections.flows', { count: row.flows.length })}</span>
      <span className={styles.quiet}>{row.flows.map(({ name }) => name).join(', ')}</span>
    </span>
  );
}
