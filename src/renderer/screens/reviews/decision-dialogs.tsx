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
import {
  decideReview,
  type EmergencyReleased,
  type Released,
  type ReviewFacts,
  releaseReview,
  withdrawReview,
} from '../../data/reviews.ts';
import styles from '../../review/review.module.css';
import { saveBytes } from '../../review/save-bytes.ts';
import { hasMoved, KeptAt, type Refusal, RefusedDecision, refusalOf, Signed } from './decision-parts.tsx';
import { EmergencyDialog } from './emergency-dialog.tsx';

/** What is asked with the same few words. */
type Asked = 'approve' | 'request-changes' | 'release' | 'withdraw';

/** What somebody is about to decide. */
export type Deciding = Asked | 'emergency';

type Props = {
  readonly facts: ReviewFacts;
  readonly deciding: Deciding | undefined;
  readonly released: Released | undefined;
  readonly onReleased: (released: Released) => void;
  /** What an emergency release of this content gave, in this tab. */
  readonly declared: EmergencyReleased | undefined;
  readonly onDeclared: (declared: EmergencyReleased) => void;
  /** Reads the review again, because it is not what was shown. */
  readonly onLookAgain: () => Promise<void>;
  readonly onDone: () => void;
};

/** The dialogs behind the decisions; each says what it comes to and asks once. */
export function DecisionDialogs(props: Props) {
  const { deciding, released } = props;
  if (deciding === undefined) return null;
  if (deciding === 'emergency') return <EmergencyDialog {...props} />;
  if (deciding === 'release' && released !== undefined) return <ReleasedDialog {...props} released={released} />;
  return <AskDialog key={deciding} {...props} deciding={deciding} />;
}

type AskProps = Props & { readonly deciding: Asked };

function AskDialog(props: AskProps) {
  const { t } = useTranslation();
  const { facts, deciding, onDone, onLookAgain } = props;
  const [note, setNote] = useState('');
  const { isBusy, refusal, carryOut } = useCarryingOut(props, note);
  const isNoted = deciding === 'approve' || deciding === 'request-changes';
  const lookAgain = (): void => {
    void onLookAgain();
    onDone();
  };
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
            disabled={!isReady || hasMoved(refusal)}
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
        <RefusedDecision refusal={refusal} moved={t('reviews.moved')} onLookAgain={lookAgain} />
      </div>
    </Dialog>
  );
}

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
      setRefusal(refusalOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, refusal, carryOut };
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
        <KeptAt kept={kept} />
        {!follows && <Banner tone="warn" title={t('reviews.release.behind')} />}
      </div>
    </Dialog>
  );
}
