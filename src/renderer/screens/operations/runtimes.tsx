import { Plus, Server } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import { type LinkedServer, useLinkedServers } from '../../data/linked.ts';
import { useMay } from '../../data/runs.ts';
import { Refused } from '../../frame/refused.tsx';
import { go, printRoute } from '../../routes.ts';
import { LinkDialog } from './link-dialog.tsx';
import styles from './operations.module.css';
import { ServerPage } from './server-page.tsx';

const tones: Readonly<Record<LinkedServer['state'], Tone>> = {
  connected: 'ok',
  unreachable: 'danger',
  'signed-out': 'warn',
  strange: 'warn',
};

/** Servers this studio is linked to, and one of them with what is live there. */
export function Runtimes({ selected }: { readonly selected: string | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const { data: servers, error, refetch, isFetching } = useLinkedServers();
  const [isLinking, setIsLinking] = useState(false);
  if (servers === undefined && error !== null) return <Refused error={error} onRetry={() => void refetch()} />;
  const shown = servers?.find(({ id }) => id === selected) ?? servers?.[0];
  const linkButton = may('linked.manage') && (
    <Button variant={servers?.length === 0 ? 'primary' : 'secondary'} icon={Plus} onClick={() => setIsLinking(true)}>
      {t('operations.runtimes.link')}
    </Button>
  );
  return (
    <>
      <ProgressBar active={isFetching} label={t('operations.loading')} />
      {servers?.length === 0 && (
        <EmptyState icon={Server} sentence={t('operations.runtimes.none')} action={linkButton} />
      )}
      {shown !== undefined && (
        <div className={styles.servers}>
          <nav className={styles.serverList} aria-label={t('operations.runtimes.label')}>
            <ul>
              {servers?.map((server) => (
                <li key={server.id}>
                  <ServerLink server={server} isShown={server.id === shown.id} />
                </li>
              ))}
            </ul>
            {linkButton}
          </nav>
          <ServerPage key={shown.id} server={shown} />
        </div>
      )}
      {isLinking && (
        <LinkDialog
          onClose={() => setIsLinking(false)}
          onLinked={(server) => go({ screen: 'operations', tab: 'runtimes', server })}
        />
      )}
    </>
  );
}

function ServerLink({ server, isShown }: { readonly server: LinkedServer; readonly isShown: boolean }): ReactElement {
  return (
    <a
      className={styles.serverLink}
      href={printRoute({ screen: 'operations', tab: 'runtimes', server: server.id })}
      aria-current={isShown ? 'true' : undefined}
    >
      <b>{server.name}</b>
      <span className={styles.quiet}>{server.environment ?? server.address}</span>
      <ServerStateChip server={server} />
    </a>
  );
}

/** Whether a server answers, in words. */
export function ServerStateChip({ server: { state, healthy } }: { readonly server: LinkedServer }): ReactElement {
  const { t } = useTranslation();
  const isIll = state === 'connected' && healthy === false;
  return (
    <StatusChip tone={isIll ? 'warn' : tones[state]} size="sm">
      {t(isIll ? 'operations.runtimes.ill' : `operations.runtimes.state.${state}`)}
    </StatusChip>
  );
}
