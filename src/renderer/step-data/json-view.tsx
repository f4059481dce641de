import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { CodeText } from '#ui/code-text.tsx';
import { type Column, DataTable } from '#ui/data-table.tsx';
import { JsonTree } from '#ui/json-tree.tsx';
import styles from './json-view.module.css';
import { cellText, tableOf, type ValueTable } from './table-of.ts';

/** The ways to look at data. */
export const views = ['tree', 'table', 'json'] as const;

/** One of them. */
export type View = (typeof views)[number];

/** How all data is looked at now; one choice for both sides. */
export const useJsonView = create<{ readonly view: View; readonly isSearching: boolean }>(() => ({
  view: 'tree',
  isSearching: false,
}));

/** A value as a tree, a table or text; paths and values can be copied. `label` names it. */
export function JsonView({ value, label }: { readonly value: unknown; readonly label: string }) {
  const view = useJsonView((state) => state.view);
  switch (view) {
    case 'tree':
      return <TreeView value={value} label={label} />;
    case 'table':
      return <TableView value={value} label={label} />;
    case 'json':
      return <TextView value={value} label={label} />;
  }
}

type ViewProps = { readonly value: unknown; readonly label: string };

function TreeView({ value, label }: ViewProps) {
  const { t } = useTranslation();
  const isSearching = useJsonView((state) => state.isSearching);
  const words = useMemo(
    () => ({
      label: t('testing.tree.label', { what: label }),
      copyPath: t('testing.tree.copyPath'),
      copyValue: t('testing.tree.copyValue'),
      copied: t('testing.tree.copied'),
      rowMenu: t('testing.tree.rowMenu'),
      search: t('testing.tree.search'),
      clear: t('testing.tree.clear'),
      nextMatch: t('testing.tree.next'),
      previousMatch: t('testing.tree.previous'),
      matches: (at: number, count: number) => t('testing.tree.matches', { at, count }),
    }),
    [t, label],
  );
  return <JsonTree className={styles.tree} value={value} words={words} searchable={isSearching} />;
}

type Row = ValueTable['rows'][number];

const keyOf = ({ id }: Row): string => id;

function TableView({ value, label }: ViewProps) {
  const { t } = useTranslation();
  const names = useMemo(() => ({ place: t('testing.data.field'), value: t('testing.data.value') }), [t]);
  const { columns, rows } = useMemo(() => tableOf(value, names), [value, names]);
  const shown = useMemo(
    () =>
      columns.map(
        (name, at): Column<Row> => ({
          id: name,
          header: name,
          cell: ({ cells }) => cellText(cells[name]),
          width: 150,
          mono: true,
          grows: at === columns.length - 1,
        }),
      ),
    [columns],
  );
  return (
    <DataTable
      className={styles.table}
      rows={rows}
      columns={shown}
      keyOf={keyOf}
      label={label}
      rowHeight={28}
      resizeLabel={({ id }) => t('testing.data.resize', { name: id })}
    />
  );
}

/** Longer texts than this take the page's breath. */
const mostCharacters = 200_000;

function TextView({ value, label }: ViewProps) {
  const { t } = useTranslation();
  const whole = useMemo(() => JSON.stringify(value ?? null, undefined, 2), [value]);
  const isCut = whole.length > mostCharacters;
  return (
    <>
      {isCut && <p className={styles.note}>{t('testing.data.cut')}</p>}
      <CodeText
        className={styles.text}
        text={isCut ? whole.slice(0, mostCharacters) : whole}
        label={label}
        lineNumbers
        copyLabel={t('testing.copyAll')}
        copiedLabel={t('testing.tree.copied')}
      />
    </>
  );
}
