import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { fieldClasses } from './field-classes.ts';

test('classes are found through objects, lists, references and alternatives', () => {
  const schema: JsonObject = {
    type: 'object',
    'x-class': 'internal',
    properties: {
      customer: { $ref: '#/$defs/person' },
      lines: { type: 'array', items: { properties: { note: { 'x-class': 'personal' } } } },
      paidBy: { anyOf: [{ properties: { card: { 'x-class': ['financial', 'personal'] } } }, { type: 'null' }] },
      labels: { additionalProperties: { 'x-class': 'regulated' } },
    },
    $defs: { person: { properties: { email: { 'x-class': 'personal' }, manager: { $ref: '#/$defs/person' } } } },
  };

  const classes = fieldClasses(schema);

  expect([...classes]).toEqual([
    ['', ['internal']],
    ['customer.email', ['personal']],
    ['lines.note', ['personal']],
    ['paidBy.card', ['personal', 'financial']],
    ['labels.*', ['regulated']],
  ]);
});

test('an unknown class is no class', () => {
  expect(fieldClasses({ properties: { a: { 'x-class': 'secret' } } })).toEqual(new Map());
});
