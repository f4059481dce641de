import { useTranslation } from 'react-i18next';
import { CodeText } from '#ui/code-text.tsx';
import { JsonTree, type JsonTreeWords } from '#ui/json-tree.tsx';

/** How data is shown. */
export type DataLook = 'tree' | 'json';

/** Props of JsonView. */
export type JsonViewProps = { readonly value: unknown; readonly label: string; readonly look: DataLook };

/** Data as a tree that folds, or as text. */
export function JsonView({ value, label, look }: JsonViewProps) {
  const { t } = useTranslation();
  if (look === 'json') {
    return (
      <CodeText
        text={JSON.stringify(value ?? null, null, 2)}
        label={label}
        copyLabel={t('runs.data.copy')}
        copiedLabel={t('runs.data.copied')}
      />
    );
  }
  const words: JsonTreeWords = {
    label,
    copyPath: t('runs.data.copyPath'),
    copyValue: t('runs.data.copyValue'),
    copied: t('runs.data.copied'),
    rowMenu: t('runs.data.rowMenu'),
    search: t('runs.data.search'),
    clear: t('runs.clear'),
    nextMatch: t('runs.data.nextMatch'),
    previousMatch: t('runs.data.previousMatch'),
    matches: (at, count) => t('runs.data.matches', { at, of: count }),
  };
  return <JsonTree value={value} words={words} depth={3} />;
}
