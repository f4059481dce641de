import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { JsonTree } from '#ui/json-tree.tsx';
import { useExpressionTools } from './expression/expression-tools.ts';
import styles from './expression-editor.module.css';

/** Props of SourceTree. */
export type SourceTreeProps = {
  /** Called with a path as expressions write it, without the numbers of rows. */
  readonly onPick: (path: string) => void;
  /** Data to pick from instead of what the step receives, such as one row of a list. */
  readonly value?: Json | undefined;
};

/** The data a step receives, as a tree to pick a path from: Enter or double click. */
export function SourceTree({ onPick, value }: SourceTreeProps): ReactElement {
  const { t } = useTranslation();
  const { input, isMadeUp } = useExpressionTools();
  const shown = value ?? input;
  if (shown === undefined) return <p className={styles.hint}>{t('inspector.source.none')}</p>;
  return (
    <div className={styles.source}>
      <p className={styles.hint}>{t(isMadeUp ? 'inspector.source.madeUp' : 'inspector.source.pick')}</p>
      <JsonTree
        value={shown}
        searchable
        depth={3}
        onPick={({ path }) => onPick(path.replaceAll(/\[\d+\]/g, '').replace(/^\./, '') || '$')}
        words={{
          label: t('inspector.source.label'),
          copyPath: t('inspector.source.copyPath'),
          copyValue: t('inspector.source.copyValue'),
          copied: t('inspector.source.copied'),
          rowMenu: t('inspector.source.rowMenu'),
          search: t('inspector.source.search'),
          clear: t('inspector.source.clear'),
          nextMatch: t('inspector.source.next'),
          previousMatch: t('inspector.source.previous'),
          matches: (at, count) => t('inspector.source.matches', { at, count }),
        }}
      />
    </div>
  );
}
