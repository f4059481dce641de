import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, CornerDownRight, Ellipsis, Plus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftInput } from '#fields/draft-input.tsx';
import { isMajor } from '#flow/contract/compatibility/contract-change.ts';
import { dataClasses } from '#flow/contract/field-classes.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Chip } from '#ui/chip.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import type { MenuEntry } from '#ui/menu-entries.tsx';
import { Select } from '#ui/select.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { JudgedContract } from '../../data/contracts.ts';
import { runCommand } from '../../keys/commands.ts';
import { printKeys } from '../../keys/print-keys.ts';
import type { ContractField, FieldType } from './contract-fields.ts';
import styles from './contracts.module.css';
import type { FieldEdit } from './edit-contract.ts';

/** What a row can do. */
export type RowActs = {
  readonly edit: (change: FieldEdit) => void;
  readonly focus: (id: string, isSelected?: boolean) => void;
  /** Adds a field to the schema at `ownerKeys`, behind `after` or last, and goes there. */
  readonly add: (ownerKeys: readonly string[], ownerId: string, after: string | undefined) => void;
  readonly fold: (id: string) => void;
  readonly refuseName: (field: ContractField, name: string) => 'badName' | 'taken' | undefined;
  /** Forgets where the last act led. */
  readonly beginMenu: () => void;
  /** Where what was chosen in a menu led; null for nowhere. */
  readonly afterMenu: () => HTMLElement | null;
  readonly walk: (id: string, by: -1 | 1) => void;
  /** The row before, or the first one after it and what is in it. */
  readonly neighbourOf: (id: string) => string | undefined;
};

type Props = {
  readonly field: ContractField;
  readonly isFolded: boolean;
  /** What became of it since it was saved. */
  readonly mark: JudgedContract['changes'][number] | undefined;
  readonly acts: RowActs;
};

/** One field as a row: Alt with arrows moves it, Alt+Enter adds one below, Alt+Delete removes it. */
export const FieldRow = memo(function FieldRow({ field, isFolded, mark, acts }: Props): ReactElement {
  const { t } = useTranslation();
  const { name, isShared } = field;
  return (
    <tr data-field={field.id} onKeyDown={(event) => pressInRow(event, field, acts)}>
      <th scope="row">
        <NameCell field={field} isFolded={isFolded} mark={mark} acts={acts} />
      </th>
      <td>
        <TypeSelect field={field} acts={acts} />
      </td>
      <td className={styles.middle}>
        <Checkbox
          label={t('contracts.requiredOf', { name })}
          labelHidden
          checked={field.isRequired}
          disabled={isShared}
          onCheckedChange={(isRequired) => acts.edit({ edit: 'required', field, isRequired })}
        />
      </td>
      <td>
        <Select
          className={styles.cell}
          label={t('contracts.classOf', { name })}
          value={field.dataClass ?? ''}
          disabled={isShared}
          options={[
            { value: '', label: t('contracts.class.none') },
            ...dataClasses.map((value) => ({ value, label: t(`contracts.class.${value}`) })),
          ]}
          onValueChange={(dataClass) => acts.edit({ edit: 'class', field, dataClass })}
        />
      </td>
      <td>
        <div className={styles.notes}>
          <DraftInput
            isName
            className={styles.cell}
            label={t('contracts.notesOf', { name })}
            value={field.description}
            disabled={isShared}
            onCommit={(description) => {
              acts.edit({ edit: 'description', field, description });
              return [];
            }}
          />
          {field.limits.map(({ rule, value }) => (
            <Chip key={rule}>{t(`contracts.limit.${rule}`, { value })}</Chip>
          ))}
        </div>
      </td>
      <td>
        <RowMenu field={field} acts={acts} />
      </td>
    </tr>
  );
});

