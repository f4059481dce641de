import { describe, expect, test } from 'vitest';
import {
  applyRegistryEdit,
  editSystemsText,
  emptySystems,
  partOf,
  type RegistryEdit,
  rowsOwnedBy,
} from './edit-registry.ts';
import { parseSystems, readSystems } from './parse-systems.ts';
import { ownershipOf } from './registry.ts';
import type { SystemsFile } from './registry-schema.ts';

const start = `penstock: 1
systems:
  # The one and only
  odoo:
    name: Odoo
    owner: erp
  shop:
    name: Shop
    owner: web
  crm:
    name: CRM
    owner: sales
entities:
  customer:
    master: odoo
    direction: from-master
    models:
      odoo: res.partner
      crm: accounts
    projections: [shop]
    fields:
      vat:
        master: odoo
      segment:
        master: crm
        projections: [odoo]
        names:
          crm: seg
`;

function fileOf(text: string): SystemsFile {
  const read = readSystems(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value.value;
}

function edited(...edits: readonly RegistryEdit[]): string {
  const text = editSystemsText(start, edits);
  if (!text.ok) throw new Error(JSON.stringify(text.problems));
  return text.value;
}

function ownership(text: string, entity: string, field?: string) {
  const read = parseSystems(text);
  return read.ok ? ownershipOf(read.value, entity, field) : read.problems;
}

const row = { entity: 'customer' };
const vat = { entity: 'customer', field: 'vat' };

describe('what a system is to a row', () => {
  test('is read from owner, copies and sources', () => {
    const all = { master: 'a', direction: 'both', projections: ['b', 'd'], sources: ['c', 'd'] } as const;

    const parts = ['a', 'b', 'c', 'd', 'e'].map((system) => partOf(all, system));

    expect(parts).toEqual(['owns', 'receives', 'sends', 'both', 'none']);
  });

  test.each([
    ['receives', { direction: 'from-master', projections: ['shop', 'crm'], sources: [] }],
    ['sends', { direction: 'both', projections: ['shop'], sources: ['crm'] }],
    ['both', { direction: 'both', projections: ['shop', 'crm'], sources: ['crm'] }],
    ['none', { direction: 'from-master', projections: ['shop'], sources: [] }],
    ['owns', { master: 'crm', direction: 'from-master', projections: ['shop'], sources: [] }],
  ] as const)('"%s" at the entity is written with the direction it needs', (part, expected) => {
    const text = edited({ edit: 'set-part', row, system: 'crm', part });

    expect(ownership(text, 'customer')).toMatchObject(expected);
  });

  test('the last copy taken away leaves no empty list behind', () => {
    const text = edited({ edit: 'set-part', row, system: 'shop', part: 'none' });

    expect(text).not.toContain('projections: []');
    expect(text).not.toContain('projections: [shop]');
  });

  test('a field says only what its entity does not', () => {
    const one = edited({ edit: 'set-part', row: vat, system: 'crm', part: 'sends' });
    const back = editSystemsText(one, [{ edit: 'set-part', row: vat, system: 'crm', part: 'none' }]);

    expect(one).toContain('      vat:\n        master: odoo\n        direction: both\n        sources: [crm]\n');
    expect(ownership(one, 'customer', 'vat')).toMatchObject({ projections: ['shop'], sources: ['crm'] });
    expect(ownership(back.ok ? back.value : '', 'customer', 'vat')).toMatchObject({
      projections: ['shop'],
      sources: [],
    });
  });

  test('a copy taken from one field stays with the others', () => {
    const text = edited({ edit: 'set-part', row: vat, system: 'shop', part: 'none' });

    expect(ownership(text, 'customer', 'vat')).toMatchObject({ projections: [] });
    expect(ownership(text, 'customer', 'name')).toMatchObject({ projections: ['shop'] });
  });

  test('a field with lists of its own keeps its direction when the entity turns', () => {
    const text = edited(
      { edit: 'set-part', row, system: 'shop', part: 'none' },
      { edit: 'set-part', row, system: 'shop', part: 'sends' },
    );

    expect(ownership(text, 'customer')).toMatchObject({ direction: 'to-master' });
    expect(ownership(text, 'customer', 'segment')).toMatchObject({ direction: 'from-master', projections: ['odoo'] });
  });

  test('the owner cannot just let go', () => {
    const refused = editSystemsText(start, [{ edit: 'set-part', row, system: 'odoo', part: 'none' }]);

    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'registry/owner-needed' }] });
  });

  test('a row that is gone is said to be', () => {
    const gone = { entity: 'order' };

    const refused = editSystemsText(start, [{ edit: 'set-part', row: gone, system: 'odoo', part: 'owns' }]);

    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'registry/no-such-row' }] });
  });
});

