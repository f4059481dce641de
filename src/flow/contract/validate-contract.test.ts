import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { validateContract } from './validate-contract.ts';

const order: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['reference', 'customer', 'lines'],
  additionalProperties: false,
  properties: {
    reference: { type: 'string', minLength: 2 },
    customer: { $ref: '#/$defs/customer' },
    lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
    paidBy: { anyOf: [{ type: 'string' }, { type: 'object', required: ['card'] }] },
    currency: { enum: ['EUR', 'CHF'] },
    'odd/key~': { type: 'integer' },
  },
  $defs: {
    customer: { type: 'object', required: ['email'], properties: { email: { type: 'string', format: 'email' } } },
    line: { type: 'object', required: ['sku', 'quantity'], properties: { quantity: { type: 'integer', minimum: 1 } } },
  },
};

const good = { reference: 'SO-17', customer: { email: 'ada@example.com' }, lines: [{ sku: 'A', quantity: 1 }] };

test('a value that fits has no fault', () => {
  expect(validateContract(order, good)).toEqual([]);
});

test.each<[string, Json, string, string]>([
  ['a missing field', { ...good, customer: {} }, '/customer/email', 'The field /customer/email is missing.'],
  [
    'a missing field in a row',
    { ...good, lines: [{ quantity: 1 }] },
    '/lines/0/sku',
    'The field /lines/0/sku is missing.',
  ],
  ['a wrong type', { ...good, reference: 17 }, '/reference', 'The field /reference must be text.'],
  [
    'a number too small',
    { ...good, lines: [{ sku: 'A', quantity: 0 }] },
    '/lines/0/quantity',
    'The field /lines/0/quantity must be at least 1.',
  ],
  ['an extra field', { ...good, colour: 'red' }, '/colour', 'The field /colour is no part of the agreed shape.'],
  ['too few rows', { ...good, lines: [] }, '/lines', 'The field /lines must have at least 1 rows.'],
  [
    'a format',
    { ...good, customer: { email: 'ada' } },
    '/customer/email',
    'The field /customer/email is not written as a email.',
  ],
  [
    'a value off the list',
    { ...good, currency: 'USD' },
    '/currency',
    'The field /currency must be one of ["EUR","CHF"].',
  ],
  ['no alternative that fits', { ...good, paidBy: 7 }, '/paidBy', 'The field /paidBy fits none of the allowed forms.'],
  ['a key with signs', { ...good, 'odd/key~': 1.5 }, '/odd~1key~0', 'The field /odd~1key~0 must be a whole number.'],
  ['another value altogether', 'SO-17', '', 'The value must be an object.'],
])('%s is one fault that names the field and no value', (_, value, pointer, sentence) => {
  const faults = validateContract(order, value);

  expect(faults).toEqual([{ pointer, sentence }]);
});

test('every missing field is named once', () => {
  const faults = validateContract(order, {});

  expect(faults.map((fault) => fault.pointer)).toEqual(['/reference', '/customer', '/lines']);
});

test('a value with very many faults reports a hundred', () => {
  const lines = Array.from({ length: 500 }, () => ({ sku: 'A' }));

  const faults = validateContract(order, { ...good, lines });

  expect(faults).toHaveLength(100);
});

test('checking leaves the contract as its file says it', () => {
  const before = JSON.stringify(order);

  validateContract(order, {});

  expect(JSON.stringify(order)).toBe(before);
});
