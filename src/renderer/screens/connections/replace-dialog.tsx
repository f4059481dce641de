import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { showToast } from '#ui/toaster.tsx';
import { putSecret, testConnection } from '../../data/connections.ts';

/** Props of ReplaceDialog. */
export type ReplaceDialogProps = {
  /** Name of the secret. */
  readonly secret: string;
  /** Connection that is tried with the new value. */
  readonly connection: string;
  readonly onClose: () => void;
};

/** Gives a secret a new value. The old one is not shown, because nobody can read it. */
export function ReplaceDialog({ secret, connection, onClose }: ReplaceDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const formId = useId();
  const [value, setValue] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const save = async (): Promise<void> => {
    if (value.trim() === '') return setError(t('connections.replace.missing'));
    setIsBusy(true);
    try {
      await putSecret(secret, value.trim(), queries);
      showToast({ tone: 'ok', title: t('connections.replace.done') });
      void testConnection(connection).catch(() => undefined);
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
      title={t('connections.replace.title', { name: secret })}
      description={t('connections.replace.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('connections.replace.cancel')}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={formId} busy={isBusy}>
            {t('connections.replace.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label={t('connections.replace.value')} required error={error}>
          <Input size="lg" mono type="password" autoComplete="new-password" value={value} onValueChange={setValue} />
        </Field>
      </form>
    </Dialog>
  );
}
