import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '#flow/json.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Select } from '#ui/select.tsx';
import { followPattern } from './follow.ts';
import styles from './governance.module.css';
import { ParameterFields } from './parameter-fields.tsx';
import type { KnownTemplate } from './rule-index.ts';

type Props = {
  /** Patterns to choose from, with what the flow chose where it follows them already. */
  readonly choices: readonly (KnownTemplate & { readonly chosen: JsonObject })[];
  /** Reference of the one that is shown first. */
  readonly first: string | undefined;
  readonly onClose: () => void;
};

/** Chooses a pattern for the open flow, and the values it asks for. */
export function FollowDialog({ choices, first, onClose }: Props) {
  const { t } = useTranslation();
  const [reference, setReference] = useState(first ?? choices[0]?.reference ?? '');
  const template = choices.find((one) => one.reference === reference);
  const [chosen, setChosen] = useState<JsonObject>(template?.chosen ?? {});
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const choose = (next: string): void => {
    setReference(next);
    setChosen(choices.find((one) => one.reference === next)?.chosen ?? {});
    setRefusals([]);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (template === undefined) return;
    const refused = followPattern(template.value, chosen);
    setRefusals(refused);
    if (refused.length === 0) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={first === undefined ? t('governance.follow.title') : t('governance.follow.settings')}
      description={t('governance.follow.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('governance.cancel')}</Button>
          <Button type="submit" form="follow-pattern" variant="primary" disabled={template === undefined}>
            {first === undefined ? t('governance.follow.do') : t('governance.follow.keep')}
          </Button>
        </>
      }
    >
      <form id="follow-pattern" className={styles.form} onSubmit={submit}>
        {refusals.length > 0 && <Banner tone="danger" title={refusals.join(' ')} />}
        <Field label={t('governance.pattern')} help={template?.value.summary}>
          <Select
            value={reference}
            onValueChange={choose}
            disabled={first !== undefined}
            options={choices.map((one) => ({ value: one.reference, label: one.value.name }))}
          />
        </Field>
        {template !== undefined && first === undefined && <UseWhen uses={template.value.useWhen} />}
        {template !== undefined && (
          <ParameterFields parameters={template.value.parameters} chosen={chosen} onChosen={setChosen} />
        )}
      </form>
    </Dialog>
  );
}

function UseWhen({ uses }: { readonly uses: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.uses}>
      <h3>{t('governance.useWhen')}</h3>
      <ul>
        {uses.map((use) => (
          <li key={use}>{use}</li>
        ))}
      </ul>
    </div>
  );
}
