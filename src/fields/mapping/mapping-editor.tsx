import { type ReactElement, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ExpressionEditor } from '../expression-editor.tsx';
import { LiveResult } from '../live-result.tsx';
import { TwoViews, type TwoViewsField } from '../two-views.tsx';
import styles from './mapping.module.css';
import { readMapping, writeMapping } from './mapping.ts';
import { MappingRows } from './mapping-rows.tsx';
import type { TargetField } from './target-fields.ts';

/** Props of MappingEditor. */
export type MappingEditorProps = TwoViewsField & {
  readonly value: string;
  /** Takes the expression over; gives the sentences of a refusal, or nothing. */
  readonly onCommit: (text: string) => readonly string[];
  /** Fields of the target, where they are known. */
  readonly targets?: readonly TargetField[] | undefined;
  readonly placeholder?: string | undefined;
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
  return (
    <TwoViews
      field={props}
      words={{
        view: t('inspector.mapping.view', { label }),
        easy: t('inspector.mapping.table'),
        code: t('inspector.mapping.code'),
      }}
      lead={Boolean(props.lead) && <div className={styles.actions}>{props.lead}</div>}
      end={props.actions !== undefined && <div className={styles.actions}>{props.actions}</div>}
      easy={
        rows && (
          <div className={styles.mapping}>
            <MappingRows
              rows={rows}
              targets={targets}
              label={label}
              onChange={(next) => onCommit(next.length === 0 ? '' : writeMapping(next))}
            />
            {value.trim() !== '' && <LiveResult text={value} kind="expression" isOpen={false} />}
          </div>
        )
      }
      code={
        <>
          <ExpressionEditor label={label} value={value} onCommit={onCommit} placeholder={props.placeholder} />
          {rows === undefined && value.trim() !== '' && (
            <p className={styles.note}>{t('inspector.mapping.onlyCode')}</p>
          )}
        </>
      }
    />
  );
}
