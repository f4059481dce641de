import { Plus, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { dataClasses } from '#flow/contract/field-classes.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Field } from '#ui/field.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import { Switch } from '#ui/switch.tsx';
import { TextArea } from '#ui/text-area.tsx';
import styles from './registry.module.css';
import { type OperationDraft, type SystemDraft, withOperation } from './system-draft.ts';

type FieldsProps = {
  readonly draft: SystemDraft;
  readonly onChange: (draft: SystemDraft) => void;
  /** Sentences by field. */
  readonly errors: Readonly<Record<string, string>>;
  readonly isNew: boolean;
  /** The id as it will be saved, typed or made out of the name. */
  readonly shownId: string;
};

type TextKey = {
  [Key in keyof SystemDraft]: SystemDraft[Key] extends string ? Key : never;
}[keyof SystemDraft];

/** Every field of a system, in four groups. */
export function SystemFields(props: FieldsProps): ReactElement {
  return (
    <>
      <WhoItIs {...props} />
      <WhatItHolds {...props} />
      <WhatItTakes {...props} />
      <HowLong {...props} />
    </>
  );
}

/** A field of one line, with its help and what is wrong with it. */
function TextField(
  props: FieldsProps & {
    readonly name: TextKey;
    readonly required?: boolean;
    readonly hasHelp?: boolean;
    readonly type?: 'date' | undefined;
    readonly mono?: boolean;
    readonly value?: string;
    readonly numeric?: boolean;
  },
): ReactElement {
  const { t } = useTranslation();
  const { name, draft, onChange, errors, required = false, hasHelp = false, type, mono = false, numeric } = props;
  return (
    <Field
      label={t(`registry.form.${name}`)}
      required={required}
      error={errors[name]}
      help={hasHelp ? t(`registry.form.${name}Help`) : undefined}
    >
      <Input
        value={props.value ?? draft[name]}
        mono={mono}
        {...(type === undefined ? {} : { type })}
        {...(numeric === true ? { inputMode: 'numeric' as const } : {})}
        onValueChange={(value) => onChange({ ...draft, [name]: value })}
      />
    </Field>
  );
}

function WhoItIs(props: FieldsProps): ReactElement {
  const { t } = useTranslation();
  const { draft, onChange, isNew, shownId, errors } = props;
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{t('registry.form.who')}</legend>
      <TextField {...props} name="name" required />
      {isNew && <TextField {...props} name="id" mono hasHelp value={draft.id === '' ? shownId : draft.id} />}
      <div className={styles.pair}>
        <TextField {...props} name="owner" required hasHelp />
        <TextField {...props} name="contact" />
      </div>
      <Field label={t('registry.form.description')} error={errors.description}>
        <TextArea
          rows={2}
          value={draft.description}
          onValueChange={(description) => onChange({ ...draft, description })}
        />
      </Field>
      <Lines {...props} name="hosts" />
      <Lines {...props} name="webhooks" />
    </fieldset>
  );
}

function Lines(props: FieldsProps & { readonly name: 'hosts' | 'webhooks' }): ReactElement {
  const { t } = useTranslation();
  const { name, draft, onChange, errors } = props;
  return (
    <Field label={t(`registry.form.${name}`)} help={t(`registry.form.${name}Help`)} error={errors[name]}>
      <TextArea mono rows={2} value={draft[name]} onValueChange={(value) => onChange({ ...draft, [name]: value })} />
    </Field>
  );
}

