import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { linkServer } from '../../data/linked.ts';
import styles from './operations.module.css';

/** Props of LinkDialog. */
export type LinkDialogProps = { readonly onClose: () => void; readonly onLinked: (id: string) => void };

/** Links a server: its name, its address and a token, which is sealed and never shown again. */
export function LinkDialog({ onClose, onLinked }: LinkDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const formId = useId();
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [token, setToken] = useState('');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const link = async (): Promise<void> => {
    if ([name, address, token].some((text) => text.trim() === '')) return setError(t('operations.link.missing'));
    setIsBusy(true);
    setError(undefined);
    try {
      const server = await linkServer({ name, address, token }, queries);
      onClose();
      onLinked(server.id);
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
      title={t('operations.link.title')}
      description={t('operations.link.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={formId} busy={isBusy}>
            {t('operations.link.save')}
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
          void link();
        }}
      >
        <Field label={t('operations.link.name')} required>
          <Input size="lg" value={name} onValueChange={setName} />
        </Field>
        <Field label={t('operations.link.address')} required help={t('operations.link.addressHelp')}>
          <Input size="lg" mono value={address} onValueChange={setAddress} />
        </Field>
        <Field label={t('operations.link.token')} required help={t('operations.link.tokenHelp')}>
          <Input size="lg" mono type="password" autoComplete="new-password" value={token} onValueChange={setToken} />
        </Field>
        {error !== undefined && <Banner tone="danger" title={error} />}
      </form>
    </Dialog>
  );
}
