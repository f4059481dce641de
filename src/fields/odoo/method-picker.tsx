import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Combobox } from '#ui/combobox.tsx';

/** A method of Odoo's own models, and whether it only reads. */
export type MethodFact = { readonly method: string; readonly reads: boolean };

/** Methods that most models have, and actions of the common documents. Odoo lists none, so others are typed. */
export const usualMethods: readonly MethodFact[] = [
  ...['search_read', 'read', 'search', 'search_count', 'name_search', 'fields_get', 'default_get', 'has_access'].map(
    (method) => ({ method, reads: true }),
  ),
  ...['formatted_read_group', 'read_group', 'web_read', 'web_search_read'].map((method) => ({ method, reads: true })),
  ...['create', 'write', 'unlink', 'copy', 'action_archive', 'action_unarchive', 'message_post'].map((method) => ({
    method,
    reads: false,
  })),
  ...['action_confirm', 'action_cancel', 'action_draft', 'action_post', 'button_validate', 'action_assign'].map(
    (method) => ({ method, reads: false }),
  ),
];

/** Props of MethodPicker. */
export type MethodPickerProps = {
  readonly value: string;
  readonly onChange: (method: string) => void;
  readonly methods?: readonly MethodFact[] | undefined;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onBlur?: (() => void) | undefined;
};

/** A method by name; takes what was typed, because Odoo does not list its methods. */
export function MethodPicker(props: MethodPickerProps): ReactElement {
  const { value, onChange, methods = usualMethods, label, disabled, onBlur } = props;
  const { t } = useTranslation();
  const options = useMemo(
    () =>
      methods.map(({ method, reads }) => ({
        value: method,
        description: t(reads ? 'connections.picker.reads' : 'connections.picker.changes'),
      })),
    [methods, t],
  );
  return (
    <Combobox
      mono
      value={value}
      onValueChange={(method) => onChange(method.trim())}
      options={options}
      freeText
      label={label}
      disabled={disabled}
      onBlur={onBlur}
      emptyText={t('connections.picker.noMethod')}
    />
  );
}
