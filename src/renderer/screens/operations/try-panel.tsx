import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Panel, PanelHeader } from '#ui/panel.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { type TriedFlow, useActivationTry } from '../../data/environments.ts';
import { printRoute } from '../../routes.ts';
import styles from './operations.module.css';

/** Props of TryPanel. */
export type TryPanelProps = { readonly environment: string; readonly onClose: () => void };

/** What would become of every flow in an environment; nothing is started for it. */
export function TryPanel({ environment, onClose }: TryPanelProps): ReactElement {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useActivationTry(environment);
  const out = data?.flows.filter(({ goesLive }) => !goesLive).length ?? 0;
  return (
    <Panel
      className={styles.detail}
      label={t('operations.try.title', { name: environment })}
      padded
      header={
        <PanelHeader
          title={t('operations.try.title', { name: environment })}
          subtitle={
            <span role="status">
              {data === undefined
                ? t('operations.try.busy')
                : t('operations.try.result', { live: data.flows.length - out, out })}
            </span>
          }
          actions={
            <div className={styles.actions}>
              <Button busy={isFetching} onClick={() => void refetch()}>
                {t('operations.try.again')}
              </Button>
              <IconButton icon={X} label={t('operations.try.close')} onClick={onClose} />
            </div>
          }
        />
      }
    >
      {error !== null && <EmptyState sentence={error.message} />}
      {data === undefined && error === null && (
        <SkeletonRows label={t('operations.try.busy')} rowHeight={56} rows={3} />
      )}
      {data !== undefined && <p className={styles.hint}>{t('operations.try.nothingStarted')}</p>}
      {data?.flows.length === 0 && <EmptyState sentence={t('operations.try.none')} />}
      <ul className={styles.tries}>
        {data?.flows.map((flow) => (
          <TriedItem key={flow.file} tried={flow} />
        ))}
      </ul>
    </Panel>
  );
}

function TriedItem({ tried }: { readonly tried: TriedFlow }): ReactElement {
  const { t } = useTranslation();
  const { flow, name, version, goesLive, hindrances } = tried;
  return (
    <li className={styles.tried}>
      <div className={styles.triedHead}>
        <a href={printRoute({ screen: 'designer', flow })}>{name}</a>
        {version !== null && <span className={styles.quiet}>{version}</span>}
        <span className={styles.spring} />
        <StatusChip tone={goesLive ? 'ok' : 'danger'} size="sm">
          {t(goesLive ? 'operations.try.goesLive' : 'operations.try.keptOut')}
        </StatusChip>
      </div>
      {hindrances.length > 0 && (
        <ul className={styles.hindrances}>
          {hindrances.map(({ code, sentence, node }) => (
            <li key={`${code} ${node ?? ''} ${sentence}`}>
              {node === null ? (
                sentence
              ) : (
                <a className={styles.plainLink} href={printRoute({ screen: 'designer', flow, node })}>
                  {sentence}
                </a>
              )}{' '}
              <code className={styles.quiet}>{code}</code>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
