import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelFacts } from '#flow/node-type/system-probe.ts';
import { Combobox } from '#ui/combobox.tsx';
import type { PickerList } from './picker-list.ts';

/** Props of ModelPicker. */
export type ModelPickerProps = {
  /** Technical name, such as `sale.order`. */
  readonly value: string;
  readonly onChange: (model: string) => void;
  readonly models: PickerList<ModelFacts>;
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onBlur?: (() => void) | undefined;
};

/** A sort of record by its label or technical name; takes what was typed where Odoo cannot be asked. */
export function ModelPicker({ value, onChange, models, label, disabled, onBlur }: ModelPickerProps): ReactElement {
  const { t } = useTranslation();
  const options = useMemo(
    () => models.list.map((fact) => ({ value: fact.model, label: `${fact.label} (${fact.model})` })),
    [models.list],
  );
  return (
    <Combobox
      value={value}
      onValueChange={(model) => onChange(model.trim())}
      options={options}
      // Where Odoo said what there is, Enter takes the best match; where it could not be asked, what was typed.
      freeText={options.length === 0}
      label={label}
      disabled={disabled}
      onBlur={onBlur}
      emptyText={
        models.isLoading ? t('connections.picker.asking') : (models.refusal ?? t('connections.picker.noModel'))
      }
    />
  );
}
