import { useQueryClient } from '@tanstack/react-query';
import { PackageCheck, Unlink } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Panel, PanelHeader } from '#ui/panel.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { askServersAgain, type LinkedServer, unlinkServer, useLive } from '../../data/linked.ts';
import { useMay } from '../../data/runs.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { go } from '../../routes.ts';
import { DeployDialog } from './deploy-dialog.tsx';
import { LiveFlows } from './live-flows.tsx';
import styles from './operations.module.css';
import { RunsThere } from './runs-there.tsx';
import { ServerStateChip } from './runtimes.tsx';

type Shown = 'live' | 'runs';

/** One linked server: what is live there, its runs, and the way to something new. */
export function ServerPage({ server }: { readonly server: LinkedServer }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const queries = useQueryClient();
  const [shown, setShown] = useState<Shown>('live');
  const [dialog, setDialog] = useState<'deploy' | 'unlink'>();
  const live = useLive(server.id);
  const isConnected = server.state === 'connected';
  const mayDeploy = may('linked.deploy') && isConnected && server.takesBundles === true;
  const unlink = async (): Promise<void> => {
    try {
      await unlinkServer(server.id, queries);
      go({ screen: 'operations', tab: 'runtimes' });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : String(error)]);
    }
  };
  return (
    <Panel
      className={styles.detail}
      label={server.name}
      padded
      header={
        <PanelHeader
          title={server.name}
          subtitle={
            <span className={styles.serverFacts}>
              <ServerStateChip server={server} />
              {server.environment !== null && (
                <span>{t('operations.runtimes.serves', { name: server.environment })}</span>
              )}
              <code>{server.address}</code>
            </span>
          }
          actions={
            <div className={styles.actions}>
              {mayDeploy && (
                <Button variant="primary" icon={PackageCheck} onClick={() => setDialog('deploy')}>
                  {t('operations.runtimes.deploy')}
                </Button>
              )}
              {may('linked.manage') && (
                <IconButton icon={Unlink} label={t('operations.runtimes.unlink')} onClick={() => setDialog('unlink')} />
              )}
            </div>
          }
        />
      }
    >
      <div className={styles.sections}>
        <Hints server={server} error={live.error} onRetry={() => void askServersAgain(queries)} />
        {(isConnected || live.data !== undefined) && (
          <SegmentedControl<Shown>
            label={t('operations.runtimes.shown')}
            value={shown}
            onValueChange={setShown}
            size="md"
            segments={[
              { value: 'live', label: t('operations.runtimes.live') },
              { value: 'runs', label: t('operations.runtimes.runs') },
            ]}
          />
        )}
        {shown === 'live' ? (
          <LiveFlows server={server} live={live.data} mayRollBack={may('linked.deploy') && isConnected} />
        ) : (
          <RunsThere server={server} />
        )}
      </div>
      {dialog === 'deploy' && <DeployDialog server={server} onClose={() => setDialog(undefined)} />}
      {dialog === 'unlink' && (
        <ConfirmDialog
          open
          onOpenChange={() => setDialog(undefined)}
          tone="danger"
          title={t('operations.unlink.title', { name: server.name })}
          description={t('operations.unlink.what')}
          confirmLabel={t('operations.unlink.confirm')}
          cancelLabel={t('operations.cancel')}
          onConfirm={unlink}
        />
      )}
    </Panel>
  );
}

type HintsProps = { readonly server: LinkedServer; readonly error: Error | null; readonly onRetry: () => void };

function Hints({ server, error, onRetry }: HintsProps): ReactElement | null {
  const { t } = useTranslation();
  const why = server.sentence ?? error?.message;
  if (why !== undefined) {
    return (
      <Banner
        tone={server.state === 'unreachable' ? 'danger' : 'warn'}
        title={t(`operations.runtimes.state.${server.state === 'connected' ? 'strange' : server.state}`)}
        actions={<Button onClick={onRetry}>{t('operations.retry')}</Button>}
      >
        {why}
      </Banner>
    );
  }
  if (server.takesBundles !== false) return null;
  return <Banner tone="info" title={t('operations.runtimes.noBundles')} />;
}
