import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fieldFixtures } from './field-fixtures.ts';
import { type OdooVersion, readSchema } from './schema.ts';

const versions: readonly OdooVersion[] = [16, 18, 19];

describe.each(versions)('the fields of Odoo %s', (version) => {
  const schema = readSchema(version);

  test('point only at models that are played, and one2many fields at a many2one there', () => {
    const dangling = [...schema.values()].flatMap((model) =>
      [...model.fields.values()].flatMap(({ name, relation, inverse, type, store }) => {
        // What is not stored is computed, or belongs to the record that is delegated to.
        if (relation === undefined || !store) return [];
        const other = schema.get(relation);
        const back = type === 'one2many' ? other?.fields.get(inverse ?? '')?.relation : model.name;
        return other === undefined || back !== model.name ? [`${model.name}.${name}`] : [];
      }),
    );

    expect(dangling).toEqual([]);
  });

  test('have labels, and choices where they are selections', () => {
    const poor = [...schema.values()].flatMap((model) =>
      [...model.fields.values()].filter(
        (field) => field.string === '' || (field.type === 'selection' && (field.selection ?? []).length === 0),
      ),
    );

    expect(poor).toEqual([]);
  });

  test('are ordered by fields that exist', () => {
    const wrong = [...schema.values()].filter((model) =>
      model.order.split(',').some((term) => {
        const [field = ''] = term.trim().split(' ');
        return field !== 'complete_name' && !model.fields.has(field);
      }),
    );

    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

test('every fixture in the folder is read', () => {
  const folder = path.join(import.meta.dirname, 'fields');
  const models = readdirSync(folder).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
  );

  expect(fieldFixtures.flatMap((file) => Object.keys(file)).sort()).toEqual(models.sort());
});

test('renamed fields are there in the versions that have them', () => {
  const has = (version: OdooVersion, model: string, field: string): boolean =>
    readSchema(version).get(model)?.fields.has(field) === true;

  expect(
    versions.map((version) => [
      has(version, 'res.partner', 'mobile'),
      has(version, 'sale.order', 'locked'),
      has(version, 'res.users', 'group_ids'),
    ]),
  ).toEqual([
    [true, false, false],
    [true, true, false],
    [false, true, true],
  ]);
});
