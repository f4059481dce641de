import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { callOdoo, OdooRefusal } from './client.ts';
import { type FakeOdoo, startFakeOdoo } from './fake-odoo.ts';

let odoo: FakeOdoo;

beforeAll(async () => {
  odoo = await startFakeOdoo({ version: 19 });
  const belgian = odoo.insert('res.partner', {
    name: 'Zita',
    email: 'zita@example.com',
    country_id: 20,
    customer_rank: 3,
    ref: 'T',
  });
  odoo.insert('res.partner', {
    name: 'Yann',
    country_id: 75,
    customer_rank: 1,
    ref: 'T',
    category_id: [[0, 0, { name: 'gold' }]],
  });
  odoo.insert('res.partner', { name: 'Xeno 100%', ref: 'T', parent_id: belgian });
  odoo.insert('res.partner', { name: 'Archived', ref: 'T', active: false });
});

afterAll(() => odoo.close());

/** The names that a domain finds among this file's own partners. */
async function find(...terms: readonly Json[]): Promise<Json> {
  const domain = ['&', ['ref', '=', 'T'], ...(terms.length === 0 ? [[1, '=', 1]] : terms)];
  const rows = await callOdoo(odoo, ['res.partner', 'search_read', [domain], { fields: ['name'], order: 'name' }]);
  return Array.isArray(rows) ? rows.map((row) => row.name) : [];
}

describe('a domain', () => {
  test('without terms finds what is not archived', async () => {
    expect(await find()).toEqual(['Xeno 100%', 'Yann', 'Zita']);
  });

  test.each<readonly [string, readonly Json[], Json]>([
    ['=', [['name', '=', 'Yann']], ['Yann']],
    ['= false for empty fields', [['email', '=', false]], ['Xeno 100%', 'Yann']],
    ['!= counts empty fields in', [['email', '!=', 'zita@example.com']], ['Xeno 100%', 'Yann']],
    ['!= false', [['email', '!=', false]], ['Zita']],
    ['<', [['customer_rank', '<', 1]], ['Xeno 100%']],
    ['>=', [['customer_rank', '>=', 1]], ['Yann', 'Zita']],
    ['in', [['name', 'in', ['Yann', 'Zita']]], ['Yann', 'Zita']],
    ['not in', [['name', 'not in', ['Yann']]], ['Xeno 100%', 'Zita']],
    ['in with false', [['email', 'in', [false, 'nobody']]], ['Xeno 100%', 'Yann']],
    ['like minds capitals', [['name', 'like', 'zi']], []],
    ['ilike does not', [['name', 'ilike', 'zi']], ['Zita']],
    ['not ilike', [['name', 'not ilike', 'a']], ['Xeno 100%']],
    ['=like takes the pattern as it is', [['name', '=like', 'Y%']], ['Yann']],
    ['=like with an escaped percent', [['name', '=like', '%100\\%']], ['Xeno 100%']],
    ['a many2one by id', [['country_id', '=', 20]], ['Zita']],
    ['a many2one by name', [['country_id', '=', 'France']], ['Yann']],
    ['an empty many2one', [['country_id', '=', false]], ['Xeno 100%']],
    ['a dotted path', [['country_id.code', '=', 'BE']], ['Zita']],
    ['a dotted path through a parent', [['parent_id.country_id.name', 'ilike', 'belg']], ['Xeno 100%']],
    ['a path into lines', [['child_ids.name', 'ilike', 'xeno']], ['Zita']],
    ['a many2many by name', [['category_id', 'ilike', 'gold']], ['Yann']],
    ['not and or', ['!', '|', ['name', '=', 'Yann'], ['name', '=', 'Zita']], ['Xeno 100%']],
    ['or over three', ['|', '|', ['name', '=', 'Yann'], ['name', '=', 'Zita'], ['id', '=', 0]], ['Yann', 'Zita']],
    ['any', [['country_id', 'any', [['code', '=', 'FR']]]], ['Yann']],
    ['active asked for', [['active', '=', false]], ['Archived']],
  ])('understands %s', async (_name, terms, found) => {
    expect(await find(...terms)).toEqual(found);
  });

  test('joins terms that follow each other by "and"', async () => {
    const domain = [
      ['ref', '=', 'T'],
      ['customer_rank', '>', 0],
      ['country_id', '=', 75],
    ];

    expect(await callOdoo(odoo, ['res.partner', 'search_count', [domain]])).toBe(1);
  });

  test('is refused when its operators have nothing to join', async () => {
    const call = callOdoo(odoo, ['res.partner', 'search', [['|', ['name', '=', 'x']]]]);

    await expect(call).rejects.toThrow('not well formed');
  });

  test('is refused when a path leads to an unknown field', async () => {
    const call = callOdoo(odoo, ['res.partner', 'search', [[['country_id.nofield', '=', 1]]]]);

    await expect(call).rejects.toThrow(
      new OdooRefusal('builtins.ValueError', "Invalid field res.country.nofield in condition ('nofield', '=', 1)"),
    );
  });
});

describe('order, offset and limit', () => {
  test('put empty values last going up and first going down', async () => {
    const up = await callOdoo(odoo, [
      'res.partner',
      'search_read',
      [[['ref', '=', 'T']]],
      { fields: ['name'], order: 'email asc, name' },
    ]);
    const down = await callOdoo(odoo, [
      'res.partner',
      'search_read',
      [[['ref', '=', 'T']]],
      { fields: ['name'], order: 'email desc, name desc' },
    ]);

    expect([up, down]).toMatchObject([
      [{ name: 'Zita' }, { name: 'Xeno 100%' }, { name: 'Yann' }],
      [{ name: 'Yann' }, { name: 'Xeno 100%' }, { name: 'Zita' }],
    ]);
  });

  test('page through the answer', async () => {
    const page = await callOdoo(odoo, [
      'res.partner',
      'search_read',
      [[['ref', '=', 'T']]],
      { fields: ['name'], order: 'name', offset: 1, limit: 1 },
    ]);

    expect(page).toMatchObject([{ name: 'Yann' }]);
  });
});