describe('rows', () => {
  const invoice = { edit: 'set-entity', entity: 'invoice', master: 'odoo', owner: '', contract: '' } as const;

  test('a new entity begins with its owner, and blanks are left out', () => {
    const text = edited({ ...invoice, models: { odoo: 'account.move', crm: '' } });

    expect(text).toContain(
      '  invoice:\n    master: odoo\n    direction: from-master\n    models:\n      odoo: account.move\n',
    );
  });

  test('an entity that changes keeps its owner and its fields', () => {
    const text = edited({
      edit: 'set-entity',
      entity: 'customer',
      master: 'shop',
      owner: 'sales',
      contract: 'customer@1',
      models: { odoo: 'res.partner' },
    });

    expect(ownership(text, 'customer')).toMatchObject({ master: 'odoo', owner: 'sales', contract: 'customer@1' });
    expect(ownership(text, 'customer', 'segment')).toMatchObject({ master: 'crm' });
    expect(text).not.toContain('accounts');
  });

  test('a new field belongs to the owner of its entity, and a known one keeps its own', () => {
    const text = edited(
      { edit: 'set-field', entity: 'customer', field: 'email', class: 'personal', names: {} },
      { edit: 'set-field', entity: 'customer', field: 'segment', class: '', names: { crm: 'segment_c' } },
    );

    expect(text).toContain('      email:\n        master: odoo\n        class: personal\n');
    expect(text).toContain(
      '      segment:\n        master: crm\n        projections: [odoo]\n        names:\n          crm: segment_c\n',
    );
  });

  test('fields and entities go, and leave no empty map behind', () => {
    const fields = edited(
      { edit: 'remove-row', row: vat },
      { edit: 'remove-row', row: { entity: 'customer', field: 'segment' } },
    );
    const all = edited({ edit: 'remove-row', row });

    expect(fields).not.toContain('fields');
    expect(all).not.toContain('entities');
  });

  test.each<[string, RegistryEdit, string]>([
    ['a contract of no form', { ...invoice, contract: 'Invoice', models: {} }, 'workspace/invalid-value'],
    ['an entity of no form', { ...invoice, entity: 'In voice', models: {} }, 'workspace/invalid-value'],
    ['a model another entity has', { ...invoice, models: { odoo: 'res.partner' } }, 'registry/claimed-twice'],
    ['an unknown owner', { ...invoice, master: 'sap', models: {} }, 'registry/unknown-system'],
    [
      'a field of an unknown entity',
      { edit: 'set-field', entity: 'order', field: 'x', class: '', names: {} },
      'registry/no-such-row',
    ],
    [
      'a system without a name',
      { edit: 'set-system', system: 'sap', entry: { name: '', owner: 'x' } },
      'workspace/invalid-value',
    ],
  ])('%s is refused and nothing changes', (_, edit, code) => {
    const refused = applyRegistryEdit(fileOf(start), edit);

    expect(refused.ok ? [] : refused.problems.map((problem) => problem.code)).toContain(code);
    expect(refused.ok ? [] : refused.problems.map(({ line }) => line)).not.toContain(1);
  });
});

describe('systems', () => {
  test('the first one begins the file', () => {
    const text = editSystemsText('', [{ edit: 'set-system', system: 'odoo', entry: { name: 'Odoo', owner: 'erp' } }]);

    expect(text).toEqual({ ok: true, value: 'penstock: 1\nsystems:\n  odoo:\n    name: Odoo\n    owner: erp\n' });
  });

  test('a change keeps the comments of the file', () => {
    const text = edited({ edit: 'set-system', system: 'shop', entry: { name: 'Web shop', owner: 'web' } });

    expect(text).toBe(start.replace('name: Shop', 'name: Web shop'));
  });

  test('one that owns something stays, and the sentence names it', () => {
    const refused = editSystemsText(start, [{ edit: 'remove-system', system: 'crm' }]);

    expect(rowsOwnedBy(fileOf(start), 'crm')).toEqual(['customer.segment']);
    expect(refused).toMatchObject({ ok: false, problems: [{ code: 'registry/still-owner' }] });
    expect(refused.ok ? '' : refused.problems[0]?.message).toContain('customer.segment');
  });

  test('one that owns nothing goes from every list', () => {
    const text = edited(
      { edit: 'set-part', row: { entity: 'customer', field: 'segment' }, system: 'odoo', part: 'owns' },
      { edit: 'remove-system', system: 'crm' },
      { edit: 'remove-system', system: 'shop' },
    );

    expect(text).not.toMatch(/crm|shop/);
    expect(parseSystems(text).ok).toBe(true);
  });

  test('a field that had forbidden every copy still does', () => {
    const text = edited(
      { edit: 'set-part', row: vat, system: 'shop', part: 'none' },
      { edit: 'set-part', row: { entity: 'customer', field: 'segment' }, system: 'odoo', part: 'owns' },
      { edit: 'remove-system', system: 'crm' },
    );

    expect(ownership(text, 'customer', 'vat')).toMatchObject({ projections: [] });
  });

  test('the last one may go as well', () => {
    const file = { ...emptySystems, systems: { odoo: { name: 'Odoo', owner: 'erp' } } };

    expect(applyRegistryEdit(file, { edit: 'remove-system', system: 'odoo' })).toEqual({
      ok: true,
      value: emptySystems,
    });
  });
});
