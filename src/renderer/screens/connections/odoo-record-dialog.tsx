import { type ReactElement, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ModelPicker } from '#fields/odoo/model-picker.tsx';
import type { JsonObject } from '#flow/json.ts';
import type { FieldFacts, RecordFacts } from '#flow/node-type/system-probe.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import { readOdooFields, readOdooRecord, useOdooModels } from '../../data/odoo.ts';
import { useFacts } from '../../data/queries.ts';
import styles from './connect/connect.module.css';
import { useAttempt } from './connect/use-attempt.ts';
import { maskRecord } from './mask-record.ts';

/** A record taken as a sample. */
export type OdooSample = {
  readonly connection: string;
  readonly model: string;
  readonly id: number;
  /** As people call it; model and id where personal fields were masked. */
  readonly name: string;
  readonly record: JsonObject;
  /** Fields that hold stand-ins. */
  readonly masked: readonly string[];
};

/** Props of OdooRecordDialog. */
export type OdooRecordDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Chosen at first; default the first Odoo of the workspace. */
  readonly connection?: string | undefined;
  readonly model?: string | undefined;
  /** Takes the record; saving it is the caller's. */
  readonly onUse: (sample: OdooSample) => void;
};

/** Reads one record of Odoo by number, name or id and hands it over as a sample, personal fields masked by default. */
export function OdooRecordDialog(props: OdooRecordDialogProps): ReactElement {
  const { open, onOpenChange, onUse } = props;
  const { t } = useTranslation();
  const formId = useId();
  const dialog = useRecord(props);
  const { found, masked, attempt, isMasking } = dialog;
  const use = (): void => {
    if (found === undefined || masked === undefined) return;
    const { model, id } = found;
    // A record is often called by a person's name, and callers name files after it.
    const name = isMasking && masked.fields.length > 0 ? `${model} ${id}` : found.name;
    const sample = isMasking ? { record: masked.record, masked: masked.fields } : { record: found.record, masked: [] };
    onUse({ connection: dialog.connection, model, id, name, ...sample });
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('connections.record.title')}
      description={t('connections.record.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={() => onOpenChange(false)}>
            {t('connections.record.cancel')}
          </Button>
          <Button
            size="lg"
            variant="primary"
            type="submit"
            form={formId}
            busy={attempt.busy !== undefined}
            disabled={dialog.connections.length === 0}
          >
            {t(found === undefined ? 'connections.record.read' : 'connections.record.use')}
          </Button>
        </>
      }
    >
      {dialog.connections.length === 0 ? (
        <p>{t('connections.record.noConnection')}</p>
      ) : (
        <form
          id={formId}
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (found === undefined) void dialog.read();
            else use();
          }}
        >
          <Question dialog={dialog} />
        </form>
      )}
      <p role="status" className={styles.doing}>
        {attempt.busy}
      </p>
      {found !== undefined && <Found dialog={dialog} found={found} />}
    </Dialog>
  );
}

type FoundRecord = RecordFacts & { readonly fields: readonly FieldFacts[] };

type RecordDialog = ReturnType<typeof useRecord>;

function Question({ dialog }: { readonly dialog: RecordDialog }): ReactElement {
  const { t } = useTranslation();
  const { connections, connection, model, key, models, attempt } = dialog;
  return (
    <>
      {connections.length > 1 && (
        <Field label={t('connections.record.connection')}>
          <Select
            size="lg"
            value={connection}
            onValueChange={dialog.setConnection}
            options={connections.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
      )}
      <Field label={t('connections.record.model')} required error={attempt.errorAt('model') ?? models.refusal}>
        <ModelPicker value={model} onChange={dialog.setModel} models={models} />
      </Field>
      <Field
        label={t('connections.record.key')}
        required
        help={t('connections.record.keyHelp')}
        // What keeps the list from being had is said once, above.
        error={models.refusal === undefined ? attempt.errorAt('key') : undefined}
      >
        <Input size="lg" value={key} onValueChange={dialog.setKey} />
      </Field>
    </>
  );
}

function Found({ dialog, found }: { readonly dialog: RecordDialog; readonly found: FoundRecord }): ReactElement {
  const { t } = useTranslation();
  const { isMasking, masked } = dialog;
  const fields = masked?.fields ?? [];
  const shown = isMasking && masked !== undefined ? masked.record : found.record;
  const explanation = !isMasking
    ? t('connections.record.unmasked')
    : fields.length === 0
      ? t('connections.record.maskedNone')
      : t('connections.record.masked', { count: fields.length, fields: fields.slice(0, 12).join(', ') });
  // A record is often called by a person's name.
  const name = isMasking && fields.length > 0 ? '' : `${found.name} · `;
  return (
    <section aria-label={t('connections.record.sample')} className={styles.form}>
      <strong>
        {name}
        {found.model} {found.id}
      </strong>
      <Checkbox
        checked={isMasking}
        onCheckedChange={dialog.setIsMasking}
        label={t('connections.record.mask')}
        description={explanation}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre className={styles.sample} tabIndex={0}>
        {JSON.stringify(shown, null, 2)}
      </pre>
    </section>
  );
}

function useRecord({ connection: first, model: firstModel = '' }: OdooRecordDialogProps) {
  const { t } = useTranslation();
  const facts = useFacts();
  const attempt = useAttempt(t('connections.setup.broken'));
  const [chosen, setChosen] = useState(first);
  const [model, setModel] = useState(firstModel);
  const [key, setKey] = useState('');
  const [found, setFound] = useState<FoundRecord>();
  const [isMasking, setIsMasking] = useState(true);
  const connections = useMemo(
    () => facts.data?.connections.map(({ value }) => value).filter(({ kind }) => kind === 'odoo') ?? [],
    [facts.data],
  );
  const connection = connections.find(({ id }) => id === chosen)?.id ?? connections[0]?.id ?? '';
  const models = useOdooModels(connection);
  const masked = useMemo(() => (found === undefined ? undefined : maskRecord(found.record, found.fields)), [found]);
  /** A record belongs to the question that was asked. */
  const forget = (): void => {
    setFound(undefined);
    attempt.refuse(undefined);
  };
  const read = async (): Promise<void> => {
    if (model === '') return attempt.refuse({ field: 'model', message: t('connections.record.modelMissing') });
    if (key.trim() === '') return attempt.refuse({ field: 'key', message: t('connections.record.keyMissing') });
    await attempt.attempt({ say: t('connections.record.reading'), field: 'key' }, async () => {
      // Without the fields nobody knows what to mask, so no record is shown before they are there.
      const [record, fields] = await Promise.all([
        readOdooRecord(connection, model, key.trim()),
        readOdooFields(connection, model),
      ]);
      return () => setFound({ ...record, fields });
    });
  };
  return {
    ...{ connections, connection, model, key, models, attempt, found, masked, isMasking, setIsMasking, read },
    setConnection: (id: string) => {
      setChosen(id);
      setModel('');
      forget();
    },
    setModel: (next: string) => {
      setModel(next);
      forget();
    },
    setKey: (next: string) => {
      setKey(next);
      forget();
    },
  };
}
