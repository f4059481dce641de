import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { compareTry } from './compare.ts';
import { missingFrom, unequalIn } from './contains.ts';
import { sayWhen } from './cron-words.ts';
import { exampleOf } from './example-value.ts';
import type { FlowTry } from './flow-try.ts';
import { createMasker } from './mask.ts';
import { formatFlowTests, parseFlowTests, printFlowTests, sampleOf } from './parse-tests.ts';
import { proposeContract } from './propose-contract.ts';
import { proposeMap } from './propose-map.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const fixture = readFileSync(join(import.meta.dirname, '..', 'text', 'fixtures', 'shop-order.tests.yaml'), 'utf8');
const example = join(root, 'examples', 'order-to-cash');

function readExample(...path: readonly string[]): string {
  return readFileSync(join(example, ...path), 'utf8');
}

function schemaOf(name: string): JsonObject {
  return JSON.parse(readExample('contracts', `${name}.schema.json`)) as JsonObject;
}

describe('a file of flow tests', () => {
  test('reads, and prints as it was', () => {
    const read = parseFlowTests(fixture);

    expect(read).toMatchObject({
      ok: true,
      value: {
        flow: 'shop-order',
        tests: [
          {
            name: 'a small order goes straight to Odoo',
            given: 'samples/small-order.json',
            stubs: { create_order: [{ fail: { kind: 'transient', times: 2 } }, { answer: { id: 17 } }] },
            expect: { state: 'succeeded', effects: { create_order: 1 } },
          },
        ],
      },
    });
    expect(read.ok && printFlowTests(read.value)).toBe(fixture);
  });

  test('of the example is in canonical form', () => {
    const text = readExample('flows', 'order-to-cash.tests.yaml');

    expect(formatFlowTests(text)).toEqual({ ok: true, value: text });
  });

  test('gets its keys in order', () => {
    const shuffled = 'tests:\n  - expect:\n      state: failed\n    given: {}\n    name: a\nflow: f\npenstock: 1\n';

    expect(formatFlowTests(shuffled)).toEqual({
      ok: true,
      value: 'penstock: 1\nflow: f\ntests:\n  - name: a\n    given: {}\n    expect:\n      state: failed\n',
    });
  });

  test('is refused with every problem at its place', () => {
    const text = `penstock: 1
flow: f
tests:
  - name: a
    given: {}
    at: soon
    stubs:
      step:
        - delay: 5s
        - answer: 1
          fail:
            kind: transient
    expect:
      state: done
      pathe: [a]
  - name: b
    given: {}
    expect: {}
  - name: b
    given: {}
    expect: {}
`;
    const first = parseFlowTests(text);
    const mended = text
      .replace('at: soon', "at: '2027-01-01T00:00:00Z'")
      .replace('done', 'failed')
      .replace('pathe', 'path');

    const second = parseFlowTests(mended);

    const places = (read: typeof first) => (read.ok ? [] : read.problems.map(({ code, line }) => [code, line]));
    expect(places(first)).toEqual([
      ['workspace/invalid-value', 6],
      ['workspace/invalid-value', 14],
      ['flow/unknown-key', 15],
    ]);
    expect(places(second)).toEqual([
      ['flow-test/name-taken', 19],
      ['flow-test/answer-or-fail', 9],
      ['flow-test/answer-or-fail', 10],
    ]);
  });

  test.each([
    ['samples/a.json', 'samples/a.json'],
    ['samples/../../etc/passwd.json', undefined],
    ['hello', undefined],
    [{ a: 1 }, undefined],
  ])('takes %j as the sample %j', (given, path) => {
    expect(sampleOf({ name: 'a', given, expect: {} })).toBe(path);
  });
});

describe('comparing', () => {
  test('a part may leave fields out, but no rows', () => {
    const actual = { a: 1, b: { c: 2, d: 3 }, rows: [{ x: 1, y: 2 }] };

    expect(missingFrom({ b: { c: 2 }, rows: [{ x: 1 }] }, actual)).toEqual([]);
    expect(missingFrom({ b: { c: 9 }, rows: [], z: 1 }, actual)).toEqual([
      { at: 'b.c', expected: 9, actual: 2 },
      { at: 'rows', expected: [], actual: [{ x: 1, y: 2 }] },
      { at: 'z', expected: 1 },
    ]);
    expect(unequalIn({ a: 1, b: { d: 3, c: 2 } }, actual)).toEqual([
      { at: 'rows', expected: null, actual: [{ x: 1, y: 2 }] },
    ]);
  });

  test('steps side by side have no order, steps behind each other have', () => {
    const step = (node: string) => ({ node, state: 'done' }) as FlowTry['steps'][number];
    const tried = { state: 'succeeded', steps: ['a', 'c', 'b', 'd'].map(step) } as unknown as FlowTry;
    const order = { isAfter: (later: string, earlier: string) => later === 'd' && earlier === 'a' };

    expect(compareTry({ path: ['a', 'b', 'c', 'd'] }, tried, order)).toEqual([]);
    expect(compareTry({ path: ['d', 'b', 'c', 'a'] }, tried, order)).toMatchObject([
      { code: 'flow-test/path-differs', sentence: expect.stringContaining('"d" can only run after') },
    ]);
    expect(compareTry({ path: ['a', 'x'] }, tried, order)).toMatchObject([
      { params: { missing: ['x'], extra: ['c', 'b', 'd'] } },
    ]);
  });
});

