import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataClasses } from '#flow/contract/field-classes.ts';
import type { RegistryEdit } from '#flow/registry/edit-registry.ts';
import { entityOf, type Registry } from '#flow/registry/registry.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import { NamesBySystem } from './names-by-system.tsx';
import styles from './registry.module.css';

/** Props of FieldDialog. */
export type FieldDialogProps = {
  readonly registry: Registry;
  readonly entity: string;
  /** The one that is edited; a new one without it. */
  readonly field: string | undefined;
  /** Takes the change, or says why not. */
  readonly apply: (edit: RegistryEdit) => string | undefined;
  readonly onClose: () => void;
};

/** Name and data class of a field, and what each system calls it. */
export function FieldDialog({ registry, entity, field, apply, onClose }: FieldDialogProps): ReactElement {
  const { t } = useTranslation();
  const formId = useId();
  const fields = entityOf(registry, entity)?.fields ?? [];
  const known = fields.find((one) => one.field === field);
  const [name, setName] = useState(field ?? '');
  const [chosen, setChosen] = useState<string>(known?.class ?? 'unsaid');
  const [names, setNames] = useState<Readonly<Record<string, string>>>(known?.names ?? {});
  const [error, setError] = useState<string>();
  const isTaken = field === undefined && fields.some((one) => one.field === name.trim());
  const submit = (): void => {
    if (isTaken) return;
    const dataClass = dataClasses.find((one) => one === chosen) ?? '';
    const refusal = apply({ edit: 'set-field', entity, field: name.trim(), class: dataClass, names });
    if (refusal === undefined) onClose();
    else setError(refusal);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={
        field === undefined
          ? t('registry.matrix.fieldTitle', { entity })
          : t('registry.matrix.fieldEdit', { name: `${entity}.${field}` })
      }
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('registry.cancel')}
          </Button>
          <Button size="lg" variant="primary" type="submit" form={formId}>
            {t('registry.matrix.apply')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {error !== undefined && (
          <Banner tone="danger" title={t('registry.form.refused')}>
            {error}
          </Banner>
        )}
        {field === undefined && (
          <Field
            label={t('registry.matrix.field')}
            required
            help={t('registry.matrix.fieldHelp')}
            error={isTaken ? t('registry.matrix.fieldTaken') : undefined}
          >
            <Input mono value={name} onValueChange={setName} />
          </Field>
        )}
        <Field label={t('registry.matrix.class')}>
          <Select
            value={chosen}
            onValueChange={setChosen}
            options={[
              { value: 'unsaid', label: t('registry.matrix.classUnsaid') },
              ...dataClasses.map((one) => ({ value: one, label: t(`registry.class.${one}`) })),
            ]}
          />
        </Field>
        <NamesBySystem
          label={t('registry.matrix.names')}
          help={t('registry.matrix.namesHelp')}
          systems={registry.systems}
          names={names}
          onChange={setNames}
        />
      </form>
    </Dialog>
  );
}
