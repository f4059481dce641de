import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionManifests } from '#connections/manifests.ts';
import { ConditionEditor } from '#fields/condition/condition-editor.tsx';
import { DraftInput } from '#fields/draft-input.tsx';
import { FieldsPicker } from '#fields/odoo/field-picker.tsx';
import { MethodPicker } from '#fields/odoo/method-picker.tsx';
import { ModelPicker } from '#fields/odoo/model-picker.tsx';
import { isJsonObject, type Json } from '#flow/json.ts';
import { Combobox } from '#ui/combobox.tsx';
import type { ComboboxOption } from '#ui/combobox-options.ts';
import { Field } from '#ui/field.tsx';
import { runtime } from '../../data/client.ts';
import { useOdooFields, useOdooModels } from '../../data/odoo.ts';
import { answerOf, useFacts } from '../../data/queries.ts';
import { membersAsSent } from '../as-sent.ts';
import styles from '../inspector.module.css';
import { asText, MappingField } from './mapping-field.tsx';
import { type Keys, useStepForm } from './step-form.tsx';

/** What a control that knows its node type is given. */
export type SpecialProps = {
  readonly keys: Keys;
  readonly value: Json | undefined;
  readonly title: string;
  readonly help: ReactNode;
  readonly error: string | undefined;
  readonly warning: string | undefined;
  readonly required: boolean;
};

type Special = (props: SpecialProps) => ReactElement;

const specials: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['schedule cron', (props) => <CronControl {...props} />],
  ['odoo operation', (props) => <OperationControl {...props} />],
  ['saas operation', (props) => <OperationControl {...props} />],
  ['odoo model', (props) => <ModelControl {...props} />],
  ['odoo-trigger model', (props) => <ModelControl {...props} />],
  ['each source.model', (props) => <ModelControl {...props} />],
  ['odoo-trigger fields', (props) => <ModelFieldsControl {...props} />],
  ['each source.fields', (props) => <ModelFieldsControl {...props} />],
  ['odoo method', (props) => <MethodControl {...props} />],
  ['branch cases.*.when', (props) => <WhenControl {...props} />],
  ['approval group', (props) => <GroupControl {...props} />],
  ['dead-letter owner', (props) => <GroupControl {...props} />],
  ['map expression', (props) => <MappingField {...props} />],
  ['odoo values', (props) => <MappingField {...props} />],
  ['odoo args', (props) => <MappingField {...props} />],
  ['saas body', (props) => <MappingField {...props} />],
  ['http body', (props) => <MappingField {...props} />],
  ['respond body', (props) => <MappingField {...props} />],
]);

/** The control of a field that deserves more than its schema says; undefined for all others. */
export function specialControlOf(type: string, keys: Keys): Special | undefined {
  return specials.get(`${type} ${keys.map((key) => (typeof key === 'number' ? '*' : key)).join('.')}`);
}

type FrameProps = SpecialProps & { readonly children: ReactNode; readonly more?: ReactNode };

function Frame({ title, help, error, warning, required, more, children }: FrameProps): ReactElement {
  return (
    <Field
      label={title}
      error={error}
      warning={warning}
      required={required}
      help={
        <>
          {more}
          {help}
        </>
      }
    >
      {children}
    </Field>
  );
}

/** A schedule, said in words, and when it fires next. */
function CronControl(props: SpecialProps): ReactElement {
  const { t, i18n } = useTranslation();
  const { node, write } = useStepForm();
  const { data } = useQuery({
    queryKey: ['schedule', node.config],
    queryFn: async () =>
      answerOf(await runtime.send('schedules.preview', { body: { config: membersAsSent(node.config), count: 5 } })),
    retry: false,
    placeholderData: (previous) => previous,
  });
  const zone = typeof node.config.zone === 'string' ? node.config.zone : undefined;
  return (
    <Frame
      {...props}
      more={
        data === undefined || props.error !== undefined ? undefined : (
          <div className={styles.schedule}>
            <p>{data.sentence}</p>
            <span>{t('inspector.schedule.next')}</span>
            <ol>
              {data.next.map((at) => (
                <li key={at}>{sayInstant(at, zone, i18n.language)}</li>
              ))}
            </ol>
          </div>
        )
      }
    >
      <DraftInput
        mono
        value={asText(props.value)}
        placeholder="30 6 * * 1-5"
        onCommit={(text) => write(props.keys, text === '' ? undefined : text.trim())}
      />
    </Frame>
  );
}

