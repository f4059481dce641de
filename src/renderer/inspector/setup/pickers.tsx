import { useQueryClient } from '@tanstack/react-query';
import { ClipboardPaste, KeyRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { CodeText } from '#ui/code-text.tsx';
import { Combobox } from '#ui/combobox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { putSecret } from '../../data/connections.ts';
import { useFacts } from '../../data/queries.ts';
import { useDocument } from '../../document/document.ts';
import { nodesOf } from '../../document/find-node.ts';
import { go } from '../../routes.ts';
import styles from '../inspector.module.css';
import { ExampleDialog } from './example-dialog.tsx';
import { useStepForm } from './step-form.tsx';

type PickerProps = {
  readonly value: string;
  readonly onCommit: (text: string) => readonly string[];
};

/** A connection of the workspace, of the kind the step speaks to. */
export function ConnectionPicker({ value, onCommit }: PickerProps): ReactElement {
  const { t } = useTranslation();
  const { manifest } = useStepForm();
  const { data: facts } = useFacts();
  const fitting = (facts?.connections ?? []).filter(
    ({ value: one }) => manifest.connection === undefined || one.kind === manifest.connection,
  );
  return (
    <>
      <Combobox
        freeText
        value={value}
        onValueChange={(id) => void onCommit(id)}
        placeholder={t('inspector.connection.choose')}
        emptyText={t('inspector.connection.none')}
        options={fitting.map(({ value: { id, name } }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))}
      />
      <Button variant="link" className={styles.below} onClick={() => go({ screen: 'connections' })}>
        {t('inspector.connection.new')}
      </Button>
    </>
  );
}

/** The name of a secret, whether it has a value, and a way to give it one. */
export function SecretPicker({ value, onCommit }: PickerProps): ReactElement {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  const [isSetting, setIsSetting] = useState(false);
  const isSet = facts?.secrets.includes(value) === true;
  return (
    <>
      <Combobox
        freeText
        icon={KeyRound}
        value={value}
        onValueChange={(name) => void onCommit(name)}
        placeholder={t('inspector.secret.choose')}
        emptyText={t('inspector.secret.none')}
        options={(facts?.secrets ?? []).map((name) => ({ value: name }))}
      />
      {value !== '' && facts !== undefined && (
        <span className={styles.secret}>
          <StatusChip size="sm" tone={isSet ? 'ok' : 'warn'}>
            {t(isSet ? 'inspector.secret.set' : 'inspector.secret.missing')}
          </StatusChip>
          <Button variant="link" onClick={() => setIsSetting(true)}>
            {t(isSet ? 'inspector.secret.replace' : 'inspector.secret.give')}
          </Button>
        </span>
      )}
      {isSetting && <SecretDialog name={value} onClose={() => setIsSetting(false)} />}
    </>
  );
}

/** Takes the value of a secret; it can be replaced later and never be read. */
function SecretDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const store = async (): Promise<void> => {
    setIsBusy(true);
    try {
      await putSecret(name, value, queries);
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={onClose}
      title={t('inspector.secret.title', { name })}
      description={t('inspector.secret.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('inspector.cancel')}</Button>
          <Button variant="primary" busy={isBusy} disabled={value === ''} onClick={() => void store()}>
            {t('inspector.secret.store')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (value !== '' && !isBusy) void store();
        }}
      >
        <Field label={t('inspector.secret.value')} error={refusal}>
          <Input type="password" autoComplete="new-password" value={value} onValueChange={setValue} mono />
        </Field>
      </form>
    </Dialog>
  );
}

/** An agreed shape of the workspace, which can be looked at. */
export function ContractPicker({ value, onCommit }: PickerProps): ReactElement {
  const { t } = useTranslation();
  const { data: facts } = useFacts();
  const [isShown, setIsShown] = useState(false);
  const [isProposing, setIsProposing] = useState(false);
  const known = facts?.contracts[value];
  return (
    <>
      <Combobox
        freeText
        mono
        value={value}
        onValueChange={(name) => void onCommit(name)}
        placeholder={t('inspector.contract.choose')}
        emptyText={t('inspector.contract.none')}
        options={Object.entries(facts?.contracts ?? {}).map(([name, { schema }]) => ({
          value: name,
          ...(typeof schema.title === 'string' ? { description: schema.title } : {}),
        }))}
      />
      {known === undefined ? (
        <Button variant="link" icon={ClipboardPaste} className={styles.below} onClick={() => setIsProposing(true)}>
          {t('inspector.example.button')}
        </Button>
      ) : (
        <Button variant="link" className={styles.below} onClick={() => setIsShown(true)}>
          {t('inspector.contract.view')}
        </Button>
      )}
      {isProposing && <ExampleDialog onUse={onCommit} onClose={() => setIsProposing(false)} />}
      {isShown && known !== undefined && (
        <Dialog
          open
          size="lg"
          title={value}
          description={known.path}
          closeLabel={t('frame.close')}
          onOpenChange={() => setIsShown(false)}
          footer={
            <Button onClick={() => go({ screen: 'contracts', contract: value })}>{t('inspector.contract.open')}</Button>
          }
        >
          <CodeText label={value} text={JSON.stringify(known.schema, null, 2)} maxHeight={480} />
        </Dialog>
      )}
    </>
  );
}

/** Another step of the flow, by its name. */
export function NodePicker({ value, onCommit }: PickerProps): ReactElement {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const nodes = flow === undefined ? [] : [...nodesOf(flow).values()].map(({ node }) => node);
  return (
    <Combobox
      freeText
      value={value}
      onValueChange={(id) => void onCommit(id)}
      emptyText={t('inspector.noStep')}
      options={nodes.map(({ id, name }) => ({ value: id, label: name ?? id, description: id }))}
    />
  );
}
