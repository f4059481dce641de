import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
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

/** Props of EntityDialog. */
export type EntityDialogProps = {
  readonly registry: Registry;
  /** The one that is edited; a new one without it. */
  readonly entity: string | undefined;
  /** Takes the change, or says why not. */
  readonly apply: (edit: RegistryEdit) => string | undefined;
  readonly onClose: () => void;
};

/** Name, owner and agreed shape of a business object, and what each system calls it. */
export function EntityDialog({ registry, entity, apply, onClose }: EntityDialogProps): ReactElement {
  const { t } = useTranslation();
  const formId = useId();
  const known = entity === undefined ? undefined : entityOf(registry, entity);
  const [name, setName] = useState(entity ?? '');
  const [owner, setOwner] = useState(known?.owner ?? '');
  const [contract, setContract] = useState(known?.contract ?? '');
  const [master, setMaster] = useState(known?.master ?? registry.systems[0]?.id ?? '');
  const [models, setModels] = useState<Readonly<Record<string, string>>>(known?.models ?? {});
  const [error, setError] = useState<string>();
  const isTaken = entity === undefined && entityOf(registry, name.trim()) !== undefined;
  const submit = (): void => {
    if (isTaken) return;
    const texts = { owner: owner.trim(), contract: contract.trim() };
    const refusal = apply({ edit: 'set-entity', entity: name.trim(), master, models, ...texts });
    if (refusal === undefined) onClose();
    else setError(refusal);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={
        entity === undefined ? t('registry.matrix.entityTitle') : t('registry.matrix.entityEdit', { name: entity })
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
        {entity === undefined && (
          <div className={styles.pair}>
            <Field
              label={t('registry.matrix.entity')}
              required
              help={t('registry.matrix.entityHelp')}
              error={isTaken ? t('registry.matrix.entityTaken') : undefined}
            >
              <Input mono value={name} onValueChange={setName} />
            </Field>
            <Field label={t('registry.matrix.master')} required>
              <Select
                value={master}
                onValueChange={setMaster}
                options={registry.systems.map((system) => ({ value: system.id, label: system.name }))}
              />
            </Field>
          </div>
        )}
        <div className={styles.pair}>
          <Field label={t('registry.matrix.owner')}>
            <Input value={owner} onValueChange={setOwner} />
          </Field>
          <Field label={t('registry.matrix.contract')} help={t('registry.matrix.contractHelp')}>
            <Input mono value={contract} onValueChange={setContract} />
          </Field>
        </div>
        <NamesBySystem
          label={t('registry.matrix.models')}
          help={t('registry.matrix.modelsHelp')}
          systems={registry.systems}
          names={models}
          onChange={setModels}
        />
      </form>
    </Dialog>
  );
}
