import { useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { ConfirmDialog } from '#ui/confirm-dialog.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { printRelativeTime } from '#ui/relative-time-text.ts';
import { Select } from '#ui/select.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type FlowVersion, restoreVersion, useComparison, useVersions } from '../data/reviews.ts';
import { useDocument } from '../document/document.ts';
import { isUnsaved, saveNow } from '../document/save.ts';
import { Refused } from '../frame/refused.tsx';
import { toastProblem } from '../frame/toast-problem.ts';
import { Comparison } from './comparison.tsx';
import styles from './history-dialog.module.css';
import { printPerson } from './print-person.ts';

/** Every version of the open flow, any two of them compared, and the way back to one. */
export function HistoryDialog({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow?.id);
  const name = useDocument((state) => state.flow?.name);
  if (flow === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.history.title', { name })}
      size="full"
      closeLabel={t('frame.close')}
    >
      <Versions flow={flow} onDone={onDone} />
    </Dialog>
  );
}

function Versions({ flow, onDone }: { readonly flow: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useVersions(flow);
  const [chosen, setChosen] = useState<string>();
  const [against, setAgainst] = useState('working');
  const [isAsking, setIsAsking] = useState(false);
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows label={t('reviews.loading')} rowHeight={44} rows={6} />;
  if (data.length === 0) return <EmptyState sentence={t('reviews.history.none')} />;
  const from = data.find(({ commit }) => commit === chosen) ?? data[0];
  const options = [
    { value: 'working', label: t('reviews.history.working') },
    ...data.map((one) => ({ value: one.commit, label: sayVersion(one, t('reviews.history.saved')) })),
  ];
  return (
    <div className={styles.history}>
      <ul className={styles.versions} aria-label={t('reviews.history.versions')}>
        {data.map((version) => (
          <li key={version.commit}>
            <Row version={version} isChosen={version === from} onChoose={() => setChosen(version.commit)} />
          </li>
        ))}
      </ul>
      <div className={styles.compared}>
        <header className={styles.head}>
          <span className={styles.against}>
            <span id="history-against">{t('reviews.history.against')}</span>
            <Select label={t('reviews.history.against')} value={against} onValueChange={setAgainst} options={options} />
          </span>
          <Button icon={RotateCcw} onClick={() => setIsAsking(true)}>
            {t('reviews.history.restore')}
          </Button>
        </header>
        <Compared flow={flow} from={from?.commit} to={against} />
      </div>
      {from !== undefined && (
        <Restore flow={flow} version={from} isOpen={isAsking} onOpenChange={setIsAsking} onRestored={onDone} />
      )}
    </div>
  );
}

function sayVersion({ version, released, at, sentence }: FlowVersion, saved: string): string {
  const when = printRelativeTime({ atMs: Date.parse(at), nowMs: Date.now(), locale: undefined });
  return [released ? version : saved, sentence, when].filter(Boolean).join(' · ');
}

type RowProps = { readonly version: FlowVersion; readonly isChosen: boolean; readonly onChoose: () => void };

function Row({ version: { version, released, at, by, sentence }, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles.row} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <span className={styles.rowTop}>
        <b>{released ? (version ?? '–') : t('reviews.history.saved')}</b>
        {released && (
          <StatusChip tone="ok" size="sm">
            {t('reviews.history.released')}
          </StatusChip>
        )}
        <RelativeTime at={at} />
      </span>
      <span>{sentence}</span>
      <small>{printPerson(by)}</small>
    </button>
  );
}

type ComparedProps = { readonly flow: string; readonly from: string | undefined; readonly to: string };

function Compared({ flow, from, to }: ComparedProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useComparison(flow, from, to);
  if (from === to) return <EmptyState sentence={t('reviews.history.same')} />;
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows label={t('reviews.loading')} rowHeight={44} rows={6} />;
  return <Comparison flow={data.flow} changes={data.changes} />;
}

type RestoreProps = {
  readonly flow: string;
  readonly version: FlowVersion;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onRestored: () => void;
};

function Restore({ flow, version, isOpen, onOpenChange, onRestored }: RestoreProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const restore = async (): Promise<void> => {
    try {
      if (isUnsaved()) await saveNow();
      await restoreVersion(flow, version.commit);
      void queries.invalidateQueries({ queryKey: ['workspace'] });
      showToast({ tone: 'ok', title: t('reviews.history.restored') });
      onRestored();
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : '']);
    }
  };
  return (
    <ConfirmDialog
      open={isOpen}
      onOpenChange={onOpenChange}
      title={t('reviews.history.restoreAsk', { version: version.version ?? '' })}
      description={t('reviews.history.restoreWhat')}
      confirmLabel={t('reviews.history.restore')}
      cancelLabel={t('reviews.cancel')}
      onConfirm={restore}
    />
  );
}
