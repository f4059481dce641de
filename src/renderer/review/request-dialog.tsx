import { useQueryClient } from '@tanstack/react-query';
import { Download, ListX } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { RefusedCall } from '../data/files.ts';
import { type Proposal, requestReview, useProposal } from '../data/reviews.ts';
import { countOpen, useChecking } from '../document/checking.ts';
import { useDocument } from '../document/document.ts';
import { Refused } from '../frame/refused.tsx';
import { go } from '../routes.ts';
import { UntrustedKey } from './identity-facts.tsx';
import { Needs } from './needs.tsx';
import { ProposedChanges } from './proposed-changes.tsx';
import styles from './review.module.css';
import { saveBytes } from './save-bytes.ts';

type Draft = { readonly fileName: string; readonly bytes: string };

/** Hands what changed over for review; everything is proposed, and may be changed. */
export function RequestDialog({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch, isFetchedAfterMount } = useProposal();
  const form = useId();
  const [isBusy, setIsBusy] = useState(false);
  const [draft, setDraft] = useState<Draft>();
  const isReady = data !== undefined && isFetchedAfterMount;
  const hasNothing = isReady && data.flows.length === 0;
  if (draft !== undefined) return <DraftDialog draft={draft} onDone={onDone} />;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t(data?.review == null ? 'reviews.requesting.title' : 'reviews.requesting.titleAgain')}
      description={t(data?.review == null ? 'reviews.requesting.what' : 'reviews.requesting.whatAgain')}
      size="lg"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t(hasNothing ? 'frame.close' : 'reviews.cancel')}</Button>
          {!hasNothing && (
            <Button variant="primary" type="submit" form={form} busy={isBusy} disabled={!isReady}>
              {t('reviews.requesting.go')}
            </Button>
          )}
        </>
      }
    >
      {error !== null && data === undefined && <Refused error={error} onRetry={() => void refetch()} />}
      {error === null && !isReady && <SkeletonRows label={t('reviews.loading')} rowHeight={32} rows={6} />}
      {hasNothing && <p className={styles.quiet}>{t('reviews.requesting.nothing')}</p>}
      {isReady && !hasNothing && (
        <RequestForm id={form} proposal={data} onBusy={setIsBusy} onDraft={setDraft} onDone={onDone} />
      )}
    </Dialog>
  );
}

type FormProps = {
  readonly id: string;
  readonly proposal: Proposal;
  readonly onBusy: (isBusy: boolean) => void;
  readonly onDraft: (draft: Draft) => void;
  readonly onDone: () => void;
};

function RequestForm(props: FormProps) {
  const { t } = useTranslation();
  const { id, proposal, onBusy, onDraft, onDone } = props;
  const queries = useQueryClient();
  const [title, setTitle] = useState(proposal.title);
  const [description, setDescription] = useState('');
  const [versions, setVersions] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(proposal.flows.map((flow) => [flow.id, flow.proposed])),
  );
  const [problem, setProblem] = useState<{ readonly code: string; readonly message: string }>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    onBusy(true);
    try {
      const { review, draft } = await requestReview({ title, description, versions, review: proposal.review });
      void queries.invalidateQueries({ queryKey: ['reviews'] });
      void queries.invalidateQueries({ queryKey: ['workspace'] });
      if (draft !== null) return onDraft(draft);
      showToast({
        tone: 'ok',
        title: t('reviews.requesting.done'),
        action: { label: t('reviews.open'), onSelect: () => go({ screen: 'reviews', review: review.id }) },
      });
      onDone();
    } catch (error) {
      const code = error instanceof RefusedCall ? error.code : '';
      setProblem({ code, message: error instanceof Error ? error.message : '' });
    } finally {
      onBusy(false);
    }
  };
  return (
    <form id={id} className={styles.form} onSubmit={(event) => void submit(event)}>
      <Stopping problem={problem} onDone={onDone} />
      <UntrustedKey needed="author" />
      {!proposal.versioned && <Banner tone="info" title={t('reviews.requesting.noVersions')} />}
      {proposal.versioned && !proposal.remote && <Banner tone="info" title={t('reviews.requesting.noRemote')} />}
      <Field label={t('reviews.requesting.name')} required>
        <Input value={title} onValueChange={setTitle} maxLength={200} />
      </Field>
      <Field label={t('reviews.requesting.description')} help={t('reviews.requesting.descriptionHelp')}>
        <TextArea value={description} onValueChange={setDescription} rows={2} />
      </Field>
      <section className={styles.section}>
        <h3 className={styles.subtitle}>{t('reviews.requesting.versions')}</h3>
        <div className={styles.versions}>
          {proposal.flows.map((flow) => (
            <div key={flow.id} className={styles.version}>
              <span>
                <b>{flow.name}</b>
                <small>
                  {flow.released === null
                    ? t('reviews.requesting.first')
                    : t('reviews.requesting.from', { version: flow.released })}
                  {' · '}
                  {flow.why}
                </small>
              </span>
              <Input
                label={t('reviews.requesting.versionOf', { name: flow.name })}
                value={versions[flow.id] ?? ''}
                mono
                onValueChange={(version) => setVersions({ ...versions, [flow.id]: version })}
              />
            </div>
          ))}
        </div>
      </section>
      <section className={styles.section}>
        <h3 className={styles.subtitle}>{t('reviews.changes')}</h3>
        <ProposedChanges changes={proposal.released} flows={proposal.flows} label={t('reviews.changes')} />
      </section>
      <section className={styles.section}>
        <h3 className={styles.subtitle}>{t('reviews.approvals')}</h3>
        <Needs needs={proposal.needs} />
      </section>
    </form>
  );
}

type StoppingProps = {
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  readonly onDone: () => void;
};

/** What keeps it from being handed over: errors of the open flow, or what the studio refused. */
function Stopping({ problem, onDone }: StoppingProps) {
  const { t } = useTranslation();
  const isOpen = useDocument((state) => state.status === 'open');
  const errors = useChecking((state) => countOpen(state, 'error'));
  const showProblems = (): void => {
    onDone();
    useBottomTab.setState({ tab: 'problems' });
  };
  const link =
    isOpen && (errors > 0 || problem?.code === 'review/not-conforming') ? (
      <Button icon={ListX} onClick={showProblems}>
        {t('reviews.requesting.showProblems')}
      </Button>
    ) : undefined;
  if (problem !== undefined) return <Banner tone="danger" title={problem.message} actions={link} />;
  if (!isOpen || errors === 0) return null;
  return <Banner tone="warn" title={t('reviews.requesting.stopped', { count: errors })} actions={link} />;
}

/** Where nothing is shared, the change is a file somebody sends. */
function DraftDialog({ draft, onDone }: { readonly draft: Draft; readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.requesting.draftTitle')}
      description={t('reviews.requesting.draftWhat')}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t('frame.close')}</Button>
          <Button variant="primary" icon={Download} onClick={() => saveBytes(draft.fileName, draft.bytes)}>
            {t('reviews.requesting.draftSave')}
          </Button>
        </>
      }
    >
      <p>
        <code>{draft.fileName}</code>
      </p>
    </Dialog>
  );
}
