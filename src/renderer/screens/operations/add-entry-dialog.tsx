import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { Select } from '#ui/select.tsx';
import { type EnvironmentView, writeEntries } from '../../data/environments.ts';
import styles from './operations.module.css';
import { readValue } from './value-text.ts';

const kinds = ['variable', 'label', 'private-range'] as const;

type AddedKind = (typeof kinds)[number];

/** Props of AddEntryDialog. */
export type AddEntryDialogProps = { readonly view: EnvironmentView; readonly onClose: () => void };

/** Adds a variable, a label or a private range to one environment. */
export function AddEntryDialog({ view, onClose }: AddEntryDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const formId = useId();
  const [kind, setKind] = useState<AddedKind>('variable');
  const [name, setName] = useState(view.served);
  const [key, setKey] = useState('');
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const environment = view.environments.find((one) => one.name === name) ?? view.environments[0];
  const isRange = kind === 'private-range';
  const save = async (): Promise<void> => {
    const value = isRange ? true : readValue(text);
    if (environment === undefined) return;
    if (key.trim() === '' || value === undefined) return setError(t('operations.add.missing'));
    setIsBusy(true);
    setError(undefined);
    try {
      await writeEntries(environment, [{ kind, key: key.trim(), value }], queries);
      onClose();
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : String(refused));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={onClose}
      title={t('operations.add.title')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={formId} busy={isBusy}>
            {t('operations.add.save')}
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
          void save();
        }}
      >
        <Field label={t('operations.add.kind')}>
          <SegmentedControl<AddedKind>
            value={kind}
            onValueChange={setKind}
            size="md"
            segments={kinds.map((value) => ({ value, label: t(`operations.add.kinds.${value}`) }))}
          />
        </Field>
        <Field label={t('operations.add.environment')}>
          <Select
            size="lg"
            value={name}
            onValueChange={setName}
            options={view.environments.map((one) => ({ value: one.name, label: one.name }))}
          />
        </Field>
        <Field
          label={t(isRange ? 'operations.add.range' : 'operations.add.name')}
          required
          {...(isRange ? { help: t('operations.add.rangeHelp') } : {})}
        >
          <Input size="lg" mono value={key} onValueChange={setKey} />
        </Field>
        {!isRange && (
          <Field label={t('operations.add.value')} required help={t('operations.add.valueHelp')}>
            <Input size="lg" mono value={text} onValueChange={setText} />
          </Field>
        )}
        {error !== undefined && <Banner tone="danger" title={error} />}
      </form>
    </Dialog>
  );
}
