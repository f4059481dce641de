import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { showToast } from '#ui/toaster.tsx';
import { type Proposal, saveVersion, useProposal } from '../data/reviews.ts';
import { Refused } from '../frame/refused.tsx';
import { ProposedChanges } from './proposed-changes.tsx';
import styles from './review.module.css';

/** Saves a version under a sentence that is already written. */
export function SaveDialog({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch, isFetchedAfterMount } = useProposal();
  const form = useId();
  const [isBusy, setIsBusy] = useState(false);
  const isReady = data !== undefined && isFetchedAfterMount;
  const hasNothing = isReady && data.unsaved.length === 0 && data.versioned;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.save.title')}
      description={t('reviews.save.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t(hasNothing ? 'frame.close' : 'reviews.cancel')}</Button>
          {!hasNothing && (
            <Button variant="primary" type="submit" form={form} busy={isBusy} disabled={!isReady}>
              {t(data?.versioned === false ? 'reviews.save.begin' : 'reviews.save.go')}
            </Button>
          )}
        </>
      }
    >
      {error !== null && data === undefined && <Refused error={error} onRetry={() => void refetch()} />}
      {error === null && !isReady && <SkeletonRows label={t('reviews.loading')} rowHeight={32} rows={4} />}
      {hasNothing && <p className={styles.quiet}>{t('reviews.save.nothing')}</p>}
      {isReady && !hasNothing && <SaveForm id={form} proposal={data} onBusy={setIsBusy} onDone={onDone} />}
    </Dialog>
  );
}

type FormProps = {
  readonly id: string;
  readonly proposal: Proposal;
  readonly onBusy: (isBusy: boolean) => void;
  readonly onDone: () => void;
};

function SaveForm({ id, proposal, onBusy, onDone }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [sentence, setSentence] = useState(proposal.sentence);
  const [problem, setProblem] = useState<string>();
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (sentence.trim() === '') return setProblem(t('reviews.save.sentenceMissing'));
    onBusy(true);
    try {
      const { files } = await saveVersion(sentence.trim(), !proposal.versioned);
      void queries.invalidateQueries({ queryKey: ['reviews'] });
      void queries.invalidateQueries({ queryKey: ['workspace'] });
      showToast({ tone: 'ok', title: t('reviews.save.done', { count: files.length }) });
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : '');
    } finally {
      onBusy(false);
    }
  };
  return (
    <form id={id} className={styles.form} onSubmit={(event) => void save(event)}>
      {!proposal.versioned && <Banner tone="info" title={t('reviews.save.beginWhat')} />}
      <Field label={t('reviews.save.sentence')} help={t('reviews.save.sentenceHelp')}>
        <Input value={sentence} onValueChange={setSentence} />
      </Field>
      <section className={styles.section}>
        <h3 className={styles.subtitle}>{t('reviews.save.changes')}</h3>
        <ProposedChanges changes={proposal.changes} flows={proposal.flows} label={t('reviews.save.changes')} />
      </section>
      {problem !== undefined && <Banner tone="danger" title={problem} />}
    </form>
  );
}
