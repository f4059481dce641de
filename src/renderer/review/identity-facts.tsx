import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { type Identity, useIdentity } from '../data/reviews.ts';
import { printPerson } from './print-person.ts';
import styles from './review.module.css';

/** What an architect must add to `penstock.yaml` before a signature of this studio counts; nothing where it does. */
export function UntrustedKey({ needed }: { readonly needed: 'author' | 'approver' }) {
  const { data: identity } = useIdentity();
  if (identity === undefined || identity.person === null || identity.publicKey === null) return null;
  if (identity.trusted && identity.roles.includes(needed)) return null;
  return <KeyToTrust identity={identity} needed={needed} />;
}

/** The lines for `penstock.yaml`, to be copied and sent. */
function KeyToTrust({ identity, needed }: { readonly identity: Identity; readonly needed: 'author' | 'approver' }) {
  const { t } = useTranslation();
  const { person, publicKey, roles } = identity;
  const wanted = [...new Set([...roles, needed, 'author' as const])].sort();
  const lines = [
    'trustedKeys:',
    `  - name: ${printPerson(person ?? '')}`,
    `    key: ${publicKey ?? ''}`,
    `    person: ${person ?? ''}`,
    `    roles: [${wanted.join(', ')}]`,
  ].join('\n');
  return (
    <Banner
      tone="warn"
      title={t(needed === 'approver' ? 'reviews.identity.untrusted' : 'reviews.identity.unknownAuthor')}
    >
      <div className={styles.form}>
        <p>{t('reviews.identity.trustHow')}</p>
        <CodeText
          label={t('reviews.identity.lines')}
          text={lines}
          wrap
          copyLabel={t('reviews.identity.copy')}
          copiedLabel={t('reviews.identity.copied')}
        />
      </div>
    </Banner>
  );
}