function WhatItHolds(props: FieldsProps): ReactElement {
  const { t } = useTranslation();
  const { draft, onChange, errors } = props;
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{t('registry.form.data')}</legend>
      <Field
        kind="group"
        label={t('registry.form.clearance')}
        help={t('registry.form.clearanceHelp')}
        error={errors.clearance}
      >
        <div className={styles.checks}>
          {dataClasses.map((one) => (
            <Checkbox
              key={one}
              label={t(`registry.class.${one}`)}
              checked={draft.clearance.includes(one)}
              onCheckedChange={(isChosen) =>
                onChange({
                  ...draft,
                  clearance: isChosen ? [...draft.clearance, one] : draft.clearance.filter((other) => other !== one),
                })
              }
            />
          ))}
        </div>
      </Field>
      <TextField {...props} name="residency" />
      <Switch
        label={t('registry.form.privileged')}
        description={t('registry.form.privilegedHelp')}
        checked={draft.privileged}
        onCheckedChange={(privileged) => onChange({ ...draft, privileged })}
      />
      <Field label={t('registry.form.companies')} error={errors.companies}>
        <Select
          // The empty value is a choice of its own here: nobody said.
          value={draft.companies === '' ? 'unsaid' : draft.companies}
          onValueChange={(value) =>
            onChange({ ...draft, companies: value === 'one' || value === 'several' ? value : '' })
          }
          options={[
            { value: 'unsaid', label: t('registry.form.companiesUnsaid') },
            { value: 'one', label: t('registry.form.companiesOne') },
            { value: 'several', label: t('registry.form.companiesSeveral') },
          ]}
        />
      </Field>
    </fieldset>
  );
}

function WhatItTakes(props: FieldsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{t('registry.form.limits')}</legend>
      <TextField {...props} name="rate" mono hasHelp />
      <div className={styles.pair}>
        <TextField {...props} name="concurrency" numeric />
        <TextField {...props} name="maxTimeout" mono hasHelp />
      </div>
      <TextField {...props} name="body" mono hasHelp />
    </fieldset>
  );
}

function HowLong(props: FieldsProps): ReactElement {
  const { t } = useTranslation();
  const { draft, onChange, errors } = props;
  const set = (row: number, change: Partial<OperationDraft>): void =>
    onChange({ ...draft, operations: draft.operations.map((one) => (one.row === row ? { ...one, ...change } : one)) });
  const remove = (row: number): void =>
    onChange({ ...draft, operations: draft.operations.filter((one) => one.row !== row) });
  return (
    <fieldset className={styles.section}>
      <legend className={styles.legend}>{t('registry.form.life')}</legend>
      <TextField {...props} name="retires" type="date" />
      <Field
        kind="group"
        label={t('registry.form.operations')}
        error={errors.operations}
        end={
          <Button variant="ghost" icon={Plus} onClick={() => onChange(withOperation(draft))}>
            {t('registry.form.addOperation')}
          </Button>
        }
      >
        {draft.operations.map((operation) => (
          <OperationFields
            key={operation.row}
            operation={operation}
            onChange={(change) => set(operation.row, change)}
            onRemove={() => remove(operation.row)}
          />
        ))}
      </Field>
    </fieldset>
  );
}

function OperationFields({
  operation,
  onChange,
  onRemove,
}: {
  readonly operation: OperationDraft;
  readonly onChange: (change: Partial<OperationDraft>) => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.operation}>
      <div className={styles.operationHead}>
        <Field label={t('registry.form.operation')} required>
          <Input mono value={operation.operation} onValueChange={(value) => onChange({ operation: value })} />
        </Field>
        <IconButton
          icon={Trash2}
          label={t('registry.form.removeOperation', { name: operation.operation })}
          onClick={onRemove}
        />
      </div>
      <div className={styles.pair}>
        <Field label={t('registry.form.deprecated')}>
          <Input type="date" value={operation.deprecated} onValueChange={(deprecated) => onChange({ deprecated })} />
        </Field>
        <Field label={t('registry.form.sunset')}>
          <Input type="date" value={operation.sunset} onValueChange={(sunset) => onChange({ sunset })} />
        </Field>
      </div>
      <Field label={t('registry.form.use')}>
        <Input value={operation.use} onValueChange={(use) => onChange({ use })} />
      </Field>
    </div>
  );
}
