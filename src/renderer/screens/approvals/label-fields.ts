/** Data as an approver reads it: a value with its name, a group of them, or a list as a table. */
export type LabelledField =
  | { readonly kind: 'value'; readonly key: string; readonly label: string; readonly text: string }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly label: string;
      readonly fields: readonly LabelledField[];
    }
  | {
      readonly kind: 'table';
      readonly key: string;
      readonly label: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly left: number;
    };

/** Most rows of a list that are shown; the rest is counted. */
const mostRows = 50;

/** How values are written. */
export type FieldWords = { readonly yes: string; readonly no: string; readonly none: string; readonly locale?: string };

/** Turns data into labelled fields: names become words, minor units of a currency become money. */
export function labelFields(data: unknown, words: FieldWords): readonly LabelledField[] {
  if (!isRecord(data)) {
    return data === null || data === undefined ? [] : [{ kind: 'value', key: '', label: '', text: print(data, words) }];
  }
  return Object.entries(data)
    .filter(([key]) => !(key === 'currency' && holdsMoney(data)))
    .map(([key, value]) => labelField(key, value, data, words));
}

function labelField(
  key: string,
  value: unknown,
  around: Readonly<Record<string, unknown>>,
  words: FieldWords,
): LabelledField {
  const label = wordsOf(key.replace(/Minor$/, ''));
  if (isRecord(value)) return { kind: 'group', key, label, fields: labelFields(value, words) };
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord))
    return tableOf(key, label, { rows: value, around, words });
  if (Array.isArray(value)) {
    const text = value.length === 0 ? words.none : value.map((one) => print(one, words)).join(', ');
    return { kind: 'value', key, label, text };
  }
  return { kind: 'value', key, label, text: moneyOf(key, value, around, words) ?? print(value, words) };
}

type TableAsk = {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly around: Readonly<Record<string, unknown>>;
  readonly words: FieldWords;
};

function tableOf(key: string, label: string, { rows, around, words }: TableAsk): LabelledField {
  const columns = [...new Set(rows.slice(0, mostRows).flatMap((row) => Object.keys(row)))];
  const cells = rows.slice(0, mostRows).map((row) => {
    // The currency often stands once beside the list.
    const scope = { currency: around.currency, ...row };
    return columns.map((column) => moneyOf(column, row[column], scope, words) ?? print(row[column], words));
  });
  return {
    kind: 'table',
    key,
    label,
    columns: columns.map((column) => wordsOf(column.replace(/Minor$/, ''))),
    rows: cells,
    left: Math.max(0, rows.length - mostRows),
  };
}

/** `unitPrice`, `unit_price` and `unit-price` read as "Unit price". */
export function wordsOf(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function moneyOf(
  key: string,
  value: unknown,
  around: Readonly<Record<string, unknown>>,
  { locale }: FieldWords,
): string | undefined {
  const { currency } = around;
  if (!/Minor$/.test(key) || typeof value !== 'number' || typeof currency !== 'string') return undefined;
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(value / 10 ** digits);
}

function holdsMoney(data: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(data).some((key) => /Minor$/.test(key));
}

function print(value: unknown, words: FieldWords): string {
  switch (typeof value) {
    case 'string':
      return value === '' ? words.none : value;
    case 'number':
      return new Intl.NumberFormat(words.locale, { maximumFractionDigits: 20, useGrouping: false }).format(value);
    case 'boolean':
      return value ? words.yes : words.no;
    default:
      return value === null || value === undefined ? words.none : JSON.stringify(value);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
