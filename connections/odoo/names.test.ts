import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { externalId } from './external-id.ts';
import { minorToDecimal } from './money.ts';
import { isStateField } from './state-fields.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('external ids', () => {
  test('hold flow and key as they are where Odoo allows it', () => {
    expect(externalId({ flow: 'shop-order', key: 'WEB_1001-a' }, hash)).toBe('__penstock__.shop-order_WEB_1001-a');
    expect(externalId({ flow: undefined, key: 'shop-order_1' }, hash)).toBe('__penstock__.shop-order_1');
  });

  test('use letters, digits, hyphens and underscores only, and stay short', () => {
    const keys = ['#1001', 'a.b', 'jane@example.com', 'ä', ' ', '', 'x'.repeat(500), "a'b", 'a/b', 'a\nb', '日本'];

    const names = keys.map((key) => externalId({ flow: 'shop', key }, hash));

    for (const name of names) expect(name).toMatch(/^__penstock__\.[A-Za-z0-9_-]{1,120}$/);
    expect(new Set(names).size).toBe(keys.length);
  });

  test('differ where keys, flows or objects differ', () => {
    const names = [
      externalId({ flow: 'a', key: 'b_c' }, hash),
      externalId({ flow: 'a_b', key: 'c' }, hash),
      externalId({ flow: 'a', key: 'c', object: 'customer' }, hash),
      externalId({ flow: 'a', key: 'a.b' }, hash),
      externalId({ flow: 'a', key: 'a-b' }, hash),
      externalId({ flow: 'a', key: 'A-b' }, hash),
    ];

    expect(new Set(names).size).toBe(names.length);
  });
});

describe('money', () => {
  test.each([
    [0, undefined, '0.00'],
    [5, undefined, '0.05'],
    [-5, undefined, '-0.05'],
    [100, 'EUR', '1.00'],
    [1_995, 'USD', '19.95'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '90071992547409.91'],
    [1_234, 'JPY', '1234'],
    [-7, 'JPY', '-7'],
    [1_234, 'KWD', '1.234'],
    [1, 'BHD', '0.001'],
  ])('%i minor units of %s are %s', (minor, currency, text) => {
    expect(minorToDecimal(minor, currency)).toBe(text);
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is no amount', (minor) => {
    expect(minorToDecimal(minor)).toBeUndefined();
  });
});

test('states are told from other fields', () => {
  const states = [
    'state',
    'locked',
    'invoice_status',
    'payment_state',
    'delivery_status',
    'status_in_payment',
    'kanban_state',
  ];

  expect(states.filter((field) => !isStateField(field))).toEqual([]);
  expect(
    ['state_id', 'name', 'stage_id', 'active', 'x_state', 'x_review_status', 'statement'].filter(isStateField),
  ).toEqual([]);
});
