import { Plus } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionManifests } from '#connections/manifests.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { useConnectionUses } from '../../data/connections.ts';
import { useFacts } from '../../data/queries.ts';
import { go } from '../../routes.ts';
import { connectionColumns } from './columns.tsx';
import { ConnectDialog } from './connect/connect-dialog.tsx';
import { environmentIn } from './connect/use-save.ts';
import { type ConnectionRow, connectionRows } from './connection-row.ts';
import styles from './connections.module.css';
import { DetailPanel } from './detail-panel.tsx';

const keyOf = (row: ConnectionRow): string => row.id;
const open = (row: ConnectionRow): void => go({ screen: 'connections', connection: row.id });
const noRows: readonly ConnectionRow[] = [];

/** Every system the workspace knows: who we are there, what flows may do and do, and whether it works. */
export function Connections({ connection }: { readonly connection: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const facts = useFacts();
  const uses = useConnectionUses();
  const [isConnecting, setIsConnecting] = useState(false);
  const environment = environmentIn(facts.data);
  const rows = useMemo(() => {
    if (facts.data === undefined) return noRows;
    return connectionRows({
      connections: facts.data.connections.map(({ value }) => value),
      environment: environmentIn(facts.data),
      uses: uses.data ?? [],
      secrets: facts.data.secrets,
      kinds: connectionManifests,
    });
  }, [facts.data, uses.data]);
  const columns = useMemo(() => connectionColumns(t), [t]);
  const selected = rows.find((row) => row.id === connection);
  const error = facts.error ?? uses.error;
  return (
    <div className={styles.page}>
      <ProgressBar active={facts.isFetching || uses.isFetching} label={t('connections.loading')} />
      <PanelHeader
        size="page"
        level={1}
        title={t('connections.title')}
        subtitle={t('connections.subtitle', { environment: environment.name })}
        actions={
          <Button variant="primary" size="lg" icon={Plus} onClick={() => setIsConnecting(true)}>
            {t('connections.connect')}
          </Button>
        }
      />
      {error !== null && (
        <Banner
          tone="danger"
          layout="bar"
          title={t('connections.failed')}
          actions={
            <Button onClick={() => void Promise.all([facts.refetch(), uses.refetch()])}>
              {t('connections.retry')}
            </Button>
          }
        >
          {error.message}
        </Banner>
      )}
      <div className={styles.content} data-with-detail={selected !== undefined}>
        <DataTable
          className={styles.table}
          rows={rows}
          keyOf={keyOf}
          columns={columns}
          label={t('connections.title')}
          resizeLabel={(column) => t('connections.resize', { column: String(column.header) })}
          initialSort={{ column: 'system', direction: 'ascending' }}
          selectedKey={selected?.id ?? null}
          onSelect={open}
          onActivate={open}
          rowHeight={52}
          widthsKey="connections"
          empty={
            facts.data !== undefined && (
              <EmptyState
                sentence={t('connections.empty')}
                action={
                  <Button variant="primary" icon={Plus} onClick={() => setIsConnecting(true)}>
                    {t('connections.connect')}
                  </Button>
                }
              />
            )
          }
        />
        {selected !== undefined && <DetailPanel key={selected.id} row={selected} environment={environment} />}
      </div>
      {isConnecting && (
        <ConnectDialog
          open
          onOpenChange={setIsConnecting}
          onConnected={(id) => go({ screen: 'connections', connection: id })}
        />
      )}
    </div>
  );
}
