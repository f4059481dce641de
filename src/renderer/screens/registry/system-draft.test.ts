import { expect, test } from 'vitest';
import { applyRegistryEdit, emptySystems } from '#flow/registry/edit-registry.ts';
import { draftOf, entryOf, errorsByField } from './system-draft.ts';

const full = {
  name: 'Odoo',
  owner: 'erp',
  contact: 'erp@example.com',
  description: 'Where we sell',
  clearance: ['public' as const, 'personal' as const],
  hosts: ['a.example', 'b.example:8069'],
  webhooks: ['/erp'],
  privileged: true,
  residency: 'Germany',
  limits: { rate: '10/s', concurrency: 4, maxTimeout: '30s', body: '1MB' },
  retires: '2028-12-31',
  operations: { old: { deprecated: '2027-01-01', sunset: '2027-06-30', use: 'new' } },
  companies: 'several' as const,
};

test('a full entry goes into the form and comes out as it was', () => {
  expect(entryOf(draftOf('odoo', full))).toEqual(full);
});

test('an empty form writes nothing but what every system has', () => {
  expect(entryOf(draftOf('odoo'))).toEqual({ name: '', owner: '' });
});

test('lists are read by line or comma, and classes stand in the order of the house', () => {
  const draft = {
    ...draftOf('odoo', full),
    hosts: ' a.example,\n\n b.example ',
    clearance: ['personal', 'public'] as const,
  };

  expect(entryOf(draft)).toMatchObject({ hosts: ['a.example', 'b.example'], clearance: ['public', 'personal'] });
});

test('a refusal is told at the fields it is about', () => {
  const entry = entryOf({ ...draftOf('odoo', full), name: '', rate: 'often', hosts: 'https://a', concurrency: '5000' });

  const refused = applyRegistryEdit(emptySystems, { edit: 'set-system', system: 'odoo', entry });

  const errors = errorsByField(refused.ok ? [] : refused.problems, 'odoo');
  expect(Object.keys(errors).sort()).toEqual(['concurrency', 'hosts', 'name', 'rate']);
});

test('an id of no form is told at the id, and what is about something else stands apart', () => {
  const entry = { name: 'Odoo', owner: 'erp' };
  const refused = applyRegistryEdit(emptySystems, { edit: 'set-system', system: 'My Odoo', entry });

  const errors = errorsByField(refused.ok ? [] : refused.problems, 'My Odoo');
  const other = errorsByField([{ code: 'a/b', message: 'No.', path: 'entities.order.master' }], 'odoo');
  expect(Object.keys(errors)).toEqual(['id']);
  expect(other).toEqual({ '': 'No.' });
});
