import { type ReactElement, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '#ui/field.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { ExpressionEditor } from '../expression-editor.tsx';
import { LiveResult } from '../live-result.tsx';
import styles from './mapping.module.css';
import { readMapping, writeMapping } from './mapping.ts';
import { MappingRows } from './mapping-rows.tsx';
import type { TargetField } from './target-fields.ts';

/** Props of MappingEditor. */
export type MappingEditorProps = {
  readonly value: string;
  /** Takes the expression over; gives the sentences of a refusal, or nothing. */
  readonly onCommit: (text: string) => readonly string[];
  readonly label: string;
  /** Fields of the target, where they are known. */
  readonly targets?: readonly TargetField[] | undefined;
  readonly placeholder?: string | undefined;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
  readonly warning?: ReactNode;
  readonly required?: boolean | undefined;
  /** Stands above the table: a way to begin. */
  readonly lead?: ReactNode;
  /** Buttons below the table. */
  readonly actions?: ReactNode;
};

/** A mapping as a table and as code: two views of one expression. */
export function MappingEditor(props: MappingEditorProps): ReactElement {
  const { value, onCommit, label, targets = [] } = props;
  const { t } = useTranslation();
  const rows = useMemo(() => readMapping(value), [value]);
  const [wanted, setWanted] = useState<'table' | 'code'>('table');
  const view = rows === undefined ? 'code' : wanted;
  return (
    <Field
      kind="group"
      label={label}
      help={props.help}
      error={props.error}
      warning={props.warning}
      required={props.required}
      end={
        <SegmentedControl
          label={t('inspector.mapping.view', { label })}
          value={view}
          onValueChange={setWanted}
          segments={[
            { value: 'table', label: t('inspector.mapping.table'), disabled: rows === undefined },
            { value: 'code', label: t('inspector.mapping.code') },
          ]}
        />
      }
    >
      {Boolean(props.lead) && <div className={styles.actions}>{props.lead}</div>}
      {view === 'table' && rows !== undefined ? (
        <div className={styles.mapping}>
          <MappingRows
            rows={rows}
            targets={targets}
            label={label}
            onChange={(next) => onCommit(next.length === 0 ? '' : writeMapping(next))}
          />
          {value.trim() !== '' && <LiveResult text={value} kind="expression" isOpen={false} />}
        </div>
      ) : (
        <>
          <ExpressionEditor label={label} value={value} onCommit={onCommit} placeholder={props.placeholder} />
          {rows === undefined && value.trim() !== '' && (
            <p className={styles.note}>{t('inspector.mapping.onlyCode')}</p>
          )}
        </>
      )}
      {props.actions !== undefined && <div className={styles.actions}>{props.actions}</div>}
    </Field>
  );
}
