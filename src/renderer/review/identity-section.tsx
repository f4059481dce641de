import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { CopyButton } from '#ui/copy-button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import { useIdentity } from '../data/reviews.ts';
import { IdentityForm } from './identity-dialog.tsx';
import { UntrustedKey } from './identity-facts.tsx';
import { printPerson } from './print-person.ts';
import styles from './review.module.css';

/** Who works in this studio, and what their signatures count for. */
export function IdentitySection() {
  const { t } = useTranslation();
  const { data, error } = useIdentity();
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const form = useId();
  if (error !== null && data === undefined) return <p className={styles.quiet}>{error.message}</p>;
  if (data === undefined) return null;
  const { person, keyId, publicKey, roles } = data;
  const said =
    roles.length === 0
      ? t('reviews.identity.countsNot')
      : roles.map((role) => t(`reviews.identity.role.${role}`)).join(', ');
  return (
    <>
      {person === null ? (
        <p>{t('reviews.identity.nobody')}</p>
      ) : (
        <KeyValueTable
          labelWidth={160}
          rows={[
            { key: 'person', label: t('reviews.identity.person'), value: printPerson(person) },
            { key: 'roles', label: t('reviews.identity.counts'), value: said },
            { key: 'key', label: t('reviews.identity.keyId'), value: keyId ?? '–' },
            {
              key: 'public',
              label: t('reviews.identity.publicKey'),
              value: (
                <span className={styles.need}>
                  <code className={styles.grow}>{publicKey}</code>
                  <CopyButton
                    text={publicKey ?? ''}
                    label={t('reviews.identity.copyKey')}
                    copiedLabel={t('reviews.identity.copied')}
                  />
                </span>
              ),
            },
          ]}
        />
      )}
      <UntrustedKey needed="author" />
      <Button onClick={() => setIsAsking(true)}>
        {t(person === null ? 'reviews.identity.say' : 'reviews.identity.change')}
      </Button>
      {isAsking && (
        <Dialog
          open
          onOpenChange={setIsAsking}
          title={t('reviews.identity.ask')}
          description={t('reviews.identity.askWhat')}
          size="sm"
          closeLabel={t('frame.close')}
          footer={
            <>
              <Button onClick={() => setIsAsking(false)}>{t('reviews.cancel')}</Button>
              <Button variant="primary" type="submit" form={form} busy={isBusy}>
                {t('reviews.identity.go')}
              </Button>
            </>
          }
        >
          <IdentityForm
            id={form}
            start={person === null ? '' : printPerson(person)}
            onBusy={setIsBusy}
            onDone={() => setIsAsking(false)}
          />
        </Dialog>
      )}
    </>
  );
}
