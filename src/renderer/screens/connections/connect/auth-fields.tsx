import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionAuth } from '#flow/workspace/connection.ts';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import styles from './connect.module.css';

/** Proof as a person fills it in; unused members stay while another scheme is tried. */
export type TypedAuth = {
  readonly scheme: ConnectionAuth['scheme'];
  readonly header: string;
  /** Set where the key goes into the address instead of a header. */
  readonly query: string;
  readonly user: string;
  readonly key: string;
};

/** A proof nobody has filled in. */
export const emptyAuth: TypedAuth = { scheme: 'none', header: 'X-Api-Key', query: '', user: '', key: '' };

/** The proof as a connection file has it, without the name of the secret. */
export function authOf({ scheme, header, query, user }: TypedAuth): Omit<ConnectionAuth, 'secret'> {
  if (scheme === 'api-key') return query === '' ? { scheme, header: header.trim() } : { scheme, query: query.trim() };
  return scheme === 'basic' ? { scheme, user: user.trim() } : { scheme };
}

/** The first field that is empty and must not be. */
export function missingIn({ scheme, header, query, user, key }: TypedAuth): 'header' | 'user' | 'key' | undefined {
  if (scheme === 'none') return undefined;
  if (scheme === 'api-key' && header.trim() === '' && query.trim() === '') return 'header';
  if (scheme === 'basic' && user.trim() === '') return 'user';
  // Shorter ones could not be told from ordinary words, and kept out of logs.
  return key.trim().length < shortestSecret ? 'key' : undefined;
}

/** What the runtime stores at least, in characters. */
const shortestSecret = 6;

/** Props of AuthFields. */
export type AuthFieldsProps = {
  readonly auth: TypedAuth;
  readonly onAuth: (auth: TypedAuth) => void;
  readonly errorAt: (field: string) => string | undefined;
  readonly warning?: string | undefined;
};

const schemes = ['none', 'api-key', 'bearer', 'basic'] as const;

/** How requests prove who sends them, and the secret itself. */
export function AuthFields({ auth, onAuth, errorAt, warning }: AuthFieldsProps): ReactElement {
  const { t } = useTranslation();
  const { scheme } = auth;
  const change = (fields: Partial<TypedAuth>): void => onAuth({ ...auth, ...fields });
  return (
    <div className={styles.two}>
      <Field label={t('connections.auth.scheme')} warning={warning}>
        <Select
          size="lg"
          value={scheme}
          onValueChange={(next) => change({ scheme: schemes.find((known) => known === next) ?? 'none' })}
          options={schemes.map((value) => ({ value, label: t(`connections.scheme.${value}`) }))}
        />
      </Field>
      {scheme === 'api-key' &&
        (auth.query === '' ? (
          <Field label={t('connections.auth.header')} required error={errorAt('header')}>
            <Input size="lg" mono value={auth.header} onValueChange={(header) => change({ header })} />
          </Field>
        ) : (
          <Field label={t('connections.auth.query')} required error={errorAt('header')}>
            <Input size="lg" mono value={auth.query} onValueChange={(query) => change({ query })} />
          </Field>
        ))}
      {scheme === 'basic' && (
        <Field label={t('connections.auth.user')} required error={errorAt('user')}>
          <Input size="lg" value={auth.user} onValueChange={(user) => change({ user })} />
        </Field>
      )}
      {scheme !== 'none' && (
        <Field label={t(`connections.auth.key.${scheme}`)} required error={errorAt('key')}>
          <Input
            size="lg"
            mono
            type="password"
            autoComplete="new-password"
            value={auth.key}
            onValueChange={(key) => change({ key })}
          />
        </Field>
      )}
    </div>
  );
}
