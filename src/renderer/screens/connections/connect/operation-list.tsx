import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiOperation } from '#flow/openapi/document.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Chip } from '#ui/chip.tsx';
import { Field } from '#ui/field.tsx';
import { SearchInput } from '#ui/search-input.tsx';
import styles from './connect.module.css';

/** Props of OperationList. */
export type OperationListProps = {
  readonly operations: readonly ApiOperation[];
  readonly ticked: ReadonlySet<string>;
  readonly onTicked: (ticked: ReadonlySet<string>) => void;
  readonly error: string | undefined;
};

/** How many rows are drawn; documents hold up to thousands, and nobody reads further than this. */
const mostShown = 80;

/** Operations of a document to tick, found by typing; what no step can call says why. */
export function OperationList({ operations, ticked, onTicked, error }: OperationListProps): ReactElement {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const found = useMemo(() => findOperations(operations, query), [operations, query]);
  const shown = found.slice(0, mostShown);
  const toggle = (operation: string, isOn: boolean): void => {
    const next = new Set(ticked);
    if (isOn) next.add(operation);
    else next.delete(operation);
    onTicked(next);
  };
  const tickShown = (): void => {
    const callable = found.filter(({ unsupported }) => unsupported === undefined);
    onTicked(new Set([...ticked, ...callable.map(({ operation }) => operation)]));
  };
  return (
    <Field
      kind="group"
      label={t('connections.odoo.operationsLabel')}
      help={t('connections.openapi.operationsHelp')}
      error={error}
    >
      <div className={styles.form}>
        <div className={styles.tools}>
          <SearchInput
            label={t('connections.openapi.search')}
            placeholder={t('connections.openapi.search')}
            clearLabel={t('connections.openapi.clear')}
            value={query}
            onValueChange={setQuery}
          />
          <Button onClick={tickShown} disabled={found.length === 0}>
            {t('connections.openapi.tickShown')}
          </Button>
          <Button onClick={() => onTicked(new Set())} disabled={ticked.size === 0}>
            {t('connections.openapi.untick')}
          </Button>
        </div>
        <div className={styles.operations}>
          {shown.map(({ operation, title, method, path, unsupported }) => (
            <div key={operation} className={styles.operation}>
              <Checkbox
                checked={ticked.has(operation)}
                onCheckedChange={(isOn) => toggle(operation, isOn)}
                disabled={unsupported !== undefined}
                label={title}
                description={unsupported}
              />
              <span className={styles.operationMeta}>
                <code>{path.length > 40 ? `…${path.slice(-39)}` : path}</code>
                <Chip mono>{method}</Chip>
              </span>
            </div>
          ))}
          {found.length === 0 && <p className={styles.more}>{t('connections.openapi.noMatch')}</p>}
          {found.length > mostShown && (
            <p className={styles.more}>{t('connections.openapi.more', { count: found.length - mostShown })}</p>
          )}
        </div>
      </div>
    </Field>
  );
}

/** Operations that hold every word, wherever it stands. */
export function findOperations(operations: readonly ApiOperation[], query: string): readonly ApiOperation[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return operations;
  return operations.filter(({ operation, title, method, path, tags }) => {
    const text = `${operation} ${title} ${method} ${path} ${tags.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
