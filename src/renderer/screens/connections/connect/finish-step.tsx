import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataClass, dataClasses } from '#flow/contract/field-classes.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import styles from './connect.module.css';
import type { ConnectionNames } from './plan-save.ts';

/** Props of FinishFields. */
export type FinishFieldsProps = {
  readonly holds: readonly DataClass[];
  readonly onHolds: (holds: readonly DataClass[]) => void;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly names: ConnectionNames;
  readonly environment: string;
  readonly storesKey: boolean;
  readonly nameError: string | undefined;
  readonly error: string | undefined;
};

/** The last fields of every sort of system: the data it may hold, and its name. */
export function FinishFields(props: FinishFieldsProps): ReactElement {
  const { holds, onHolds, name, onName, names, environment, storesKey } = props;
  const { t } = useTranslation();
  const [isRenaming, setIsRenaming] = useState(false);
  const toggle = (one: DataClass, isOn: boolean): void =>
    onHolds(dataClasses.filter((known) => (known === one ? isOn : holds.includes(known))));
  return (
    <>
      <Field kind="group" label={t('connections.finish.holds')} help={t('connections.finish.holdsHelp')}>
        <div className={styles.classes}>
          {dataClasses.map((one) => (
            <Checkbox
              key={one}
              checked={holds.includes(one)}
              onCheckedChange={(isOn) => toggle(one, isOn)}
              label={t(`connections.dataClass.${one}`)}
              description={t(`connections.dataClassHelp.${one}`)}
            />
          ))}
        </div>
      </Field>
      {isRenaming || props.nameError !== undefined ? (
        <Field label={t('connections.finish.name')} required error={props.nameError}>
          <Input value={name} onValueChange={onName} autoFocus size="lg" />
        </Field>
      ) : (
        <p className={styles.savedAs}>
          {t('connections.finish.savedAs', { name })}
          <Button variant="link" onClick={() => setIsRenaming(true)}>
            {t('connections.finish.rename')}
          </Button>
        </p>
      )}
      <p className={styles.quiet}>
        {t('connections.finish.writes', { id: names.id, environment })}{' '}
        {storesKey && t('connections.finish.stores', { secret: names.secret })}
      </p>
      {props.error !== undefined && (
        <p className={styles.error} role="alert">
          {props.error}
        </p>
      )}
    </>
  );
}
