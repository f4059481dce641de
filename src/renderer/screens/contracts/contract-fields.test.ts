import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractFields } from './contract-fields.ts';

test('fields of an order are listed with their groups, classes and limits', () => {
  const url = new URL('../../../../examples/order-to-cash/contracts/order@1.schema.json', import.meta.url);

  const fields = contractFields(JSON.parse(readFileSync(url, 'utf8')));

  expect(fields.map(({ path, type }) => `${path}: ${type}`)).toEqual([
    'reference: text',
    'customer: group',
    'customer.name: text',
    'customer.email: text',
    'lines: list',
    'lines[].sku: text',
    'lines[].quantity: whole-number',
    'lines[].unitPriceMinor: whole-number',
    'totalMinor: whole-number',
    'currency: text',
  ]);
  expect(fields[6]).toEqual({
    path: 'lines[].quantity',
    name: 'quantity',
    level: 1,
    type: 'whole-number',
    items: undefined,
    isRequired: true,
    limits: [{ rule: 'minimum', value: '1' }],
    description: undefined,
    classes: ['internal'],
  });
  expect(fields[4]?.items).toBe('group');
});

test('a field that points elsewhere in the file is read there, and a shape that holds itself ends', () => {
  const part = { type: 'object', properties: { next: { $ref: '#/$defs/part' }, name: { type: ['string', 'null'] } } };

  const fields = contractFields({ type: 'object', properties: { part: { $ref: '#/$defs/part' } }, $defs: { part } });

  expect(fields.slice(0, 3).map(({ path }) => path)).toEqual(['part', 'part.next', 'part.next.next']);
  expect(fields.length).toBeLessThan(40);
});
