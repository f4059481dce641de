import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { callOdoo } from './client.ts';
import { type FakeOdoo, startFakeOdoo } from './fake-odoo.ts';
import { loseLoadRace } from './odoo-faults.ts';
import type { OdooVersion } from './schema.ts';

const versions: readonly OdooVersion[] = [16, 18, 19];

const orderColumns = [
  'id',
  'partner_id/.id',
  'client_order_ref',
  'order_line/id',
  'order_line/product_id/.id',
  'order_line/product_uom_qty',
];
const orderRows = [
  ['__penstock__.order_1', '9', 'PO-1', '__penstock__.order_1_line_1', '15', '2'],
  ['', '', '', '__penstock__.order_1_line_2', '16', '1'],
];

async function load(
  odoo: FakeOdoo,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Json | undefined> {
  return callOdoo(odoo, ['sale.order', 'load', [columns, rows]]);
}

describe.each(versions)('load on Odoo %s', (version) => {
  test('the same order loaded five times is one order with the same lines', async () => {
    await using odoo = await startFakeOdoo({ version });

    const answers = [];
    for (let time = 0; time < 5; time += 1) answers.push(await load(odoo, orderColumns, orderRows));

    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"ids":[1],"messages":[],"nextrow":0}']),
    );
    expect(odoo.records('sale.order')).toMatchObject([
      { id: 1, name: 'S00001', amount_total: 1570, order_line: [1, 2] },
    ]);
    expect(odoo.records('sale.order.line')).toHaveLength(2);
  });

  test('lines without an id of their own are appended each time', async () => {
    await using odoo = await startFakeOdoo({ version });
    const columns = ['id', 'partner_id/.id', 'order_line/product_id/.id'];
    const rows = [
      ['__penstock__.o', '9', '15'],
      ['', '', '16'],
    ];

    await load(odoo, columns, rows);
    await load(odoo, columns, rows);

    expect(odoo.records('sale.order')).toMatchObject([{ order_line: [1, 2, 3, 4] }]);
  });

  test('a quantity that somebody edited is overwritten by the next load', async () => {
    await using odoo = await startFakeOdoo({ version });
    await load(odoo, orderColumns, orderRows);
    odoo.edit('sale.order.line', [1], { product_uom_qty: 7 });

    await load(odoo, orderColumns, orderRows);

    expect(odoo.records('sale.order.line')).toMatchObject([{ product_uom_qty: 2 }, { product_uom_qty: 1 }]);
  });

  test('a column that is not supplied keeps what is there, a blank cell empties it', async () => {
    await using odoo = await startFakeOdoo({ version });
    await callOdoo(odoo, [
      'res.partner',
      'load',
      [['id', 'name', 'email', 'phone'], [['p.a', 'A', 'a@example.com', '1']]],
    ]);

    await callOdoo(odoo, ['res.partner', 'load', [['id', 'name', 'email'], [['p.a', 'A', '']]]]);

    expect(odoo.records('res.partner').at(-1)).toMatchObject({ name: 'A', email: false, phone: '1' });
  });

  test('one bad row keeps the whole batch out and answers with a normal result', async () => {
    await using odoo = await startFakeOdoo({ version });
    const before = odoo.records('res.partner').length;
    const rows = [
      ['p.a', 'A', 'Belgium'],
      ['p.b', 'B', 'Nowhere'],
      ['p.c', '', ''],
    ];

    const answer = await callOdoo(odoo, ['res.partner', 'load', [['id', 'name', 'country_id'], rows]]);

    expect(answer).toMatchObject({
      ids: false,
      messages: [
        {
          type: 'error',
          record: 1,
          rows: { from: 1, to: 1 },
          message: "No matching record found for name 'Nowhere' in field 'Country'",
        },
        { type: 'error', record: 2, message: 'The operation cannot be completed: Contacts require a name' },
      ],
    });
    expect(odoo.records('res.partner')).toHaveLength(before);
    expect(odoo.externalIds().has('p.a')).toBe(false);
    expect(odoo.ledger.at(-1)).toMatchObject({ method: 'load', applied: false, effects: [] });
  });

  test('a required field without a value is named in the message', async () => {
    await using odoo = await startFakeOdoo({ version });

    const answer = await callOdoo(odoo, ['sale.order', 'load', [['id', 'client_order_ref'], [['o.a', 'PO']]]]);

    expect(answer).toMatchObject({
      ids: false,
      messages: [{ message: "Missing required value for the field 'Customer' (partner_id)", field: 'partner_id' }],
    });
  });

  test('rows refer to records of the same batch, by name, and by database id', async () => {
    await using odoo = await startFakeOdoo({ version });
    const rows = [
      ['p.company', 'Firm', '', 'Belgium'],
      ['p.person', 'Jane', 'p.company', ''],
    ];

    const answer = await callOdoo(odoo, ['res.partner', 'load', [['id', 'name', 'parent_id/id', 'country_id'], rows]]);

    expect(answer).toMatchObject({ ids: [12, 13], messages: [] });
    expect(odoo.records('res.partner').slice(-2)).toMatchObject([
      { name: 'Firm', country_id: 20, parent_id: false },
      { name: 'Jane', parent_id: 12, display_name: 'Firm, Jane' },
    ]);
  });

  test('an id of another model is refused', async () => {
    await using odoo = await startFakeOdoo({ version });
    await callOdoo(odoo, ['res.partner', 'load', [['id', 'name'], [['x.one', 'A']]]]);

    const answer = await callOdoo(odoo, ['product.template', 'load', [['id', 'name'], [['x.one', 'B']]]]);

    expect(answer).toMatchObject({
      ids: false,
      messages: [{ type: 'error', message: expect.stringContaining('found record of different model res.partner') }],
    });
  });

  test('a plain user may load but may not read external ids', async () => {
    await using odoo = await startFakeOdoo({ version });

    const answer = await callOdoo(odoo, ['res.partner', 'load', [['id', 'name'], [['x.bot', 'A']]]], 'bot');

    expect(answer).toMatchObject({ ids: [12] });
    await expect(callOdoo(odoo, ['ir.model.data', 'search_read', [[]]], 'bot')).rejects.toThrow(
      "You are not allowed to access 'Model Data' (ir.model.data)",
    );
  });

  test('whoever loses the race for a new id is told so in a message', async () => {
    await using odoo = await startFakeOdoo({ version });
    odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: loseLoadRace(), skip: 1, times: 1 });

    const [winner, loser] = [await load(odoo, orderColumns, orderRows), await load(odoo, orderColumns, orderRows)];

    expect([winner, loser]).toMatchObject([
      { ids: [1] },
      { ids: false, messages: [{ message: 'could not serialize access due to concurrent update\n' }] },
    ]);
    expect(odoo.records('sale.order')).toHaveLength(1);
  });
});

