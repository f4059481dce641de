import { Plus, X } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readExpression } from '#flow/check/read-expression.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import { Button } from '#ui/button.tsx';
import { Combobox } from '#ui/combobox.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { joinClasses } from '#ui/join-classes.ts';
import { namesOf, valueAlong } from '../expression/complete.ts';
import { ExpressionToolsContext, useExpressionTools } from '../expression/expression-tools.ts';
import { ExpressionEditor } from '../expression-editor.tsx';
import styles from './mapping.module.css';
import type { MappingRow, RowValue } from './mapping.ts';
import { SourcePicker } from './source-picker.tsx';
import { type TargetField, unmappedFields } from './target-fields.ts';

type Rows = readonly MappingRow[];

/** Props of MappingRows. */
export type MappingRowsProps = {
  readonly rows: Rows;
  readonly targets: readonly TargetField[];
  /** What is mapped to; read aloud. */
  readonly label: string;
  readonly onChange: (rows: Rows) => readonly string[];
};

/** The lines of a mapping, those of nested groups below their own. */
export function MappingRows({ rows, targets, label, onChange }: MappingRowsProps): ReactElement {
  const { t } = useTranslation();
  const [added, setAdded] = useState<readonly string[]>([]);
  const byName = useMemo(() => new Map(targets.map((field) => [field.name, field] as const)), [targets]);
  const open = unmappedFields(targets, rows).filter(({ isRequired }) => isRequired);
  const fresh = added.filter(
    (name) => !rows.some(({ target }) => target === name) && !open.some((one) => one.name === name),
  );
  const put = (target: string, value: RowValue | undefined): readonly string[] => {
    const at = rows.findIndex((row) => row.target === target);
    if (value === undefined) return onChange(at === -1 ? rows : rows.toSpliced(at, 1));
    const row = { target, value };
    return onChange(at === -1 ? [...rows, row] : rows.toSpliced(at, 1, row));
  };
  const others = unmappedFields(targets, rows).filter(({ isRequired }) => !isRequired);
  const lines = [
    ...rows.map((row) => ({ row, field: byName.get(row.target), isOpen: false })),
    ...[...open, ...fresh.map((name) => byName.get(name) ?? unknownField(name))].map((field) => ({
      row: { target: field.name, value: { kind: 'expression' as const, text: '' } },
      field,
      isOpen: true,
    })),
  ];
  return (
    <div className={styles.rows}>
      <ul aria-label={label}>
        {lines.map(({ row, field, isOpen }) => (
          // One list of lines, so that a line stays the same one when it is filled in.
          <MappingLine
            key={row.target}
            row={row}
            field={field}
            isOpen={isOpen}
            onChange={(value) => put(row.target, value)}
          />
        ))}
      </ul>
      <AddLine
        others={others}
        hasTargets={targets.length > 0}
        onAdd={(name) => setAdded((before) => [...before, name])}
        label={t('inspector.mapping.add')}
      />
    </div>
  );
}

function unknownField(name: string): TargetField {
  return { name, type: '', isRequired: false };
}

type LineProps = {
  readonly row: MappingRow;
  readonly field: TargetField | undefined;
  /** Nothing is mapped to it yet. */
  readonly isOpen?: boolean;
  readonly onChange: (value: RowValue | undefined) => readonly string[];
};

