import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isJsonObject, type Json } from '#flow/json.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/checkbox.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Select } from '#ui/select.tsx';
import { showToast } from '#ui/toaster.tsx';
import {
  type DifferenceRow,
  type EnvironmentView,
  type PromotedItem,
  promoteEntries,
  useComparison,
} from '../../data/environments.ts';
import styles from './operations.module.css';
import { printValue } from './value-text.ts';

/** Props of PromoteDialog. */
export type PromoteDialogProps = { readonly view: EnvironmentView; readonly onClose: () => void };

type Typed = Readonly<Record<string, Readonly<Record<string, string>>>>;

const keyOf = ({ kind, key }: DifferenceRow): string => `${kind} ${key}`;

/** Takes chosen entries over from one environment into another, with both sides in sight. */
export function PromoteDialog({ view, onClose }: PromoteDialogProps): ReactElement {
  const { t } = useTranslation();
  const promotion = usePromotion(view, onClose);
  const { from, to, rows, picked, comparison, error } = promotion;
  const options = view.environments.map(({ name }) => ({ value: name, label: name }));
  return (
    <Dialog
      open
      size="lg"
      onOpenChange={onClose}
      title={t('operations.promote.title')}
      description={t('operations.promote.what')}
      closeLabel={t('frame.close')}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('operations.cancel')}
          </Button>
          <Button
            size="lg"
            variant="primary"
            busy={promotion.isBusy}
            disabled={picked.length === 0}
            onClick={() => void promotion.promote()}
          >
            {t('operations.promote.confirm', { count: picked.length, to })}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.pair}>
          <Field label={t('operations.promote.from')}>
            <Select size="lg" value={from} onValueChange={promotion.setFrom} options={options} />
          </Field>
          <Field label={t('operations.promote.to')}>
            <Select size="lg" value={to} onValueChange={promotion.setTo} options={options} />
          </Field>
        </div>
        {comparison.error !== null && <Banner tone="danger" title={comparison.error.message} />}
        {rows.length === 0 && !comparison.isFetching && (
          <EmptyState sentence={t(from === to ? 'operations.promote.sameTwice' : 'operations.promote.nothing')} />
        )}
        <Entries promotion={promotion} />
        {error !== undefined && <Banner tone="danger" title={error} />}
      </div>
    </Dialog>
  );
}

type Promotion = ReturnType<typeof usePromotion>;

/** What was chosen and typed so far, and the way to do it. */
function usePromotion(view: EnvironmentView, onDone: () => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const names = view.environments.map(({ name }) => name);
  const [from, setFrom] = useState(names.at(-2) ?? '');
  const [to, setTo] = useState(names.at(-1) ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState<Typed>({});
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const comparison = useComparison(from, to);
  const rows = useMemo(
    () => comparison.data?.rows.filter(({ state }) => state === 'different' || state === 'only-from') ?? [],
    [comparison.data],
  );
  const picked = rows.filter((row) => chosen.has(keyOf(row)));
  const turnTo = (set: (name: string) => void) => (name: string) => {
    set(name);
    setChosen(new Set());
    setError(undefined);
  };
  const choose = (row: DifferenceRow, isChosen: boolean): void =>
    setChosen(
      (before) => new Set(isChosen ? [...before, keyOf(row)] : [...before].filter((key) => key !== keyOf(row))),
    );
  const type = (connection: string, key: string, text: string): void =>
    setTyped((before) => ({ ...before, [connection]: { ...before[connection], [key]: text } }));
  const promote = async (): Promise<void> => {
    setIsBusy(true);
    setError(undefined);
    try {
      await promoteEntries({ from, to, items: picked.map((row) => itemOf(row, typed)) }, queries);
      showToast({ tone: 'ok', title: t('operations.promote.done', { count: picked.length, to }) });
      onDone();
    } catch (refused) {
      setError(refused instanceof Error ? refused.message : String(refused));
    } finally {
      setIsBusy(false);
    }
  };
  const turns = { setFrom: turnTo(setFrom), setTo: turnTo(setTo) };
  return { from, to, ...turns, rows, picked, chosen, choose, typed, type, promote, comparison, error, isBusy };
}

function itemOf({ kind, key }: DifferenceRow, typed: Typed): PromotedItem {
  const own = Object.entries(typed[key] ?? {}).filter(([, text]) => text.trim() !== '');
  return { kind, key, ...(kind === 'connection' && own.length > 0 ? { typed: Object.fromEntries(own) } : {}) };
}

function Entries({ promotion }: { readonly promotion: Promotion }): ReactElement {
  const { from, to, rows, chosen, choose, typed, type } = promotion;
  return (
    <ul className={styles.promotions}>
      {rows.map((row) => (
        <li key={keyOf(row)} className={styles.promotion}>
          <Checkbox
            checked={chosen.has(keyOf(row))}
            onCheckedChange={(isChosen) => choose(row, isChosen)}
            label={row.sentence}
          />
          <div className={styles.values}>
            <Side name={from} value={row.from} />
            <Side name={to} value={row.to} />
          </div>
          {chosen.has(keyOf(row)) && row.typed.length > 0 && (
            <TypedPlace
              row={row}
              to={to}
              typed={typed[row.key] ?? {}}
              onType={(key, text) => type(row.key, key, text)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

function Side({ name, value }: { readonly name: string; readonly value: Json }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.side}>
      <span className={styles.quiet}>{name}</span>
      {value === null ? (
        <span className={styles.quiet}>{t('operations.environments.notSet')}</span>
      ) : (
        <span className={styles.mono}>
          {isJsonObject(value)
            ? Object.entries(value)
                .map(([key, one]) => `${key}: ${printValue(one)}`)
                .join('\n')
            : printValue(value)}
        </span>
      )}
    </div>
  );
}

type TypedPlaceProps = {
  readonly row: DifferenceRow;
  readonly to: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly onType: (key: string, text: string) => void;
};

/** Addresses and databases of a live environment are typed; what it has already is proposed, what the other has never. */
function TypedPlace({ row, to, typed, onType }: TypedPlaceProps): ReactElement {
  const { t } = useTranslation();
  const before = isJsonObject(row.to) ? row.to : {};
  return (
    <div className={styles.pair}>
      {row.typed.map((key) => (
        <Field key={key} label={t(`operations.promote.place.${key}`, { to })} required>
          <Input mono value={typed[key] ?? String(before[key] ?? '')} onValueChange={(text) => onType(key, text)} />
        </Field>
      ))}
    </div>
  );
}
