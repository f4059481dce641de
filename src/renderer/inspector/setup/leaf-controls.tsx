import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { DurationInput } from '#fields/duration-input.tsx';
import { ExpressionEditor } from '#fields/expression-editor.tsx';
import { SourcePicker } from '#fields/mapping/source-picker.tsx';
import type { Json } from '#flow/json.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { Select } from '#ui/select.tsx';
import styles from '../inspector.module.css';
import type { FieldModel } from './form-model.ts';
import { ConnectionPicker, ContractPicker, NodePicker, SecretPicker } from './pickers.tsx';
import { type Keys, useStepForm } from './step-form.tsx';

/** Props of a control of one value. */
export type LeafControlProps = {
  readonly model: FieldModel & { readonly shape: 'value' };
  readonly keys: Keys;
  readonly value: Json | undefined;
  readonly title: string;
  readonly placeholder: string | undefined;
};

/** The control of one value, by what the node type says about it. */
export function LeafControl(props: LeafControlProps): ReactElement {
  const { model, value, title, placeholder } = props;
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  const { t } = useTranslation();
  const commit = useTextCommit(props);
  switch (model.meta.field) {
    case 'expression':
      return (
        <ExpressionEditor
          label={title}
          value={text}
          onCommit={commit}
          placeholder={placeholder}
          end={<SourcePicker label={t('inspector.pick.for', { title })} onPick={(path) => void commit(path)} />}
        />
      );
    case 'text':
      return (
        <ExpressionEditor
          label={title}
          value={text}
          onCommit={commit}
          placeholder={placeholder}
          language="text"
          isLine={model.meta.escaping !== 'plain' && model.meta.escaping !== 'html'}
        />
      );
    case 'script':
      return (
        <ExpressionEditor
          label={title}
          value={text}
          onCommit={commit}
          placeholder={placeholder}
          language="javascript"
          isTall
        />
      );
    case 'duration':
      return <DurationInput value={text} onCommit={commit} placeholder={placeholder} />;
    case 'connection':
      return <ConnectionPicker value={text} onCommit={commit} />;
    case 'secret':
      return <SecretPicker value={text} onCommit={commit} />;
    case 'contract':
      return <ContractPicker value={text} onCommit={commit} />;
    case 'node':
      return <NodePicker value={text} onCommit={commit} />;
    default:
      return <PlainControl {...props} text={text} commit={commit} />;
  }
}

/** An emptied optional text takes its key away; inside a list it stays, because its neighbours would move. */
function useTextCommit({ keys }: LeafControlProps): (text: string) => readonly string[] {
  const { write } = useStepForm();
  return (text) => write(keys, text === '' && typeof keys.at(-1) !== 'number' ? undefined : text);
}

type PlainProps = LeafControlProps & { readonly text: string; readonly commit: (text: string) => readonly string[] };

function PlainControl({ model, keys, value, title, placeholder, text, commit }: PlainProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const { control, meta } = model;
  switch (control.kind) {
    case 'choice':
      return <ChoiceControl {...{ model, keys, value, placeholder }} values={control.values} />;
    case 'choices':
      return <ChoicesControl {...{ keys, value }} values={control.values} />;
    case 'number':
      return (
        <DraftInput
          value={text}
          inputMode="decimal"
          end={meta.unit}
          placeholder={placeholder}
          onCommit={(typed) => {
            if (typed.trim() === '') return write(keys, undefined);
            const number = Number(typed.replace(',', '.'));
            return Number.isFinite(number) ? write(keys, number) : [t('inspector.noNumber', { typed })];
          }}
        />
      );
    case 'json':
      return (
        <ExpressionEditor
          label={title}
          language="json"
          value={value === undefined ? '' : JSON.stringify(value, null, 2)}
          placeholder={placeholder}
          onCommit={(typed) => writeJson(typed, (json) => write(keys, json), t('inspector.noJson'))}
        />
      );
    default:
      return (
        <DraftInput
          value={text}
          onCommit={commit}
          placeholder={placeholder}
          mono={isCode(meta.examples)}
          isName={meta.field === 'port'}
        />
      );
  }
}

/** Reads typed JSON; nothing typed removes the value. */
export function writeJson(
  typed: string,
  write: (value: Json | undefined) => readonly string[],
  refusal: string,
): readonly string[] {
  if (typed.trim() === '') return write(undefined);
  try {
    // JSON.parse gives JSON by construction.
    return write(JSON.parse(typed) as Json);
  } catch (error) {
    return [`${refusal} ${error instanceof Error ? error.message : ''}`.trim()];
  }
}

/** Names of models, paths and codes read better in mono. */
function isCode(examples: readonly string[] | undefined): boolean {
  return examples?.some((example) => /[./_@]/.test(example)) ?? false;
}

/** Most letters of all choices that fit beside each other in the panel. */
const segmentLetters = 30;

type ChoiceProps = {
  readonly model: FieldModel;
  readonly keys: Keys;
  readonly value: Json | undefined;
  readonly placeholder: string | undefined;
  readonly values: readonly string[];
};

function ChoiceControl({ model, keys, value, placeholder, values }: ChoiceProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const chosen = typeof value === 'string' ? value : '';
  if (model.isRequired && values.length <= 4 && values.join('').length <= segmentLetters) {
    return (
      <SegmentedControl
        value={chosen}
        size="md"
        segments={values.map((one) => ({ value: one, label: one }))}
        onValueChange={(next) => void write(keys, next)}
      />
    );
  }
  // Radix knows no empty value; this one stands for "as usual".
  const usual = ' ';
  const isOptional = !model.isRequired;
  return (
    <Select
      value={chosen === '' && isOptional ? usual : chosen}
      placeholder={t('inspector.choose')}
      onValueChange={(next) => void write(keys, next === usual ? undefined : next)}
      options={[
        ...(isOptional
          ? [
              {
                value: usual,
                label:
                  placeholder === undefined ? t('inspector.usual') : t('inspector.usualIs', { value: placeholder }),
              },
            ]
          : []),
        ...values.map((one) => ({ value: one, label: one })),
        ...(chosen !== '' && !values.includes(chosen) ? [{ value: chosen, label: chosen }] : []),
      ]}
    />
  );
}

function ChoicesControl({ keys, value, values }: Pick<ChoiceProps, 'keys' | 'value' | 'values'>): ReactElement {
  const { write } = useStepForm();
  const chosen = new Set(Array.isArray(value) ? value : []);
  const change = (one: string, isOn: boolean): void => {
    const next = values.filter((other) => (other === one ? isOn : chosen.has(other)));
    write(keys, next.length === 0 ? undefined : next);
  };
  return (
    <div className={styles.choices}>
      {values.map((one) => (
        <Checkbox key={one} label={one} checked={chosen.has(one)} onCheckedChange={(isOn) => change(one, isOn)} />
      ))}
    </div>
  );
}

/** What a help sentence says is taken when nothing is written. */
export function defaultOf(help: string | undefined): string | undefined {
  return /(?:^|\s)Default:?\s+([^.;]+)/
    .exec(help ?? '')?.[1]
    ?.replaceAll('`', '')
    .trim();
}

/** A sentence whose `code` stands in mono. */
export function WithCode({ text }: { readonly text: string }): ReactNode {
  let at = 0;
  return text.split(/(`[^`]+`)/).map((part) => {
    at += part.length + 1;
    return part.startsWith('`') && part.endsWith('`') ? <code key={at}>{part.slice(1, -1)}</code> : part;
  });
}
