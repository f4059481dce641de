import { useTranslation } from 'react-i18next';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';

/** Props of ChoiceField. */
export type ChoiceFieldProps<Value extends string> = {
  readonly label: string;
  readonly value: Value | undefined;
  readonly options: readonly Value[];
  /** Key of the texts under which each option has its words. */
  readonly words: string;
  readonly onChoose: (value: Value | undefined) => void;
};

/** One of a few words, or nothing said. */
export function ChoiceField<Value extends string>({ label, value, options, words, onChoose }: ChoiceFieldProps<Value>) {
  const { t } = useTranslation();
  const none = ' ';
  return (
    <Field label={label}>
      <Select
        value={value ?? none}
        onValueChange={(next) => onChoose(options.find((one) => one === next))}
        options={[
          { value: none, label: t('inspector.notSaid') },
          ...options.map((one) => ({ value: one, label: t(`${words}.${String(one)}`) })),
        ]}
      />
    </Field>
  );
}
