import { useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '#flow/json.ts';
import { Checkbox } from '#ui/checkbox.tsx';
import { Input } from '#ui/input.tsx';
import { type EntryEdit, type EnvironmentFacts, type EnvironmentView, writeEntries } from '../../data/environments.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { BindDialog } from './bind-dialog.tsx';
import { bindingOf, type EntryRow } from './entry-rows.ts';
import styles from './operations.module.css';
import { printValue, readValue } from './value-text.ts';

/** Props of EntryCell. */
export type EntryCellProps = {
  readonly row: EntryRow;
  readonly value: Json | undefined;
  readonly environment: EnvironmentFacts;
  readonly view: EnvironmentView;
  readonly mayWrite: boolean;
};

/** What one environment says of one entry; a click or Enter changes it in place. */
export function EntryCell({ row, value, environment, view, mayWrite }: EntryCellProps): ReactElement | null {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBinding, setIsBinding] = useState(false);
  const save = async (edit: EntryEdit): Promise<void> => {
    try {
      await writeEntries(environment, [edit], queries);
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : String(error)]);
    }
  };
  const named = { entry: `${row.hint === '' ? '' : `${row.hint} `}${row.label}`, name: environment.name };
  if (row.kind === 'secret') return null;
  if (row.kind === 'private-range') {
    const edit = (isOpen: boolean) =>
      void save({ kind: 'private-range', key: row.key, ...(isOpen ? { value: true } : {}) });
    const words = t(value === true ? 'operations.environments.reached' : 'operations.environments.closed');
    if (!mayWrite) return <span>{words}</span>;
    return <Checkbox checked={value === true} onCheckedChange={edit} label={words} className={styles.check} />;
  }
  const binding = row.kind === 'connection' ? bindingOf(environment, row.key) : undefined;
  const lacks = row.kind === 'connection' && (binding === undefined || value === undefined);
  if (!mayWrite) return <Shown value={value} />;
  if (lacks) {
    return (
      <>
        <button type="button" className={styles.cell} data-empty onClick={() => setIsBinding(true)}>
          {t(`operations.environments.${binding === undefined ? 'leadsNowhere' : 'missing'}`)}
          <span className="ps-visually-hidden">{t('operations.environments.changeIn', named)}</span>
        </button>
        {isBinding && (
          <BindDialog connection={row.key} environment={environment} view={view} onClose={() => setIsBinding(false)} />
        )}
      </>
    );
  }
  const { kind, key, part } = row;
  const change = (text: string): Promise<void> => {
    const read = readValue(text);
    if (part === undefined || kind !== 'connection')
      return save({ kind, key, ...(read === undefined ? {} : { value: read }) });
    const rest = Object.fromEntries(Object.entries(binding ?? {}).filter(([name]) => name !== part));
    const next = read === undefined ? rest : { ...rest, [part]: String(read) };
    return save({ kind, key, ...(Object.keys(next).length === 0 ? {} : { value: next }) });
  };
  return <Editable value={value} label={t('operations.environments.changeIn', named)} onSave={change} />;
}

function Shown({ value }: { readonly value: Json | undefined }): ReactElement {
  const { t } = useTranslation();
  if (value === undefined) return <span className={styles.quiet}>{t('operations.environments.notSet')}</span>;
  return <span className={styles.mono}>{printValue(value)}</span>;
}

type EditableProps = {
  readonly value: Json | undefined;
  readonly label: string;
  readonly onSave: (text: string) => Promise<void>;
};

/** A value that turns into a field; Enter keeps what was typed, Escape does not, and leaving keeps it. */
function Editable({ value, label, onSave }: EditableProps): ReactElement {
  const { t } = useTranslation();
  const before = value === undefined ? '' : printValue(value);
  const [text, setText] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const isLeft = useRef(false);
  const leave = (isKept: boolean, byKey: boolean): void => {
    if (isLeft.current || text === undefined) return;
    isLeft.current = true;
    setText(undefined);
    // The button stands again after this render.
    if (byKey) requestAnimationFrame(() => button.current?.focus());
    if (isKept && text.trim() !== before) void onSave(text);
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    leave(event.key === 'Enter', true);
  };
  if (text !== undefined) {
    return (
      <Input
        // Whoever asked for the field types into it.
        ref={(field) => field?.focus()}
        mono
        label={label}
        value={text}
        onValueChange={setText}
        onKeyDown={keyDown}
        onBlur={() => leave(true, false)}
      />
    );
  }
  const open = (): void => {
    isLeft.current = false;
    setText(before);
  };
  return (
    <button
      ref={button}
      type="button"
      className={styles.cell}
      data-empty={value === undefined || undefined}
      onClick={open}
    >
      <span className={value === undefined ? undefined : styles.mono}>
        {value === undefined ? t('operations.environments.notSet') : before}
      </span>
      <Pencil size={13} aria-hidden className={styles.pencil} />
      <span className="ps-visually-hidden">{label}</span>
    </button>
  );
}
