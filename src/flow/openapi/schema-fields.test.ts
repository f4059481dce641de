import { expect, test } from 'vitest';
import { apiDocument } from '#test/fakes/saas/openapi.ts';
import type { JsonObject } from '../json.ts';
import { findOperation } from './document.ts';
import { labelOf } from './label.ts';
import { readOpenApi } from './read-openapi.ts';
import { resolveSchema } from './resolve-schema.ts';
import { operationFields, schemaFields } from './schema-fields.ts';

function fieldsOf(operation: string) {
  const read = readOpenApi(JSON.stringify(apiDocument()));
  const found = read.ok ? findOperation(read.value, operation) : undefined;
  if (!read.ok || found === undefined) throw new Error('the fake has no such operation');
  return operationFields(read.value, found);
}

test('an operation lists labelled rows for what it takes and gives', () => {
  const { request, response } = fieldsOf('createCustomer');

  expect(request.slice(0, 3)).toEqual([
    { keys: ['name'], path: 'name', label: 'Full name', type: 'text', required: true, repeats: false },
    {
      keys: ['email'],
      path: 'email',
      label: 'Email',
      type: 'text',
      required: true,
      repeats: false,
      dataClass: 'personal',
    },
    {
      keys: ['kind'],
      path: 'kind',
      label: 'Kind',
      type: 'text',
      required: false,
      repeats: false,
      choices: ['person', 'company'],
    },
  ]);
  expect(request.map(({ path, type }) => `${path}: ${type}`)).toEqual(
    expect.arrayContaining(['address: group', 'address.postalCode: text', 'tags: list', 'contacts[].phone: text']),
  );
  expect(request.find(({ path }) => path === 'contacts[].name')).toMatchObject({ repeats: true, required: false });
  expect(response.filter(({ keys }) => keys.length === 1).map(({ keys }) => keys[0])).toEqual([
    ...['name', 'email', 'kind', 'address', 'tags', 'contacts', 'parent', 'id', 'createdAt'],
  ]);
});

test('a page of a list shows its items, and a parameter its label', () => {
  const { parameters, response } = fieldsOf('listCustomers');

  expect(parameters[0]).toMatchObject({
    path: 'limit',
    type: 'whole-number',
    example: 2,
    help: 'Size of a page, 1 to 100.',
  });
  expect(response.map(({ path }) => path)).toContain('data[].address.countryCode');
});

test('a schema that holds itself is cut at its first repetition', () => {
  const root = { s: { type: 'object', properties: { name: { type: 'string' }, child: { $ref: '#/s' } } } };

  const resolved = resolveSchema(root, { $ref: '#/s' });

  expect(resolved).toEqual({
    type: 'object',
    properties: { name: { type: 'string' }, child: { 'x-cut': '#/s' } },
  });
  expect(schemaFields(resolved).map(({ path, type }) => [path, type])).toEqual([
    ['name', 'text'],
    ['child', 'group'],
  ]);
});

test('schemas that multiply stay within their bounds', () => {
  const schemas: Record<string, JsonObject> = { s40: { type: 'string' } };
  for (let level = 0; level < 40; level += 1) {
    const next = { $ref: `#/s${level + 1}` };
    schemas[`s${level}`] = {
      type: 'object',
      properties: Object.fromEntries([...'abcdefgh'].map((key) => [key, next])),
    };
  }

  const resolved = resolveSchema(schemas, { $ref: '#/s0' });

  expect(JSON.stringify(resolved).length).toBeLessThan(500_000);
  expect(schemaFields(resolved).length).toBeLessThanOrEqual(500);
});

test('alternatives are listed and not required; nullable is a type', () => {
  const one = { type: 'object', required: ['iban'], properties: { iban: { type: 'string', nullable: true } } };

  const fields = schemaFields(
    resolveSchema({}, { type: 'object', oneOf: [one, { properties: { card: { const: 'x' } } }] }),
  );

  expect(fields).toMatchObject([
    { path: 'iban', label: 'IBAN', type: 'text', required: false },
    { path: 'card', choices: ['x'], type: 'any' },
  ]);
});

test.each([
  ['firstName', 'First name'],
  ['first_name', 'First name'],
  ['customerID', 'Customer ID'],
  ['HTTPStatus', 'Http status'],
  ['vat-id', 'VAT ID'],
  ['größe', 'Größe'],
  ['$', '$'],
])('the name %s is shown as %s', (name, label) => {
  expect(labelOf(name)).toBe(label);
});