function sayInstant(at: string, zone: string | undefined, language: string): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat(language, { ...style, ...(zone === undefined ? {} : { timeZone: zone }) }).format(
      new Date(at),
    );
  } catch {
    // A zone that is still being typed; the person's own clock serves until then.
    return new Intl.DateTimeFormat(language, style).format(new Date(at));
  }
}

function useConnection() {
  const { node } = useStepForm();
  const { data: facts } = useFacts();
  const source = node.config.source;
  const named = isJsonObject(source) ? source.connection : node.config.connection;
  return {
    id: typeof named === 'string' ? named : undefined,
    facts: facts?.connections.find(({ value }) => value.id === named)?.value,
  };
}

/** What a connection can do, as far as it is allowed. */
function OperationControl(props: SpecialProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const { facts } = useConnection();
  const allowed = facts?.allow?.operations;
  const known =
    facts?.api?.operations ?? connectionManifests.find(({ kind }) => kind === facts?.kind)?.operations ?? [];
  const options: readonly ComboboxOption[] = known
    .filter(({ operation }) => operation !== 'model.call' && (allowed === undefined || allowed.includes(operation)))
    .map((one) => ({
      value: one.operation,
      label: one.operation,
      description: `${one.title} · ${t(`inspector.effect.${one.effect}`)}`,
    }));
  const chosen = known.find(({ operation }) => operation === props.value);
  return (
    <Frame
      {...props}
      more={chosen === undefined ? undefined : <p>{`${chosen.title}. ${t(`inspector.safety.${chosen.safety}`)}`}</p>}
    >
      <Combobox
        freeText
        mono
        value={asText(props.value)}
        options={options}
        placeholder={t('inspector.operation.choose')}
        emptyText={t(facts === undefined ? 'inspector.operation.noConnection' : 'inspector.operation.none')}
        onValueChange={(text) => void write(props.keys, text === '' ? undefined : text)}
      />
    </Frame>
  );
}

/** A sort of record of the Odoo that is connected. */
function ModelControl(props: SpecialProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const { id } = useConnection();
  const models = useOdooModels(id);
  return (
    <Frame
      {...props}
      more={models.refusal === undefined ? undefined : <p>{t('inspector.odoo.byHand', { reason: models.refusal })}</p>}
    >
      <ModelPicker
        value={asText(props.value)}
        models={models}
        onChange={(text) => void write(props.keys, text === '' ? undefined : text)}
      />
    </Frame>
  );
}

/** Fields of the model that is chosen. */
function ModelFieldsControl(props: SpecialProps): ReactElement {
  const { node, write } = useStepForm();
  const { id } = useConnection();
  const { source } = node.config;
  const model = isJsonObject(source) ? source.model : node.config.model;
  const fields = useOdooFields(id, typeof model === 'string' ? model : undefined);
  const value = (Array.isArray(props.value) ? props.value : []).filter((one) => typeof one === 'string');
  return (
    <Field
      kind="group"
      label={props.title}
      error={props.error}
      warning={props.warning}
      required={props.required}
      help={props.help}
    >
      <FieldsPicker
        label={props.title}
        value={value}
        fields={fields}
        onChange={(next) => void write(props.keys, next.length === 0 ? undefined : next)}
      />
    </Field>
  );
}

/** A method of a model: the usual ones, or any that is typed. */
function MethodControl(props: SpecialProps): ReactElement {
  const { write } = useStepForm();
  return (
    <Frame {...props}>
      <MethodPicker
        value={asText(props.value)}
        onChange={(text) => void write(props.keys, text === '' ? undefined : text)}
      />
    </Frame>
  );
}

/** The condition of a case. */
function WhenControl({ keys, value, title, ...rest }: SpecialProps): ReactElement {
  const { write } = useStepForm();
  return (
    <ConditionEditor {...rest} label={title} value={asText(value)} onCommit={(text) => write(keys, text.trim())} />
  );
}

/** A group of people, of those the workspace knows. */
function GroupControl(props: SpecialProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const { data: facts } = useFacts();
  return (
    <Frame {...props}>
      <Combobox
        freeText
        value={asText(props.value)}
        options={(facts?.approvalGroups ?? []).map((value) => ({ value }))}
        emptyText={t('inspector.group.free')}
        onValueChange={(text) => void write(props.keys, text === '' ? undefined : text)}
      />
    </Frame>
  );
}
