import { expect, test } from 'vitest';
import { readForm, writeForm } from './form-fields.ts';
import { labelFields, wordsOf } from './label-fields.ts';

const words = { yes: 'Yes', no: 'No', none: '–', locale: 'en' };

test('names of data become words', () => {
  expect(['unitPrice', 'order_line', 'e-mail', 'SKU'].map(wordsOf)).toEqual([
    'Unit price',
    'Order line',
    'E mail',
    'Sku',
  ]);
});

test('minor units of a currency become money, and lists of objects become tables', () => {
  const fields = labelFields(
    {
      reference: 'SO-1',
      totalMinor: 1_398_000,
      currency: 'EUR',
      paid: false,
      lines: [{ sku: 'P', unitPriceMinor: 34_950 }],
    },
    words,
  );

  expect(fields).toEqual([
    { kind: 'value', key: 'reference', label: 'Reference', text: 'SO-1' },
    { kind: 'value', key: 'totalMinor', label: 'Total', text: '€13,980.00' },
    { kind: 'value', key: 'paid', label: 'Paid', text: 'No' },
    { kind: 'table', key: 'lines', label: 'Lines', columns: ['Sku', 'Unit price'], rows: [['P', '€349.50']], left: 0 },
  ]);
});

test('what has no names is shown as it is', () => {
  expect(labelFields(7, words)).toEqual([{ kind: 'value', key: '', label: '', text: '7' }]);
  expect(labelFields(null, words)).toEqual([]);
  expect(labelFields({ tags: ['a', 'b'], none: [], nested: { x: null } }, words)).toEqual([
    { kind: 'value', key: 'tags', label: 'Tags', text: 'a, b' },
    { kind: 'value', key: 'none', label: 'None', text: '–' },
    { kind: 'group', key: 'nested', label: 'Nested', fields: [{ kind: 'value', key: 'x', label: 'X', text: '–' }] },
  ]);
});

test('a flat form is filled in field by field, any other as JSON', () => {
  const flat = readForm({
    properties: {
      limit: { type: 'number' },
      note: { type: 'string' },
      class: { enum: ['a', 'b'] },
      ok: { type: 'boolean' },
    },
    required: ['limit'],
  });

  expect(flat?.map(({ key, kind, isRequired }) => [key, kind, isRequired])).toEqual([
    ['limit', 'number', true],
    ['note', 'text', false],
    ['class', 'choice', false],
    ['ok', 'flag', false],
  ]);
  expect(writeForm(flat ?? [], { limit: '10', class: 'b', ok: 'true' })).toEqual({ limit: 10, class: 'b', ok: true });
  expect(readForm({ properties: { lines: { type: 'array' } } })).toBeUndefined();
});
