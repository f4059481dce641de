import { useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { RefusedCall } from '../../data/files.ts';
import { decideReview, type Released, type ReviewFacts, releaseReview, withdrawReview } from '../../data/reviews.ts';
import styles from '../../review/review.module.css';
import { saveBytes } from '../../review/save-bytes.ts';
import { printRoute } from '../../routes.ts';

/** What somebody is about to decide. */
export type Deciding = 'approve' | 'request-changes' | 'release' | 'withdraw';

type Props = {
  readonly facts: ReviewFacts;
  readonly deciding: Deciding | undefined;
  readonly released: Released | undefined;
  readonly onReleased: (released: Released) => void;
  /** Reads the review again, because it is not what was shown. */
  readonly onLookAgain: () => Promise<void>;
  readonly onDone: () => void;
};

/** The dialogs behind the decisions; each says what it comes to and asks once. */
export function DecisionDialogs(props: Props) {
  const { deciding, released } = props;
  if (deciding === undefined) return null;
  if (deciding === 'release' && released !== undefined) return <ReleasedDialog {...props} released={released} />;
  return <AskDialog key={deciding} {...props} deciding={deciding} />;
}

type AskProps = Props & { readonly deciding: Deciding };

function AskDialog(props: AskProps) {
  const { t } = useTranslation();
  const { facts, deciding, onDone, onLookAgain } = props;
  const [note, setNote] = useState('');
  const { isBusy, refusal, carryOut } = useCarryingOut(props, note);
  const isNoted = deciding === 'approve' || deciding === 'request-changes';
  const isReady = deciding !== 'request-changes' || note.trim() !== '';
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t(`reviews.ask.${deciding}.title`)}
      description={t(`reviews.ask.${deciding}.what`)}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t('reviews.cancel')}</Button>
          <Button
            variant={deciding === 'withdraw' ? 'danger' : 'primary'}
            busy={isBusy}
            disabled={!isReady || refusal?.code === 'review/moved'}
            onClick={() => void carryOut()}
          >
            {t(`reviews.ask.${deciding}.go`)}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {(deciding === 'approve' || deciding === 'release') && <Signed facts={facts} />}
        {isNoted && (
          <Field
            label={t(`reviews.ask.${deciding}.note`)}
            required={deciding === 'request-changes'}
            help={deciding === 'request-changes' ? t('reviews.ask.request-changes.noteHelp') : undefined}
          >
            <TextArea value={note} onValueChange={setNote} rows={deciding === 'approve' ? 2 : 4} />
          </Field>
        )}
        {refusal !== undefined && (
          <Banner
            tone={refusal.code === 'review/moved' ? 'warn' : 'danger'}
            title={refusal.code === 'review/moved' ? t('reviews.moved') : refusal.message}
            actions={
              refusal.code === 'review/moved' ? (
                <Button
                  variant="primary"
                  onClick={() => {
                    void onLookAgain();
                    onDone();
                  }}
                >
                  {t('reviews.lookAgain')}
                </Button>
              ) : undefined
            }
          />
        )}
      </div>
    </Dialog>
  );
}

type Refusal = { readonly code: string; readonly message: string };

function useCarryingOut({ facts, deciding, onDone, onReleased }: AskProps, note: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const { id, digest } = facts.review;
  const act = async (): Promise<void> => {
    if (deciding === 'withdraw') await withdrawReview(id);
    else if (deciding === 'release') onReleased(await releaseReview(id));
    else await decideReview(id, { decision: deciding, digest, note });
  };
  const carryOut = async (): Promise<void> => {
    setIsBusy(true);
    try {
      await act();
      await queries.invalidateQueries({ queryKey: ['reviews'] });
      void queries.invalidateQueries({ queryKey: ['workspace'] });
      // What was released is shown in place of the question.
      if (deciding === 'release') return;
      showToast({ tone: 'ok', title: t(`reviews.ask.${deciding}.done`) });
      onDone();
    } catch (error) {
      const code = error instanceof RefusedCall ? error.code : '';
      setRefusal({ code, message: error instanceof Error ? error.message : '' });
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, refusal, carryOut };
}

/** What a signature stands under: flows with their versions, and the digest of all of it. */
function Signed({ facts }: { readonly facts: ReviewFacts }) {
  const { t } = useTranslation();
  const { versions, digest } = facts.review;
  return (
    <ul className={styles.facts} aria-label={t('reviews.signed')}>
      {Object.entries(versions).map(([flow, version]) => (
        <li key={flow}>
          <span className={styles.grow}>{flow}</span>
          <b>{version}</b>
        </li>
      ))}
      <li>
        <span className={styles.grow}>{t('reviews.digest')}</span>
        <code title={digest}>{digest.slice(0, 12)}</code>
      </li>
    </ul>
  );
}

type ReleasedProps = Pick<Props, 'onDone' | 'facts'> & { readonly released: Released };

/** What a release gave: the signed bundle, and where it is kept. */
function ReleasedDialog({ released, facts, onDone }: ReleasedProps) {
  const { t } = useTranslation();
  const { fileName, bundle, kept, follows } = released;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.release.done')}
      description={t('reviews.release.what')}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t('reviews.release.keep')}</Button>
          <Button variant="primary" icon={Download} onClick={() => saveBytes(fileName, bundle)}>
            {t('reviews.release.download')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <Signed facts={facts} />
        <p>
          {t('reviews.release.kept')} <code>{kept}</code>
        </p>
        <p>
          {t('reviews.release.deploy')} <a href={printRoute({ screen: 'operations' })}>{t('frame.operations')}</a>
        </p>
        {!follows && <Banner tone="warn" title={t('reviews.release.behind')} />}
      </div>
    </Dialog>
  );
}