function NameCell({ field, isFolded, mark, acts }: Props): ReactElement {
  const { t } = useTranslation();
  const { id, name, level, fieldsKeys, isShared } = field;
  return (
    <div className={styles.name} style={{ paddingInlineStart: level * 20 }}>
      {fieldsKeys === undefined ? (
        <span className={styles.noFold} />
      ) : (
        <IconButton
          size="sm"
          icon={isFolded ? ChevronRight : ChevronDown}
          label={t(isFolded ? 'contracts.unfold' : 'contracts.fold', { name })}
          aria-expanded={!isFolded}
          onClick={() => acts.fold(id)}
        />
      )}
      <div className={styles.nameInput}>
        <DraftInput
          isName
          mono
          className={styles.cell}
          label={t('contracts.nameOf', { name: field.path })}
          value={name}
          disabled={isShared}
          onKeyDown={(event) => {
            if (event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
            event.preventDefault();
            acts.walk(id, event.key === 'ArrowUp' ? -1 : 1);
          }}
          onCommit={(wanted) => {
            const refusal = acts.refuseName(field, wanted);
            if (refusal !== undefined) return [t(`contracts.refused.${refusal}`, { name: wanted })];
            acts.edit({ edit: 'rename', field, name: wanted });
            return [];
          }}
        />
      </div>
      {mark !== undefined && <StatusIcon size={14} tone={isMajor(mark) ? 'danger' : 'info'} label={mark.sentence} />}
    </div>
  );
}

const types = [
  'text',
  'number',
  'whole-number',
  'yes-no',
  'date',
  'date-time',
  'group',
  'list-group',
  'list-text',
  'list-number',
  'any',
] as const satisfies readonly FieldType[];

function TypeSelect({ field, acts }: Pick<Props, 'field' | 'acts'>): ReactElement {
  const { t } = useTranslation();
  const say = (type: FieldType): string =>
    type.startsWith('list-')
      ? t('contracts.listOf', { items: t(`contracts.type.${type.slice('list-'.length)}`).toLowerCase() })
      : t(`contracts.type.${type}`);
  const all: readonly FieldType[] = types.some((type) => type === field.type) ? types : [field.type, ...types];
  return (
    <Select
      className={styles.cell}
      label={t('contracts.typeOf', { name: field.name })}
      value={field.type}
      disabled={field.isShared}
      options={all.map((type) => ({ value: type, label: say(type) }))}
      onValueChange={(value) => {
        const type = all.find((one) => one === value);
        if (type !== undefined) acts.edit({ edit: 'type', field, type });
      }}
    />
  );
}

function RowMenu({ field, acts }: Pick<Props, 'field' | 'acts'>): ReactElement {
  const { t } = useTranslation();
  const entries = (): readonly MenuEntry[] => [
    ...(field.fieldsKeys === undefined
      ? []
      : [
          {
            id: 'inside',
            label: t('contracts.menu.addInside'),
            icon: CornerDownRight,
            disabled: field.isShared,
            onSelect: () => addInside(field, acts),
          },
        ]),
    {
      id: 'below',
      label: t('contracts.menu.addBelow'),
      icon: Plus,
      shortcut: printKeys('Alt+Enter'),
      disabled: field.isShared && field.level > 0,
      onSelect: () => addBelow(field, acts),
    },
    {
      id: 'up',
      label: t('contracts.menu.up'),
      icon: ArrowUp,
      shortcut: printKeys('Alt+ArrowUp'),
      disabled: field.index === 0,
      onSelect: () => move(field, acts, -1),
    },
    {
      id: 'down',
      label: t('contracts.menu.down'),
      icon: ArrowDown,
      shortcut: printKeys('Alt+ArrowDown'),
      disabled: field.index === field.count - 1,
      onSelect: () => move(field, acts, 1),
    },
    { kind: 'separator', id: 'line' },
    {
      id: 'remove',
      label: t('contracts.menu.remove'),
      icon: Trash2,
      danger: true,
      shortcut: printKeys('Alt+Delete'),
      disabled: field.isShared && field.level > 0,
      onSelect: () => remove(field, acts),
    },
  ];
  return (
    <DropdownMenu
      align="end"
      trigger={<IconButton label={t('contracts.menu.of', { name: field.name })} icon={Ellipsis} />}
      entries={entries}
      returnFocus={acts.afterMenu}
      onOpenChange={(isOpen) => isOpen && acts.beginMenu()}
    />
  );
}

function ownerIdOf({ id, name }: ContractField): string {
  return id === name ? '' : id.slice(0, id.length - name.length - 1);
}

function addBelow(field: ContractField, acts: RowActs): void {
  acts.add(field.ownerKeys, ownerIdOf(field), field.name);
}

function addInside(field: ContractField, acts: RowActs): void {
  if (field.fieldsKeys === undefined) return;
  acts.add(field.fieldsKeys, field.type.startsWith('list-') ? `${field.id}[]` : field.id, undefined);
}

function move(field: ContractField, acts: RowActs, by: -1 | 1): void {
  acts.edit({ edit: 'move', field, by });
  acts.focus(field.id);
}

function remove(field: ContractField, acts: RowActs): void {
  const next = acts.neighbourOf(field.id);
  acts.edit({ edit: 'remove', field });
  if (next !== undefined) acts.focus(next);
}

/** A field that holds nothing unfinished has nothing of its own to take back: undo is meant for the table then. */
function undoInRow(event: KeyboardEvent, { name, description }: ContractField): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement) || ![name, description].includes(target.value)) return;
  event.preventDefault();
  event.stopPropagation();
  runCommand(event.shiftKey || event.key === 'y' ? 'flow.redo' : 'flow.undo');
}

function pressInRow(event: KeyboardEvent, field: ContractField, acts: RowActs): void {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && ['z', 'Z', 'y'].includes(event.key)) {
    undoInRow(event, field);
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey || (field.isShared && field.level > 0)) return;
  const acting: Readonly<Record<string, () => void>> = {
    ArrowUp: () => move(field, acts, -1),
    ArrowDown: () => move(field, acts, 1),
    Enter: () => addBelow(field, acts),
    Delete: () => remove(field, acts),
  };
  const act = Object.hasOwn(acting, event.key) ? acting[event.key] : undefined;
  if (act === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
