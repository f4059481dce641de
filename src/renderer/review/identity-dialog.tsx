import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { TextArea } from '#ui/text-area.tsx';
import { setIdentity } from '../data/reviews.ts';
import { useIdentityAsking } from './identity-asking.ts';
import { nameToPerson } from './print-person.ts';
import styles from './review.module.css';

/** Asks who works here before the first thing that carries a name, and then does it. */
export function IdentityDialog() {
  const { t } = useTranslation();
  const next = useIdentityAsking((state) => state.next);
  const close = (): void => useIdentityAsking.setState({ next: undefined });
  const form = useId();
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog
      open={next !== undefined}
      onOpenChange={close}
      title={t('reviews.identity.ask')}
      description={t('reviews.identity.askWhat')}
      size="sm"
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={close}>{t('reviews.cancel')}</Button>
          <Button variant="primary" type="submit" form={form} busy={isBusy}>
            {t('reviews.identity.go')}
          </Button>
        </>
      }
    >
      <IdentityForm
        id={form}
        onBusy={setIsBusy}
        onDone={() => {
          close();
          next?.();
        }}
      />
    </Dialog>
  );
}

type FormProps = {
  readonly id: string;
  readonly onBusy: (isBusy: boolean) => void;
  readonly onDone: () => void;
  /** Who worked here before, where that is changed. */
  readonly start?: string | undefined;
};

/** The name of who works here, and, for those who have one, their key. */
export function IdentityForm({ id, onBusy, onDone, start = '' }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(start);
  const [pem, setPem] = useState('');
  const [hasKey, setHasKey] = useState(false);
  const [problem, setProblem] = useState<string>();
  const person = nameToPerson(name);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (person === '') return setProblem(t('reviews.identity.nameMissing'));
    onBusy(true);
    try {
      await setIdentity(person, hasKey && pem.trim() !== '' ? pem : undefined);
      await queries.invalidateQueries({ queryKey: ['reviews'] });
      onDone();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : '');
    } finally {
      onBusy(false);
    }
  };
  return (
    <form id={id} className={styles.form} onSubmit={(event) => void submit(event)}>
      <Field
        label={t('reviews.identity.name')}
        help={person === '' ? t('reviews.identity.nameHelp') : t('reviews.identity.writtenAs', { person })}
      >
        <Input value={name} onValueChange={setName} autoComplete="name" />
      </Field>
      {hasKey ? (
        <Field label={t('reviews.identity.key')} help={t('reviews.identity.keyHelp')}>
          <TextArea value={pem} onValueChange={setPem} mono rows={4} />
        </Field>
      ) : (
        <Button variant="link" onClick={() => setHasKey(true)}>
          {t('reviews.identity.haveKey')}
        </Button>
      )}
      {problem !== undefined && <Banner tone="danger" title={problem} />}
    </form>
  );
}
