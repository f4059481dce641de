import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerFacts } from '#flow/node-type/system-probe.ts';
import { Combobox } from '#ui/combobox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import styles from './connect.module.css';
import type { TypedFields } from './odoo-setup.tsx';

/** Props of OdooSignIn. */
export type OdooSignInProps = {
  readonly server: ServerFacts;
  readonly typed: TypedFields;
  readonly onType: (fields: Partial<TypedFields>) => void;
  readonly errorAt: (field: string) => string | undefined;
};

/** Database and key; the login only where the key does not say whose it is. */
export function OdooSignIn({ server, typed, onType, errorAt }: OdooSignInProps): ReactElement {
  const { t } = useTranslation();
  const { databases, needsLogin } = server;
  return (
    <>
      <div className={styles.two}>
        <Field label={t('connections.odoo.database')} required error={errorAt('database')}>
          {databases === undefined || databases.length === 0 ? (
            <Input size="lg" mono value={typed.database} onValueChange={(database) => onType({ database })} />
          ) : (
            <Combobox
              mono
              freeText
              value={typed.database}
              onValueChange={(database) => onType({ database })}
              options={databases.map((value) => ({ value }))}
              emptyText={t('connections.odoo.noDatabase')}
            />
          )}
        </Field>
        {needsLogin && (
          <Field
            label={t('connections.odoo.login')}
            required
            help={t('connections.odoo.loginHelp')}
            error={errorAt('login')}
          >
            <Input size="lg" value={typed.login} onValueChange={(login) => onType({ login })} />
          </Field>
        )}
      </div>
      <Field label={t('connections.odoo.key')} required help={t('connections.odoo.keyHelp')} error={errorAt('key')}>
        <Input
          size="lg"
          mono
          type="password"
          autoComplete="new-password"
          value={typed.key}
          onValueChange={(key) => onType({ key })}
        />
      </Field>
    </>
  );
}