test('cells that are no numbers, dates or choices are refused in the words of their type', async () => {
  await using odoo = await startFakeOdoo({ version: 19 });
  const columns = ['name', 'customer_rank', 'partner_latitude', 'type', 'active'];

  const answer = await callOdoo(odoo, ['res.partner', 'load', [columns, [['A', 'many', 'north', 'bogus', 'maybe']]]]);

  expect(answer).toMatchObject({
    ids: false,
    messages: [
      { field: 'customer_rank', message: "'many' does not seem to be an integer for field 'Customer Rank'" },
      { field: 'partner_latitude', message: "'north' does not seem to be a number for field 'Geo Latitude'" },
      { field: 'type', message: "Value 'bogus' not found in selection field 'Address Type'" },
      { field: 'active', type: 'warning' },
    ],
  });
});

test('eight clients that search before they create make eight records', async () => {
  await using odoo = await startFakeOdoo({ version: 19 });
  const domain = [['ref', '=', 'race']];
  const clients = Array.from({ length: 8 }, () => undefined);

  const found = await Promise.all(clients.map(() => callOdoo(odoo, ['res.partner', 'search', [domain]])));
  await Promise.all(found.map(() => callOdoo(odoo, ['res.partner', 'create', [{ name: 'x', ref: 'race' }]])));

  expect(await callOdoo(odoo, ['res.partner', 'search_count', [domain]])).toBe(8);
});
