import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Combobox } from '#ui/combobox.tsx';
import { Select } from '#ui/select.tsx';
import { DraftInput } from '../draft-input.tsx';
import { useExpressionTools } from '../expression/expression-tools.ts';
import { type FieldChoice, fieldChoices } from '../expression/field-choices.ts';
import { ExpressionEditor } from '../expression-editor.tsx';
import { LiveResult } from '../live-result.tsx';
import { TwoViews, type TwoViewsField } from '../two-views.tsx';
import styles from './condition.module.css';
import {
  blankCondition,
  type Comparison,
  type Condition,
  comparisons,
  readCondition,
  typedOfValue,
  valueOfTyped,
  writeCondition,
} from './condition.ts';

/** Props of ConditionEditor. */
export type ConditionEditorProps = TwoViewsField & {
  readonly value: string;
  /** Takes the expression over; gives the sentences of a refusal, or nothing. */
  readonly onCommit: (text: string) => readonly string[];
};

/** A condition as field, comparison and value, or as code: two views of one expression. */
export function ConditionEditor(props: ConditionEditorProps): ReactElement {
  const { value, onCommit, label } = props;
  const { t } = useTranslation();
  const condition = useMemo(() => readCondition(value), [value]);
  return (
    <TwoViews
      field={props}
      words={{
        view: t('inspector.condition.view', { label }),
        easy: t('inspector.condition.simple'),
        code: t('inspector.condition.code'),
      }}
      easy={condition && <SimpleCondition value={value} condition={condition} label={label} onCommit={onCommit} />}
      code={<ExpressionEditor label={label} value={value} onCommit={onCommit} />}
    />
  );
}

type SimpleProps = Pick<ConditionEditorProps, 'value' | 'label' | 'onCommit'> & { readonly condition: Condition };

function SimpleCondition({ value, condition, label, onCommit }: SimpleProps): ReactElement {
  const { t } = useTranslation();
  // What is filled in so far; an expression needs both sides.
  const [draft, setDraft] = useState<Condition>();
  const shown = draft ?? condition;
  const change = (part: Partial<Condition>): readonly string[] => {
    const next = { ...shown, ...part };
    const text = writeCondition(next);
    if (text === undefined) {
      setDraft(next);
      return [];
    }
    const problems = onCommit(text);
    setDraft(problems.length === 0 ? undefined : next);
    return problems;
  };
  return (
    <div className={styles.condition}>
      <FieldSide label={label} value={shown.left} onPick={(left) => void change({ left })} />
      <div className={styles.comparison}>
        <Select
          label={t('inspector.condition.comparison', { label })}
          value={shown.comparison}
          onValueChange={(next) => void change({ comparison: isComparison(next) ? next : shown.comparison })}
          options={comparisons.map((one) => ({ value: one, label: t(`inspector.condition.${names[one]}`) }))}
        />
        <DraftInput
          label={t('inspector.condition.value', { label })}
          placeholder={t('inspector.condition.valuePlaceholder')}
          value={typedOfValue(shown.right)}
          onCommit={(typed) => change({ right: valueOfTyped(typed) })}
        />
      </div>
      {shown !== blankCondition && writeCondition(shown) !== undefined && (
        <LiveResult text={value} kind="expression" isOpen={false} />
      )}
    </div>
  );
}

type SideProps = { readonly label: string; readonly value: string; readonly onPick: (path: string) => void };

function FieldSide({ label, value, onPick }: SideProps): ReactElement {
  const { t } = useTranslation();
  const { input, bindings } = useExpressionTools();
  const choices = useMemo(() => fieldChoices(input, bindings.vars), [input, bindings]);
  const say = ({ kind, parts, path }: FieldChoice): string =>
    kind === 'field' || kind === 'variable' ? path : t(`inspector.pick.${kind}`, parts);
  return (
    <Combobox
      freeText
      label={t('inspector.condition.field', { label })}
      placeholder={t('inspector.condition.fieldPlaceholder')}
      value={value}
      emptyText={t('inspector.condition.noField')}
      options={choices.map((one) => ({
        value: one.path,
        label: say(one),
        ...(one.example === undefined ? {} : { description: t('inspector.pick.example', { value: one.example }) }),
      }))}
      onValueChange={onPick}
    />
  );
}

/** Texts of the comparisons: signs cannot stand in the keys of texts. */
const names: Readonly<Record<Comparison, string>> = {
  '=': 'is',
  '!=': 'isNot',
  '>': 'more',
  '>=': 'atLeast',
  '<': 'less',
  '<=': 'atMost',
};

function isComparison(text: string): text is Comparison {
  return comparisons.some((one) => one === text);
}