function MappingLine({ row, field, isOpen = false, onChange }: LineProps): ReactElement {
  const { t } = useTranslation();
  const { target, value } = row;
  const isMissing = isOpen && field?.isRequired === true;
  return (
    <li className={joinClasses(styles.row, isMissing && styles.missing, value.kind !== 'expression' && styles.nested)}>
      <div className={styles.target} title={field?.help}>
        <span className={styles.name}>
          {field?.label ?? target}
          {field?.isRequired === true && (
            <span className={styles.mark} role="img" aria-label={t('inspector.required')}>
              *
            </span>
          )}
        </span>
        <span className={styles.type}>
          {[field?.label === undefined ? '' : target, field?.type ?? ''].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div className={styles.value}>
        {value.kind === 'expression' ? (
          <LeafValue target={target} text={value.text} field={field} isMissing={isMissing} onChange={onChange} />
        ) : (
          <NestedValue target={target} value={value} field={field} onChange={onChange} />
        )}
      </div>
      {!isOpen && (
        <IconButton
          size="sm"
          icon={X}
          label={t('inspector.remove', { title: target })}
          onClick={() => void onChange(undefined)}
        />
      )}
    </li>
  );
}

type LeafProps = {
  readonly target: string;
  readonly text: string;
  readonly field: TargetField | undefined;
  readonly isMissing: boolean;
  readonly onChange: (value: RowValue | undefined) => readonly string[];
};

function LeafValue({ target, text, field, isMissing, onChange }: LeafProps): ReactElement {
  const { t } = useTranslation();
  const { input } = useExpressionTools();
  const commit = (typed: string): readonly string[] => {
    const written = typed.trim();
    if (written === '') return text === '' ? [] : onChange(undefined);
    const read = readExpression(written);
    // A broken value would break the whole mapping; it stays here until it can be read.
    if (!read.ok) return [t('inspector.editor.mistake', { at: read.offset + 1, message: read.message })];
    return onChange({ kind: 'expression', text: written });
  };
  return (
    <ExpressionEditor
      label={t('inspector.mapping.valueOf', { target })}
      value={text}
      onCommit={commit}
      isQuiet
      isLine
      placeholder={t(isMissing ? 'inspector.mapping.missing' : 'inspector.mapping.open')}
      end={
        <SourcePicker
          label={t('inspector.mapping.pickFor', { target })}
          onPick={(path) => void onChange(valueFor(path, valueAlong(input, namesOf(path) ?? []), field))}
        />
      }
    />
  );
}

/** What a picked path is written as: a list keeps its brackets, a group its fields. */
function valueFor(path: string, picked: Json | undefined, field: TargetField | undefined): RowValue {
  const isOfGroups = isJsonObject(Array.isArray(picked) ? picked[0] : picked);
  if (field?.fields !== undefined && isOfGroups) {
    return { kind: 'over', source: path, isList: field.isList === true, rows: [] };
  }
  return { kind: 'expression', text: field?.isList === true ? `[${path}]` : path };
}

type NestedProps = {
  readonly target: string;
  readonly value: Exclude<RowValue, { readonly kind: 'expression' }>;
  readonly field: TargetField | undefined;
  readonly onChange: (value: RowValue | undefined) => readonly string[];
};

function NestedValue({ target, value, field, onChange }: NestedProps): ReactElement {
  const { t } = useTranslation();
  const tools = useExpressionTools();
  const source = value.kind === 'over' ? value.source : undefined;
  const inner = useMemo(() => {
    if (source === undefined) return tools;
    const names = namesOf(source);
    const found = names === undefined ? undefined : valueAlong(tools.input, names);
    const input = Array.isArray(found) ? found[0] : found;
    const { input: _, ...rest } = tools;
    return input === undefined ? rest : { ...rest, input };
  }, [tools, source]);
  return (
    <>
      {value.kind === 'over' && (
        <div className={styles.over}>
          <span>{t(value.isList ? 'inspector.mapping.forEach' : 'inspector.mapping.from')}</span>
          <ExpressionEditor
            label={t('inspector.mapping.sourceOf', { target })}
            value={value.source}
            isQuiet
            isLine
            onCommit={(text) => {
              const read = readExpression(text.trim());
              return read.ok ? onChange({ ...value, source: text.trim() }) : [read.message];
            }}
          />
        </div>
      )}
      <ExpressionToolsContext value={inner}>
        <MappingRows
          rows={value.rows}
          targets={field?.fields ?? []}
          label={target}
          onChange={(rows) => onChange({ ...value, rows })}
        />
      </ExpressionToolsContext>
    </>
  );
}

type AddProps = {
  readonly others: readonly TargetField[];
  readonly hasTargets: boolean;
  readonly label: string;
  readonly onAdd: (name: string) => void;
};

/** Adds a line: one of the fields the target has, or any name where they are not known. */
function AddLine({ others, hasTargets, label, onAdd }: AddProps): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen) {
    return (
      <Button variant="ghost" icon={Plus} onClick={() => setIsOpen(true)}>
        {hasTargets && others.length > 0 ? t('inspector.mapping.addOf', { count: others.length }) : label}
      </Button>
    );
  }
  return (
    <Combobox
      freeText
      mono
      label={label}
      placeholder={t('inspector.mapping.field')}
      value=""
      emptyText={t('inspector.mapping.free')}
      options={others.map(({ name, label: words, type }) => ({
        value: name,
        label: name,
        description: [words, type].filter(Boolean).join(' · '),
      }))}
      onValueChange={(name) => {
        setIsOpen(false);
        if (name.trim() !== '') onAdd(name.trim());
      }}
    />
  );
}
