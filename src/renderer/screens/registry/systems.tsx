import { Network, Plus } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Registry } from '#flow/registry/registry.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import type { RegistryView } from '../../data/registry.ts';
import styles from './registry.module.css';
import { type SystemRow, systemRows, unlistedSystems } from './registry-rows.ts';
import { systemColumns } from './system-columns.tsx';
import { SystemForm } from './system-form.tsx';

const keyOf = ({ system }: SystemRow): string => system.id;

/** What is beside the table: nothing, a system, or a new one with the id connections gave it. */
type Beside = { readonly kind: 'system'; readonly id: string } | { readonly kind: 'new'; readonly id: string };

const nothing: Registry = { systems: [], entities: [] };

/** The table of systems, with a form beside it. */
export function Systems({ view }: { readonly view: RegistryView }): ReactElement {
  const { t } = useTranslation();
  const [beside, setBeside] = useState<Beside>();
  const registry = view.registry ?? nothing;
  const rows = useMemo(() => systemRows(registry, view), [registry, view]);
  const unlisted = useMemo(() => unlistedSystems(registry, view.connections), [registry, view.connections]);
  const columns = useMemo(() => systemColumns(t), [t]);
  const selected = beside?.kind === 'system' ? rows.find(({ system }) => system.id === beside.id) : undefined;
  const open = (row: SystemRow): void => setBeside({ kind: 'system', id: row.system.id });
  const add = (id = ''): void => setBeside({ kind: 'new', id });
  const isOpen = beside?.kind === 'new' || selected !== undefined;
  const addButton = (
    <Button variant="primary" icon={Plus} onClick={() => add()}>
      {t('registry.systems.add')}
    </Button>
  );
  return (
    <div className={styles.content} data-with-detail={isOpen}>
      <div className={styles.main}>
        {unlisted.length > 0 && (
          <Banner
            tone="info"
            title={t('registry.systems.unlisted', { count: unlisted.length })}
            actions={unlisted.slice(0, 4).map((id) => (
              <Button key={id} onClick={() => add(id)}>
                {t('registry.systems.describe', { system: id })}
              </Button>
            ))}
          />
        )}
        {rows.length > 0 && <div className={styles.tools}>{addButton}</div>}
        <DataTable
          className={styles.table}
          rows={rows}
          keyOf={keyOf}
          columns={columns}
          label={t('registry.systems.label')}
          resizeLabel={(column) => t('registry.systems.resize', { column: String(column.header) })}
          initialSort={{ column: 'name', direction: 'ascending' }}
          selectedKey={selected?.system.id ?? null}
          onSelect={open}
          onActivate={open}
          rowHeight={52}
          widthsKey="registry-systems"
          empty={<EmptyState icon={Network} sentence={t('registry.systems.empty')} action={addButton} />}
        />
      </div>
      {isOpen && (
        <SystemForm
          key={`${beside?.kind} ${beside?.id}`}
          view={view}
          row={selected}
          proposedId={beside?.kind === 'new' ? beside.id : ''}
          onClose={() => setBeside(undefined)}
          onSaved={(id) => setBeside({ kind: 'system', id })}
        />
      )}
    </div>
  );
}