describe('masking', () => {
  test('hides people, keeps shapes and amounts, and keeps equal what is equal', () => {
    const masker = createMasker();
    const classes = new Map([
      ['customer.name', ['personal'] as const],
      ['items.price', ['financial'] as const],
    ]);
    const input = {
      number: 'SO-1001',
      customer: { name: 'Azure Interior', email: 'Orders@Azure.example', phone: '+43 660 1234567', born: '1980-05-17' },
      items: [{ sku: 'PMP-100', price: 349.5 }],
      bank: { iban: 'AT61 1904 3002 3457 3201' },
    };

    const masked = masker.mask(input, classes) as typeof input;
    const answer = masker.mask({ login: 'orders@azure.example', title: 'Order of Azure Interior' }) as JsonObject;

    expect(masked.number).toBe('SO-1001');
    expect(masked.items).toEqual(input.items);
    expect(masked.customer.name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    expect(masked.customer.name).not.toBe(input.customer.name);
    expect(masked.customer.email).toMatch(/^Person\d+@example\.com$/);
    expect(masked.customer.phone).toMatch(/^\+\d\d \d{3} \d{7}$/);
    expect(masked.bank.iban).toMatch(/^[A-Z]{2}\d\d( \d{4}){4}$/);
    expect(answer.login).toBe(masked.customer.email.toLowerCase());
    expect(answer.title).toBe(`Order of ${masked.customer.name}`);
    expect(JSON.stringify([masked, answer])).not.toMatch(/azure|660 1234567|1904/i);
  });

  test('the names of things are no names of people', () => {
    const product = { product: { name: 'Pump 100' }, category: { name: 'Pumps' } };

    expect(createMasker().mask(product)).toEqual(product);
  });
});

describe('proposing', () => {
  test('a contract says what samples have in common', () => {
    const samples = [
      JSON.parse(readExample('samples', 'small-order.json')),
      { ...JSON.parse(readExample('samples', 'large-order.json')), note: 'urgent' },
    ];

    const contract = proposeContract(samples, 'An order');

    expect(contract).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: ['id', 'number', 'currency', 'customer', 'items'],
      properties: {
        currency: { type: 'string', pattern: '^[A-Z]{3}$' },
        customer: {
          properties: { name: { 'x-class': 'personal' }, email: { format: 'email', 'x-class': 'personal' } },
        },
        items: {
          items: {
            required: ['sku', 'qty', 'price'],
            properties: { qty: { type: 'integer' }, price: { type: 'number', 'x-class': 'financial' } },
          },
        },
        note: { type: 'string' },
      },
    });
  });

  test('a mapping keeps one row a list, and turns prices into cents', () => {
    const proposed = proposeMap(schemaOf('shop-order@1'), schemaOf('order@1'));

    expect(proposed.expression).toBe(`{
  "reference": number,
  "customer": customer.{
    "name": name,
    "email": email
  },
  "lines": [items.{
    "sku": sku,
    "quantity": qty,
    "unitPriceMinor": $round(price * 100)
  }],
  "currency": currency
}`);
    expect(proposed.unmatched).toEqual(['totalMinor']);
  });

  test('an example fits its schema', () => {
    expect(exampleOf(schemaOf('order@1'))).toEqual({
      reference: 'text',
      customer: { name: 'text', email: 'text' },
      lines: [{ sku: 'text', quantity: 1, unitPriceMinor: 1 }],
      totalMinor: 1,
      currency: 'text',
    });
    expect(exampleOf({ oneOf: [{ const: 'a' }, { const: 'b' }] })).toBe('a');
    expect(exampleOf({ type: 'string', format: 'date' })).toBe('2027-01-31');
  });
});

test.each([
  ['30 6 * * 1-5', 'At 06:30 on working days, Monday to Friday, in the time of Europe/Vienna.'],
  ['*/15 * * * *', 'Every 15 minutes every day, in the time of Europe/Vienna.'],
  ['0 2 1 * *', 'At 02:00 on the 1st of the month, in the time of Europe/Vienna.'],
  ['0 8,16 * * mon,thu', 'At 08:00 and 16:00 on Monday and Thursday, in the time of Europe/Vienna.'],
  ['0 */6 * 3 *', 'Every 6 hours, on the hour every day in March, in the time of Europe/Vienna.'],
  [
    '5 9-17 * * *',
    'At minute 5 past the hour during the hours from 09:00 to 17:59 every day, in the time of Europe/Vienna.',
  ],
])('%s is said as %s', (cron, sentence) => {
  expect(sayWhen({ cron, zone: 'Europe/Vienna' })).toBe(sentence);
});
