import { Plus } from 'lucide-react';
import { type ReactElement, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import type { JudgedContract } from '../../data/contracts.ts';
import { type ContractField, isWithin, withoutFolded } from './contract-fields.ts';
import styles from './contracts.module.css';
import { editContract, type FieldEdit, freeFieldName } from './edit-contract.ts';
import { FieldRow, type RowActs } from './field-row.tsx';

type Props = {
  readonly name: string;
  readonly text: string;
  readonly fields: readonly ContractField[];
  readonly changes: JudgedContract['changes'];
  readonly onText: (text: string) => void;
};

const columns = ['name', 'type', 'required', 'class', 'description'] as const;

/** The fields of a shape as rows to edit. What an edit is not about stays as it is written, byte for byte. */
export function FieldTable({ name, text, fields, changes, onText }: Props): ReactElement {
  const { t } = useTranslation();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const latest = useRef({ text, fields, onText });
  latest.current = { text, fields, onText };
  const shown = withoutFolded(fields, folded);
  const acts = useActs(latest, body, setFolded);
  const add = (): void => acts.add([], '', undefined);
  if (fields.length === 0) {
    return (
      <EmptyState sentence={t('contracts.noFields')} action={<Button onClick={add}>{t('contracts.add')}</Button>} />
    );
  }
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="ps-visually-hidden">{t('contracts.fieldsOf', { name })}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`contracts.column.${column}`)}
              </th>
            ))}
            <th scope="col">
              <span className="ps-visually-hidden">{t('contracts.column.acts')}</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {shown.map((field) => (
            <FieldRow
              key={field.place}
              field={field}
              isFolded={folded.has(field.id)}
              mark={changes.find(({ path }) => path === field.path)}
              acts={acts}
            />
          ))}
        </tbody>
      </table>
      <div className={styles.below}>
        <Button icon={Plus} onClick={add}>
          {t('contracts.add')}
        </Button>
        <small>{t('contracts.keys')}</small>
      </div>
    </div>
  );
}

type Latest = Pick<Props, 'text' | 'fields' | 'onText'>;

/** What rows do; stable, so that an edit renders the rows it changed and no others. */
function useActs(
  latest: { readonly current: Latest },
  body: { readonly current: HTMLTableSectionElement | null },
  setFolded: (change: (folded: ReadonlySet<string>) => ReadonlySet<string>) => void,
): RowActs {
  const wanted = useRef<string>(undefined);
  const focus = useCallback(
    (id: string, isSelected = false) => {
      wanted.current = id;
      // After the row is there.
      requestAnimationFrame(() => {
        const input = body.current?.querySelector<HTMLInputElement>(`[data-field="${CSS.escape(id)}"] input`);
        input?.focus();
        if (isSelected) input?.select();
      });
    },
    [body],
  );
  const edit = useCallback(
    (change: FieldEdit) => latest.current.onText(editContract(latest.current.text, change)),
    [latest],
  );
  const [acts] = useState<RowActs>(() => ({
    edit,
    focus,
    beginMenu: () => {
      wanted.current = undefined;
    },
    afterMenu: () =>
      wanted.current === undefined
        ? null
        : (body.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(wanted.current)}"] input`) ?? null),
    add: (ownerKeys, ownerId, after) => {
      const place = ownerKeys.join('/');
      const taken = latest.current.fields.filter((field) => field.ownerKeys.join('/') === place).map((one) => one.name);
      const name = freeFieldName(new Set(taken));
      edit({ edit: 'add', ownerKeys, name, ...(after === undefined ? {} : { after }) });
      setFolded((folded) => new Set([...folded].filter((id) => id !== ownerId && `${id}[]` !== ownerId)));
      focus(ownerId === '' ? name : `${ownerId}.${name}`, true);
    },
    fold: (id) =>
      setFolded((folded) => {
        const next = new Set(folded);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    refuseName: (field, name) => {
      if (name.trim() === '' || name === '__proto__' || name === 'constructor') return 'badName';
      const place = field.ownerKeys.join('/');
      const isTaken = latest.current.fields.some(
        (other) => other.id !== field.id && other.name === name && other.ownerKeys.join('/') === place,
      );
      return isTaken ? 'taken' : undefined;
    },
    neighbourOf: (id) => {
      const rows = [...(body.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
      const ids = rows.flatMap(({ dataset }) => dataset.field ?? []);
      const at = ids.indexOf(id);
      return at > 0 ? ids[at - 1] : ids.find((other) => !isWithin(other, id));
    },
    walk: (id, by) => {
      const rows = [...(body.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
      const at = rows.findIndex((row) => row.dataset.field === id);
      rows[at + by]?.querySelector('input')?.focus();
    },
  }));
  return acts;
}
