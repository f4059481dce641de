import { useTranslation } from 'react-i18next';
import { KeyValueTable } from '#ui/key-value-table.tsx';
import type { LabelledField } from './label-fields.ts';
import styles from './shown-fields.module.css';

type ValueField = Extract<LabelledField, { readonly kind: 'value' }>;

/** Labelled fields: values first, then what has parts. */
export function ShownFields({ fields }: { readonly fields: readonly LabelledField[] }) {
  const values = fields.filter((field): field is ValueField => field.kind === 'value');
  const parts = fields.filter((field) => field.kind !== 'value');
  return (
    <div className={styles.fields}>
      {values.length === 0 ? null : (
        <KeyValueTable
          labelWidth="minmax(96px, 30%)"
          rows={values.map(({ key, label, text }) => ({ key, label, value: text }))}
        />
      )}
      {parts.map((field) => (
        <section key={field.key} className={styles.part}>
          <h2 className={styles.title}>{field.label}</h2>
          {field.kind === 'group' ? <ShownFields fields={field.fields} /> : null}
          {field.kind === 'table' ? <ListTable field={field} /> : null}
        </section>
      ))}
    </div>
  );
}

function ListTable({ field }: { readonly field: Extract<LabelledField, { readonly kind: 'table' }> }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the window must be reachable by keyboard
    <section className={styles.wide} aria-label={field.label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {field.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {field.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of shown data never change their order
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={field.columns[column] ?? column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {field.left === 0 ? null : <p>{t('approvals.moreRows', { count: field.left })}</p>}
    </section>
  );
}
