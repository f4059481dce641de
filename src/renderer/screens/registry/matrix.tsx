import { MoreHorizontal } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Part, RegistryRow } from '#flow/registry/edit-registry.ts';
import type { Registry, RegistrySystem } from '#flow/registry/registry.ts';
import { PointMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import styles from './matrix.module.css';
import { partIcons, parts } from './parts.ts';
import { keyOf, type MatrixRow, matrixRows, moveInGrid, partOfKey } from './registry-rows.ts';

/** Props of Matrix. */
export type MatrixProps = {
  readonly registry: Registry;
  readonly onPart: (row: RegistryRow, system: RegistrySystem, part: Part) => void;
  readonly onEdit: (row: RegistryRow) => void;
  readonly onAddField: (entity: string) => void;
  readonly onRemove: (row: RegistryRow) => void;
  readonly onUndo: () => void;
};

/** A cell; column 0 is the heading of the row. */
type Place = { readonly row: number; readonly column: number };

type OpenMenu = Place & { readonly x: number; readonly y: number };

/** Rows are business objects and fields, columns are systems; arrows move, letters and a menu set what a cell says. */
export function Matrix(props: MatrixProps): ReactElement {
  const { registry, onPart, onUndo } = props;
  const { t } = useTranslation();
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<Place>({ row: 0, column: 1 });
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const rows = useMemo(() => matrixRows(registry), [registry]);
  const { systems } = registry;
  const size = { rows: rows.length, columns: systems.length + 1 };
  const stop = { row: Math.min(at.row, size.rows - 1), column: Math.min(at.column, size.columns - 1) };
  const focus = (place: Place): void => {
    setAt(place);
    const cell = table.current?.querySelector(`[data-cell="${place.row}-${place.column}"]`);
    if (cell instanceof HTMLElement) cell.focus();
  };
  const openMenu = (place: Place, cell: Element): void => {
    const { left, bottom } = cell.getBoundingClientRect();
    setMenu({ ...place, x: left, y: bottom });
  };
  const keyDown = (event: KeyboardEvent): void => {
    const isMod = event.ctrlKey || event.metaKey;
    if (isMod && event.key.toLowerCase() === 'z') {
      onUndo();
    } else {
      const next = moveInGrid(event.key, isMod, stop, size);
      const part = isMod || event.altKey ? undefined : partOfKey(event.key);
      const row = rows[stop.row];
      const system = systems[stop.column - 1];
      if (next !== undefined) focus(next);
      else if (part === undefined || row === undefined || system === undefined) return;
      else if (row.parts.get(system.id) !== part) onPart(row.row, system, part);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const cellProps = (place: Place) => ({
    'data-cell': `${place.row}-${place.column}`,
    tabIndex: place.row === stop.row && place.column === stop.column ? 0 : -1,
    onFocus: () => setAt(place),
    onClick: (event: { readonly currentTarget: Element }) => openMenu(place, event.currentTarget),
  });
  return (
    <div className={styles.frame}>
      <table
        ref={table}
        className={styles.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the standard allows it; arrows walk the cells
        role="grid"
        aria-label={t('registry.matrix.label')}
        onKeyDown={keyDown}
      >
        <thead>
          <tr>
            <th scope="col">{t('registry.matrix.row')}</th>
            {systems.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.key} data-field={row.row.field !== undefined}>
              <th scope="row">
                <RowHeading row={row} cell={cellProps({ row: index, column: 0 })} />
              </th>
              {systems.map((system, column) => (
                <td key={system.id}>
                  <PartCell row={row} system={system} cell={cellProps({ row: index, column: column + 1 })} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <CellMenu {...props} rows={rows} menu={menu} onClose={() => setMenu(null)} />
    </div>
  );
}

type CellProps = {
  readonly 'data-cell': string;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly onClick: (event: { readonly currentTarget: Element }) => void;
};

function RowHeading({ row, cell }: { readonly row: MatrixRow; readonly cell: CellProps }): ReactElement {
  const { t } = useTranslation();
  const { entity, field } = row.row;
  const note = field === undefined || row.note === '' ? row.note : t(`registry.class.${row.note}`);
  return (
    <button type="button" className={styles.heading} aria-haspopup="menu" {...cell}>
      <span className={styles.headingWords}>
        <span className={styles.name}>{field ?? entity}</span>{' '}
        {note !== '' && <span className={styles.note}>{note}</span>}
      </span>{' '}
      <MoreHorizontal size={14} aria-hidden />
      <span className="ps-visually-hidden">{t('registry.matrix.rowMenu')}</span>
    </button>
  );
}

type PartCellProps = { readonly row: MatrixRow; readonly system: RegistrySystem; readonly cell: CellProps };

function PartCell({ row, system, cell }: PartCellProps): ReactElement {
  const { t } = useTranslation();
  const part = row.parts.get(system.id) ?? 'none';
  const Icon = partIcons[part];
  const isInherited = row.inherited.has(system.id);
  const words = t(`registry.matrix.part.${part}`);
  const label = t('registry.matrix.cell', { row: row.key, system: system.name, part: words });
  const origin = isInherited ? `, ${t('registry.matrix.inherited', { entity: row.row.entity })}` : '';
  return (
    <button
      type="button"
      className={styles.part}
      data-part={part}
      data-inherited={isInherited}
      aria-haspopup="menu"
      aria-label={`${label}${origin}`}
      {...cell}
    >
      <Icon size={14} aria-hidden />
      <span>{words}</span>
    </button>
  );
}

type CellMenuProps = MatrixProps & {
  readonly rows: readonly MatrixRow[];
  readonly menu: OpenMenu | null;
  readonly onClose: () => void;
};

function CellMenu({ rows, menu, registry, onClose, ...acts }: CellMenuProps): ReactElement | null {
  const { t } = useTranslation();
  const row = menu === null ? undefined : rows[menu.row];
  if (menu === null || row === undefined) return null;
  const system = registry.systems[menu.column - 1];
  const entries =
    system === undefined
      ? rowEntries(row.row, acts, t)
      : parts.map(
          (part): MenuEntry => ({
            kind: 'check',
            id: part,
            label: t(`registry.matrix.part.${part}`),
            description: t(`registry.matrix.what.${part}`),
            shortcut: part === 'none' ? 'Delete' : part.charAt(0).toUpperCase(),
            checked: row.parts.get(system.id) === part,
            onCheckedChange: () => {
              if (row.parts.get(system.id) !== part) acts.onPart(row.row, system, part);
            },
          }),
        );
  const label = system === undefined ? row.key : `${row.key}, ${system.name}`;
  return <PointMenu at={menu} label={label} entries={entries} onClose={onClose} />;
}

type RowActs = Pick<MatrixProps, 'onEdit' | 'onAddField' | 'onRemove'>;

function rowEntries(row: RegistryRow, acts: RowActs, t: (key: string) => string): readonly MenuEntry[] {
  const isEntity = row.field === undefined;
  return [
    { id: 'edit', label: t('registry.matrix.edit'), onSelect: () => acts.onEdit(row) },
    ...(isEntity
      ? [{ id: 'add', label: t('registry.matrix.addField'), onSelect: () => acts.onAddField(row.entity) }]
      : []),
    { kind: 'separator', id: 'line' },
    {
      id: `remove ${keyOf(row)}`,
      label: t('registry.matrix.remove'),
      danger: true,
      onSelect: () => acts.onRemove(row),
    },
  ];
}
