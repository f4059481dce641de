import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserFacts } from '#flow/node-type/system-probe.ts';
import styles from './connect.module.css';

/** Props of OdooUser. */
export type OdooUserProps = { readonly user: UserFacts; readonly database: string };

/** Whom the key belongs to: name, companies, languages, and when the key ends. */
export function OdooUser({ user, database }: OdooUserProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { name, login, companies, languages, keyExpiresAt, notes } = user;
  const list = new Intl.ListFormat(i18n.language === 'en-XA' ? 'en' : i18n.language, { type: 'unit', style: 'short' });
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
  const company = (one: UserFacts['companies'][number]): string =>
    one.current && companies.length > 1 ? t('connections.odoo.current', { name: one.name }) : one.name;
  const facts = [
    ['user', name === login ? name : `${name} (${login})`],
    ['database', database],
    ['companies', list.format(companies.map(company))],
    ['languages', list.format(languages.map((language) => language.name))],
    ['keyEnds', keyExpiresAt === undefined ? t('connections.odoo.keyEndless') : day.format(Date.parse(keyExpiresAt))],
  ] as const;
  return (
    <>
      <dl className={styles.facts}>
        {facts.map(([what, value]) => (
          <div key={what}>
            <dt>{t(`connections.odoo.${what}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note} className={styles.quiet}>
          {note}
        </p>
      ))}
    </>
  );
}
