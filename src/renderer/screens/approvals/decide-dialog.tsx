import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import { TextArea } from '#ui/text-area.tsx';
import type { Json } from '../../data/runs.ts';
import { type ApprovalDetail, decideApproval } from '../../data/work.ts';
import { readJsonText } from '../runs/read-json-text.ts';
import { useActForm } from '../runs/use-act-form.ts';
import styles from './approval-card.module.css';
import { type FormField, readForm, writeForm } from './form-fields.ts';

type Choice = 'approved' | 'rejected';

/** Props of DecideDialog. */
export type DecideDialogProps = {
  readonly approval: ApprovalDetail;
  /** Undefined keeps it closed. */
  readonly decision: Choice | undefined;
  readonly onClose: () => void;
  readonly onDecided: (decision: Choice) => void;
};

/** Asks once more before a decision is sent: a rejection needs a reason, an approval what its form asks for. */
export function DecideDialog({ approval, decision, onClose, onDecided }: DecideDialogProps) {
  const { t } = useTranslation();
  const [last, setLast] = useState<Choice>('approved');
  if (decision !== undefined && decision !== last) setLast(decision);
  return (
    <Dialog
      open={decision !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t(`approvals.confirm.${last}`)}
      description={approval.title}
      size="sm"
      closeLabel={t('frame.close')}
    >
      <DecideForm key={last} approval={approval} decision={last} onClose={onClose} onDecided={onDecided} />
    </Dialog>
  );
}

type FormProps = Omit<DecideDialogProps, 'decision'> & { readonly decision: Choice };

function DecideForm({ approval, decision, onClose, onDecided }: FormProps) {
  const { t } = useTranslation();
  const { reason, setReason, isReasonMissed, isBusy, refusal, send } = useActForm(decision === 'rejected');
  const schema = decision === 'approved' ? approval.story?.form : undefined;
  const fields = schema === undefined ? [] : readForm(schema);
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [text, setText] = useState('{}');
  const read = fields === undefined ? readJsonText(text) : undefined;
  const decide = async (why: string): Promise<void> => {
    const form: { readonly form?: Json } =
      schema === undefined ? {} : { form: read?.ok ? read.value : writeForm(fields ?? [], given) };
    const told = why === '' ? {} : { reason: why };
    await decideApproval(approval.id, { decision, shownHash: approval.shownHash, ...told, ...form });
    onClose();
    onDecided(decision);
  };
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send(read?.ok !== false, decide);
      }}
    >
      {fields?.map((field) => (
        <GivenField
          key={field.key}
          field={field}
          value={given[field.key] ?? ''}
          onChange={(value) => setGiven({ ...given, [field.key]: value })}
        />
      ))}
      {fields === undefined ? (
        <Field
          label={t('approvals.form')}
          error={read?.ok === false ? t('runs.act.badJson', { line: read.line, what: read.what }) : undefined}
        >
          <TextArea mono rows={6} value={text} onValueChange={setText} />
        </Field>
      ) : null}
      <Field
        label={decision === 'rejected' ? t('runs.act.reason') : t('runs.act.reasonOptional')}
        required={decision === 'rejected'}
        help={t('approvals.reasonHelp')}
        error={isReasonMissed ? t('approvals.noReason') : undefined}
      >
        <TextArea rows={2} value={reason} onValueChange={setReason} maxLength={2_000} />
      </Field>
      {refusal === undefined ? null : (
        <Banner tone="danger" title={t('approvals.notDecided')} code={refusal.code}>
          {refusal.code === 'approval/excluded' ? t('approvals.excluded') : refusal.sentence}
        </Banner>
      )}
      <div className={styles.buttons}>
        <Button size="lg" onClick={onClose}>
          {t('runs.act.back')}
        </Button>
        <Button type="submit" size="lg" variant={decision === 'approved' ? 'primary' : 'danger'} busy={isBusy}>
          {t(decision === 'approved' ? 'approvals.approve' : 'approvals.reject')}
        </Button>
      </div>
    </form>
  );
}

type GivenProps = { readonly field: FormField; readonly value: string; readonly onChange: (value: string) => void };

function GivenField({ field, value, onChange }: GivenProps) {
  const { t } = useTranslation();
  if (field.kind === 'flag') {
    return (
      <Checkbox
        checked={value === 'true'}
        onCheckedChange={(isOn) => onChange(String(isOn))}
        label={field.label}
        description={field.help}
      />
    );
  }
  return (
    <Field label={field.label} help={field.help} required={field.isRequired}>
      {field.kind === 'choice' ? (
        <Select
          value={value}
          onValueChange={onChange}
          placeholder={t('approvals.choose')}
          options={field.choices.map((choice) => ({ value: choice, label: choice }))}
        />
      ) : (
        <Input value={value} onValueChange={onChange} inputMode={field.kind === 'number' ? 'decimal' : undefined} />
      )}
    </Field>
  );
}
