import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '#flow/check/finding.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { showToast } from '#ui/toaster.tsx';
import { grantWaiver } from '../data/governance.ts';
import { saveNow } from '../document/save.ts';
import styles from './governance.module.css';
import { dayAfter } from './rule-index.ts';

type Props = {
  readonly finding: Finding;
  /** Today as the runtime says it, `YYYY-MM-DD`. */
  readonly today: string;
  readonly onClose: () => void;
};

/** Days a waiver counts unless somebody says otherwise, and at most. */
const usualDays = 90;
const mostDays = 365;
const shortestReason = 10;

/** Asks for a dated permission to leave an error as it is; who is signed in approves it. */
export function WaiverDialog({ finding, today, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [expires, setExpires] = useState(dayAfter(today, usualDays));
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const latest = dayAfter(today, mostDays);
  const isDated = expires >= today && expires <= latest;
  const isReady = reason.trim().length >= shortestReason && isDated;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setIsBusy(true);
    try {
      // Only a finding of what is on disk is waived.
      await saveNow();
      const { rule, flow, node } = finding;
      const { path } = await grantWaiver({ rule, flow, node, reason: reason.trim(), expires });
      await queries.invalidateQueries({ queryKey: ['workspace'] });
      showToast({ tone: 'ok', title: t('governance.waiver.written', { path }) });
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('governance.waiver.title', { rule: finding.rule })}
      description={finding.message}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('governance.cancel')}</Button>
          <Button type="submit" form="ask-waiver" variant="primary" disabled={!isReady} busy={isBusy}>
            {t('governance.waiver.grant')}
          </Button>
        </>
      }
    >
      <form id="ask-waiver" className={styles.form} onSubmit={(event) => void submit(event)}>
        {refusal !== undefined && <Banner tone="danger" title={refusal} />}
        <Field label={t('governance.waiver.reason')} help={t('governance.waiver.reasonHelp')} required>
          <TextArea rows={3} value={reason} onValueChange={setReason} maxLength={1_000} required />
        </Field>
        <Field
          label={t('governance.waiver.until')}
          help={t('governance.waiver.untilHelp')}
          error={isDated ? undefined : t('governance.waiver.untilWrong', { latest })}
          required
        >
          <Input type="date" value={expires} min={today} max={latest} onValueChange={setExpires} required />
        </Field>
      </form>
    </Dialog>
  );
}
