import { useQueryClient } from '@tanstack/react-query';
import { Download, Siren } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { type EmergencyReleased, type ReviewFacts, releaseInEmergency } from '../../data/reviews.ts';
import styles from '../../review/review.module.css';
import { saveBytes } from '../../review/save-bytes.ts';
import { hasMoved, KeptAt, type Refusal, RefusedDecision, refusalOf, Signed } from './decision-parts.tsx';

type Props = {
  readonly facts: ReviewFacts;
  /** What was released of this content already, in this tab. */
  readonly declared: EmergencyReleased | undefined;
  readonly onDeclared: (declared: EmergencyReleased) => void;
  readonly onLookAgain: () => Promise<void>;
  readonly onDone: () => void;
};

/** Releases a change for a day that nobody approved yet: asks why, and shows what came of it. */
export function EmergencyDialog(props: Props) {
  const { declared } = props;
  return declared === undefined ? <Ask {...props} /> : <Declared {...props} declared={declared} />;
}

function Ask(props: Props) {
  const { t } = useTranslation();
  const { facts, onDone, onLookAgain } = props;
  const formId = useId();
  const { form, change, empty, missing, isBusy, refusal, declare } = useDeclaring(props);
  const lookAgain = (): void => {
    void onLookAgain();
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.emergency.title')}
      description={t('reviews.emergency.what')}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onDone}>{t('reviews.cancel')}</Button>
          <Button variant="danger" icon={Siren} type="submit" form={formId} busy={isBusy} disabled={hasMoved(refusal)}>
            {t('reviews.emergency.go')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          focusFirst(event.currentTarget, empty);
          void declare();
        }}
      >
        <Signed facts={facts} />
        <Field
          label={t('reviews.emergency.reason')}
          required
          help={t('reviews.emergency.reasonHelp')}
          error={missing.includes('reason') ? t('reviews.emergency.reasonMissing') : undefined}
        >
          <TextArea
            name="reason"
            value={form.reason}
            onValueChange={(reason) => change({ reason })}
            maxLength={2_000}
            rows={3}
          />
        </Field>
        <Field
          label={t('reviews.emergency.incident')}
          required
          help={t('reviews.emergency.incidentHelp')}
          error={missing.includes('incident') ? t('reviews.emergency.incidentMissing') : undefined}
        >
          <Input
            name="incident"
            value={form.incident}
            onValueChange={(incident) => change({ incident })}
            maxLength={200}
          />
        </Field>
        <RefusedDecision refusal={refusal} moved={t('reviews.emergency.moved')} onLookAgain={lookAgain} />
      </form>
    </Dialog>
  );
}

/** Whoever goes on without something is brought to where it is missing. */
function focusFirst(form: HTMLFormElement, fields: readonly string[]): void {
  const [first] = fields;
  const control = first === undefined ? null : form.elements.namedItem(first);
  if (control instanceof HTMLElement) control.focus();
}

type Form = { readonly reason: string; readonly incident: string };

function useDeclaring({ facts, onDeclared }: Props) {
  const queries = useQueryClient();
  const [form, setForm] = useState<Form>({ reason: '', incident: '' });
  const [isAsked, setIsAsked] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const { id, digest } = facts.review;
  const empty = (['reason', 'incident'] as const).filter((field) => form[field].trim() === '');
  const declare = async (): Promise<void> => {
    setIsAsked(true);
    if (empty.length > 0 || isBusy || hasMoved(refusal)) return;
    setIsBusy(true);
    setRefusal(undefined);
    try {
      onDeclared(await releaseInEmergency(id, { digest, ...form }));
      // Why it was released stands among the comments now.
      void queries.invalidateQueries({ queryKey: ['reviews'] });
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  return {
    form,
    change: (part: Partial<Form>) => setForm((present) => ({ ...present, ...part })),
    empty,
    // Nobody is told what is missing before they went on without it.
    missing: isAsked ? empty : [],
    isBusy,
    refusal,
    declare,
  };
}

type DeclaredProps = Pick<Props, 'facts' | 'onDone'> & { readonly declared: EmergencyReleased };

/** What an emergency release gave: the bundle, where it is kept, and until when it may run. */
function Declared({ declared, facts, onDone }: DeclaredProps) {
  const { t } = useTranslation();
  const { fileName, bundle, kept, until } = declared;
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={t('reviews.emergency.done')}
      description={t('reviews.emergency.doneWhat', { until: printUntil(until) })}
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
      </div>
    </Dialog>
  );
}

/** When an emergency release lapses, by the reader's own clock. */
export function printUntil(until: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(until));
}
