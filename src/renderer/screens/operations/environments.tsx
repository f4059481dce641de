import { ArrowRightLeft, Plus } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { type EnvironmentView, useEnvironments } from '../../data/environments.ts';
import { useMay } from '../../data/runs.ts';
import { Refused } from '../../frame/refused.tsx';
import { AddEntryDialog } from './add-entry-dialog.tsx';
import { layOutEntries } from './entry-rows.ts';
import { EntryTable } from './entry-table.tsx';
import styles from './operations.module.css';
import { PromoteDialog } from './promote-dialog.tsx';
import { TryPanel } from './try-panel.tsx';

/** All environments side by side. */
export function Environments(): ReactElement | null {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useEnvironments();
  if (data === undefined && error !== null) return <Refused error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <ProgressBar active={isFetching} label={t('operations.loading')} />
      {data === undefined ? null : <Sides view={data} />}
    </>
  );
}

type Shown = 'all' | 'different';

function Sides({ view }: { readonly view: EnvironmentView }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const [shown, setShown] = useState<Shown>('all');
  const [tried, setTried] = useState<string>();
  const [dialog, setDialog] = useState<'promote' | 'add'>();
  const groups = useMemo(() => layOutEntries(view), [view]);
  const visible = useMemo(
    () =>
      groups.map(({ id, rows }) => ({
        id,
        rows: shown === 'all' ? rows : rows.filter(({ state }) => state !== 'same'),
      })),
    [groups, shown],
  );
  const mayWrite = may('workspace.write');
  if (view.environments.length === 0) return <EmptyState sentence={t('operations.environments.none')} />;
  return (
    <div className={styles.content} data-with-detail={tried !== undefined}>
      <div className={styles.main}>
        <Warnings view={view} />
        <div className={styles.tools}>
          <SegmentedControl<Shown>
            label={t('operations.environments.shown')}
            value={shown}
            onValueChange={setShown}
            size="md"
            segments={[
              { value: 'all', label: t('operations.environments.all') },
              { value: 'different', label: t('operations.environments.differences') },
            ]}
          />
          <span className={styles.spring} />
          {mayWrite && (
            <>
              <Button icon={Plus} onClick={() => setDialog('add')}>
                {t('operations.environments.add')}
              </Button>
              <Button
                variant="primary"
                icon={ArrowRightLeft}
                disabled={view.environments.length < 2}
                onClick={() => setDialog('promote')}
              >
                {t('operations.environments.promote')}
              </Button>
            </>
          )}
        </div>
        <EntryTable view={view} groups={visible} mayWrite={mayWrite} tried={tried} onTry={setTried} />
        <p className={styles.quiet}>{t('operations.environments.help')}</p>
      </div>
      {tried !== undefined && <TryPanel key={tried} environment={tried} onClose={() => setTried(undefined)} />}
      {dialog === 'promote' && <PromoteDialog view={view} onClose={() => setDialog(undefined)} />}
      {dialog === 'add' && <AddEntryDialog view={view} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

/** What cannot be read, and what would reach a live system. */
function Warnings({ view: { unread, clashes } }: { readonly view: EnvironmentView }): ReactElement | null {
  const { t } = useTranslation();
  return (
    <>
      {unread.map(({ path, sentence }) => (
        <Banner key={path} tone="danger" title={t('operations.environments.unread', { path })}>
          {sentence}
        </Banner>
      ))}
      {clashes.map(({ environment, connection, sentence }) => (
        <Banner key={`${environment} ${connection}`} tone="danger" title={t('operations.environments.clash')}>
          {sentence}
        </Banner>
      ))}
    </>
  );
}
