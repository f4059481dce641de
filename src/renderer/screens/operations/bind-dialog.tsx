import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { type EnvironmentFacts, type EnvironmentView, writeEntries } from '../../data/environments.ts';
import { bindingOf } from './entry-rows.ts';
import styles from './operations.module.css';

/** Props of BindDialog. */
export type BindDialogProps = {
  readonly connection: string;
  readonly environment: EnvironmentFacts;
  readonly view: EnvironmentView;
  readonly onClose: () => void;
};

/** Says where a connection leads in an environment: everything its kind needs at once. */
export function BindDialog({ connection, environment, view, onClose }: BindDialogProps): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const formId = useId();
  const known = view.connections.find(({ id }) => id === connection);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      Object.entries(bindingOf(environment, connection) ?? {}).map(([key, value]) => [key, String(value)]),
    ),
  );
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const keys = known?.keys ?? [];
  const save = async (): Promise<void> => {
    setIsBusy(true);
    setError(undefined);
    try {
      const value = Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim() !== ''));
      await writeEntries(environment, [{ kind: 'connection', key: connection, value }], queries);
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
      title={t('operations.bind.title', { connection: known?.name ?? connection, name: environment.name })}
      description={t('operations.bind.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={formId} busy={isBusy}>
            {t('operations.bind.save')}
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
        {keys.map(({ key, title }) => (
          <Field key={key} label={title} required>
            <Input
              size="lg"
              mono
              value={typed[key] ?? ''}
              onValueChange={(text) => setTyped((before) => ({ ...before, [key]: text }))}
            />
          </Field>
        ))}
        {error !== undefined && <Banner tone="danger" title={error} />}
      </form>
    </Dialog>
  );
}
