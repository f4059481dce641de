import { memo, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ExpressionEditor } from '#fields/expression-editor.tsx';
import { isJsonObject, type Json } from '#flow/json.ts';
import { Field } from '#ui/field.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { Switch } from '#ui/switch.tsx';
import styles from '../inspector.module.css';
import type { FieldModel } from './form-model.ts';
import { GroupField } from './group-field.tsx';
import { defaultOf, LeafControl, WithCode } from './leaf-controls.tsx';
import { ListField } from './list-field.tsx';
import { MapField } from './map-field.tsx';
import { specialControlOf } from './special-controls.tsx';
import { type Keys, touch, useComplaint, useStepForm } from './step-form.tsx';

/** What every view of a field is given. */
export type FieldViewProps = {
  readonly model: FieldModel;
  readonly keys: Keys;
  readonly value: Json | undefined;
  /** Must be filled in because of what else is set. */
  readonly isAsked?: boolean | undefined;
  /** Words for a field that has none, such as one item of a list. */
  readonly title?: string | undefined;
  /** Leaves the words out where a row already says them. */
  readonly isBare?: boolean | undefined;
};

/** One field of a form, whatever stands there: a value, a group, a list, a map. */
export const FieldView = memo(function FieldView(props: FieldViewProps): ReactElement {
  const { manifest } = useStepForm();
  const isSpecial = specialControlOf(manifest.type, props.keys) !== undefined;
  switch (props.model.shape) {
    case 'group':
      return <GroupField {...props} model={props.model} />;
    case 'list':
      return isSpecial ? <SpecialField {...props} /> : <ListField {...props} model={props.model} />;
    case 'map':
      return <MapField {...props} model={props.model} />;
    case 'value':
      return isSpecial ? <SpecialField {...props} /> : <LeafField {...props} model={props.model} />;
  }
});

type LeafProps = FieldViewProps & { readonly model: FieldModel & { readonly shape: 'value' } };

/** A path below the step, as problems and links name it. */
export function pathOf(keys: Keys): string {
  return ['config', ...keys].join('.');
}

/** What a field is called. */
export function titleOf({ model, keys, title }: FieldViewProps): string {
  return title ?? model.meta.title ?? String(keys.at(-1));
}

/** A field whose node type has a control of its own for it. */
function SpecialField(props: FieldViewProps): ReactElement | null {
  const { model, keys, value, isAsked = false } = props;
  const { node, manifest } = useStepForm();
  const title = titleOf(props);
  const path = pathOf(keys);
  const { error, warning } = useComplaint(path, title, true);
  const help = model.meta.help === undefined ? undefined : <WithCode text={model.meta.help} />;
  const draw = specialControlOf(manifest.type, keys);
  if (draw === undefined) return null;
  return (
    <FieldFrame path={path} node={node.id}>
      {draw({ keys, value, title, error, warning, required: model.isRequired || isAsked, help })}
    </FieldFrame>
  );
}

function LeafField(props: LeafProps): ReactElement {
  const { model, keys, value, isAsked = false, isBare = false } = props;
  const { node, write } = useStepForm();
  const title = titleOf(props);
  const path = pathOf(keys);
  const { error, warning } = useComplaint(path, title, true);
  const { control, meta } = model;
  // Once is enough: the second line of a list needs no explanation any more.
  const isRepeated = keys.some((key) => typeof key === 'number' && key > 0);
  const help = meta.help === undefined || isBare || isRepeated ? undefined : <WithCode text={meta.help} />;
  const required = model.isRequired || isAsked;
  const isComputed = meta.computed === true && isJsonObject(value);
  const frame = (content: ReactNode) => (
    <FieldFrame path={path} node={node.id}>
      {content}
    </FieldFrame>
  );
  if (control.kind === 'switch' && !isComputed) {
    return frame(
      <Switch
        label={title}
        description={help}
        checked={value === true}
        onCheckedChange={(isOn) => void write(keys, isOn ? true : model.isRequired ? false : undefined)}
      />,
    );
  }
  return frame(
    <Field
      label={isBare ? <span className="ps-visually-hidden">{title}</span> : title}
      help={help}
      error={error}
      warning={warning}
      required={required && !isBare}
      className={isBare && meta.computed !== true ? styles.bare : undefined}
      kind={control.kind === 'choices' ? 'group' : 'control'}
      end={meta.computed ? <ComputedToggle keys={keys} value={value} title={title} /> : undefined}
    >
      {isComputed ? (
        <ExpressionEditor
          label={title}
          value={typeof value.$ === 'string' ? value.$ : ''}
          onCommit={(text) => write([...keys, '$'], text)}
          isInvalid={error !== undefined}
        />
      ) : (
        <LeafControl model={model} keys={keys} value={value} title={title} placeholder={placeholderOf(model)} />
      )}
    </Field>,
  );
}

function placeholderOf({ meta, isRequired }: FieldModel): string | undefined {
  const usual = isRequired ? undefined : defaultOf(meta.help);
  return usual ?? meta.examples?.[0];
}

type FrameProps = { readonly path: string; readonly node: string; readonly children: ReactNode };

/** Marks where a field stands, and notes when it is left. */
export function FieldFrame({ path, node, children }: FrameProps): ReactElement {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus left
    <div
      className={styles.fieldFrame}
      data-field-path={path}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) touch(node, path);
      }}
    >
      {children}
    </div>
  );
}

type ToggleProps = { readonly keys: Keys; readonly value: Json | undefined; readonly title: string };

/** Chooses between a fixed value and one that is computed for every run. */
function ComputedToggle({ keys, value, title }: ToggleProps): ReactElement {
  const { t } = useTranslation();
  const { write } = useStepForm();
  const mode = isJsonObject(value) ? 'computed' : 'fixed';
  return (
    <SegmentedControl
      label={t('inspector.computed.label', { title })}
      value={mode}
      segments={[
        { value: 'fixed', label: t('inspector.computed.fixed') },
        { value: 'computed', label: t('inspector.computed.computed') },
      ]}
      onValueChange={(next) => {
        if (next === mode) return;
        write(keys, next === 'computed' ? { $: value === undefined ? '' : JSON.stringify(value) } : literalOf(value));
      }}
    />
  );
}

/** The fixed value an expression stands for, where it is one; else nothing. */
function literalOf(value: Json | undefined): Json | undefined {
  if (!isJsonObject(value) || typeof value.$ !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value.$);
    return typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean' ? parsed : undefined;
  } catch {
    // A real expression has no fixed value.
    return undefined;
  }
}
