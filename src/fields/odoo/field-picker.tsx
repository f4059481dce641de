import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldFacts } from '#flow/node-type/system-probe.ts';
import { Chip } from '#ui/chip.tsx';
import { Combobox } from '#ui/combobox.tsx';
import { printField } from './field-label.ts';
import styles from './field-picker.module.css';
import type { PickerList } from './picker-list.ts';

/** Props of FieldPicker. */
export type FieldPickerProps = {
  /** Technical name, such as `partner_id`. */
  readonly value: string;
  readonly onChange: (field: string) => void;
  readonly fields: PickerList<FieldFacts>;
  /** Leaves out what cannot be written. */
  readonly writableOnly?: boolean | undefined;
  /** Names that are not offered again. */
  readonly without?: readonly string[] | undefined;
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onBlur?: (() => void) | undefined;
};

/** A field of a sort of record by its label or technical name: "Customer (partner_id)". */
export function FieldPicker(props: FieldPickerProps): ReactElement {
  const { value, onChange, fields, writableOnly = false, without, label, placeholder, disabled, onBlur } = props;
  const { t } = useTranslation();
  const options = useMemo(
    () =>
      fields.list
        .filter((fact) => !(writableOnly && fact.isReadOnly) && without?.includes(fact.name) !== true)
        .map((fact) => ({
          value: fact.name,
          label: printField(fact.name, fields.list),
          description: describe(fact, t),
        })),
    [fields.list, writableOnly, without, t],
  );
  return (
    <Combobox
      value={value}
      onValueChange={(field) => onChange(field.trim())}
      options={options}
      // Where Odoo said what there is, Enter takes the best match; where it could not be asked, what was typed.
      freeText={options.length === 0}
      label={label}
      placeholder={placeholder}
      disabled={disabled}
      onBlur={onBlur}
      emptyText={
        fields.isLoading ? t('connections.picker.asking') : (fields.refusal ?? t('connections.picker.noField'))
      }
    />
  );
}

function describe(fact: FieldFacts, t: ReturnType<typeof useTranslation>['t']): string {
  const relation = fact.relation === undefined ? fact.type : `${fact.type} → ${fact.relation}`;
  const classes = fact.guessedClasses.map((one) => t(`connections.dataClass.${one}`).toLowerCase());
  return [
    relation,
    ...(fact.isRequired ? [t('connections.picker.required')] : []),
    ...(fact.isReadOnly ? [t('connections.picker.readOnly')] : []),
    ...classes,
  ].join(' · ');
}

/** Props of FieldsPicker. */
export type FieldsPickerProps = {
  readonly value: readonly string[];
  readonly onChange: (fields: readonly string[]) => void;
  readonly fields: PickerList<FieldFacts>;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
};

/** Several fields: those picked as chips, and a box to pick more. */
export function FieldsPicker({ value, onChange, fields, label, disabled }: FieldsPickerProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.picked}>
      {value.length > 0 && (
        <ul className={styles.chips}>
          {value.map((name) => (
            <li key={name}>
              <Chip
                onRemove={disabled === true ? undefined : () => onChange(value.filter((one) => one !== name))}
                removeLabel={t('connections.picker.remove', { field: printField(name, fields.list) })}
              >
                {printField(name, fields.list)}
              </Chip>
            </li>
          ))}
        </ul>
      )}
      <FieldPicker
        value=""
        onChange={(name) => {
          if (name !== '' && !value.includes(name)) onChange([...value, name]);
        }}
        fields={fields}
        without={value}
        label={label}
        placeholder={t('connections.picker.addField')}
        disabled={disabled}
      />
    </div>
  );
}
