import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { TextArea } from '#ui/text-area.tsx';
import type { Json } from '../../data/runs.ts';
import styles from './act-dialog.module.css';
import { readJsonText } from './read-json-text.ts';
import { useActForm } from './use-act-form.ts';

/** What a person filled in. */
export type ActGiven = { readonly reason: string; readonly json?: Json; readonly isAgain: boolean };

/** Something that is done to a run, once a person said why. */
export type Act = {
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly description: ReactNode;
  /** A verb. */
  readonly verb: string;
  readonly isDangerous?: boolean;
  /** JSON to be looked at and changed first, with its label. */
  readonly json?: { readonly label: string; readonly help: string; readonly value: unknown };
  /** Offers to repeat writes that happened already. */
  readonly offersAgain?: boolean;
  /** Left out, a reason must be given. */
  readonly isReasonOptional?: boolean;
  /** Facts that are shown before the reason. */
  readonly facts?: ReactNode;
  /** Does it; what it throws is shown, and the dialog stays. */
  readonly act: (given: ActGiven) => Promise<void>;
};

/** Props of ActDialog. */
export type ActDialogProps = { readonly act: Act | undefined; readonly onClose: () => void };

/** Asks why, and for what else is needed, before something is done to a run. */
export function ActDialog({ act, onClose }: ActDialogProps) {
  const { t } = useTranslation();
  // The last act stays while the dialog fades out.
  const [shown, setShown] = useState(act);
  if (act !== undefined && act !== shown) setShown(act);
  if (shown === undefined) return null;
  return (
    <Dialog
      open={act !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={shown.title}
      description={shown.description}
      size={shown.json === undefined ? 'sm' : 'md'}
      closeLabel={t('frame.close')}
    >
      <ActForm key={shown.title} act={shown} onClose={onClose} />
    </Dialog>
  );
}

function ActForm({ act, onClose }: { readonly act: Act; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(act.json?.value ?? null, null, 2));
  const [isAgain, setIsAgain] = useState(false);
  const { reason, setReason, isReasonMissed, isBusy, refusal, send } = useActForm(act.isReasonOptional !== true);
  const read = act.json === undefined ? undefined : readJsonText(text);
  const carryOut = async (why: string): Promise<void> => {
    await act.act({ reason: why, isAgain, ...(read?.ok ? { json: read.value } : {}) });
    onClose();
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(read?.ok !== false, carryOut);
      }}
    >
      {act.facts}
      {act.json === undefined ? null : (
        <Field
          label={act.json.label}
          help={act.json.help}
          error={read?.ok === false ? t('runs.act.badJson', { line: read.line, what: read.what }) : undefined}
        >
          <TextArea mono rows={12} value={text} onValueChange={setText} className={styles.json} />
        </Field>
      )}
      <Field
        label={act.isReasonOptional ? t('runs.act.reasonOptional') : t('runs.act.reason')}
        help={t('runs.act.reasonHelp')}
        required={act.isReasonOptional !== true}
        error={isReasonMissed ? t('runs.act.noReason') : undefined}
      >
        <TextArea rows={2} value={reason} onValueChange={setReason} maxLength={2_000} />
      </Field>
      {act.offersAgain ? (
        <Checkbox
          checked={isAgain}
          onCheckedChange={setIsAgain}
          label={t('runs.act.again')}
          description={t('runs.act.againHelp')}
        />
      ) : null}
      {refusal === undefined ? null : (
        <Banner tone="danger" title={t('runs.act.refused')} code={refusal.code}>
          {refusal.sentence}
        </Banner>
      )}
      <div className={styles.buttons}>
        <Button size="lg" onClick={onClose}>
          {t('runs.act.back')}
        </Button>
        <Button type="submit" size="lg" variant={act.isDangerous ? 'danger' : 'primary'} busy={isBusy}>
          {act.verb}
        </Button>
      </div>
    </form>
  );
}
