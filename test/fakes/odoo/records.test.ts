import { describe, expect, test } from 'vitest';
import { callOdoo, OdooRefusal } from './client.ts';
import { type FakeOdoo, startFakeOdoo } from './fake-odoo.ts';
import type { OdooVersion } from './schema.ts';

const versions: readonly OdooVersion[] = [16, 18, 19];

function userError(message: string): OdooRefusal {
  return new OdooRefusal('odoo.exceptions.UserError', message);
}

function orderOf(odoo: FakeOdoo): number {
  return odoo.insert('sale.order', { partner_id: 9, order_line: [[0, 0, { product_id: 15, product_uom_qty: 2 }]] });
}

describe.each(versions)('a sale order on Odoo %s', (version) => {
  test('takes its price and its words from the product and sums up its lines', async () => {
    await using odoo = await startFakeOdoo({ version });

    const id = await callOdoo(odoo, [
      'sale.order',
      'create',
      [
        {
          partner_id: 9,
          order_line: [
            [0, 0, { product_id: 15, product_uom_qty: 2 }],
            [0, 0, { product_id: 16, price_unit: 60, discount: 50 }],
          ],
        },
      ],
    ]);

    expect(odoo.records('sale.order')).toMatchObject([
      { id, name: 'S00001', amount_total: 1530, partner_invoice_id: 9, state: 'draft' },
    ]);
    expect(odoo.records('sale.order.line')).toMatchObject([
      { name: '[FURN_0096] Customizable Desk', price_unit: 750, price_subtotal: 1500 },
      { name: '[FURN_7777] Office Chair', price_unit: 60, price_subtotal: 30 },
    ]);
  });

  test('is confirmed once; a second time is true on 16 and refused later', async () => {
    await using odoo = await startFakeOdoo({ version });
    const id = orderOf(odoo);

    const first = await callOdoo(odoo, ['sale.order', 'action_confirm', [[id]]]);
    const second = callOdoo(odoo, ['sale.order', 'action_confirm', [[id]]]);

    expect(first).toBe(true);
    if (version === 16) await expect(second).resolves.toBe(true);
    else await expect(second).rejects.toThrow(userError('Some orders are not in a state requiring confirmation.'));
    expect(odoo.records('sale.order')).toMatchObject([{ state: 'sale', invoice_status: 'to invoice' }]);
  });

  test('guards its lines once it is locked', async () => {
    await using odoo = await startFakeOdoo({ version });
    const id = orderOf(odoo);
    await callOdoo(odoo, ['sale.order', 'action_confirm', [[id]]]);

    await callOdoo(odoo, ['sale.order', version === 16 ? 'action_done' : 'action_lock', [[id]]]);

    const change = callOdoo(odoo, ['sale.order.line', 'write', [[1], { product_uom_qty: 9 }]]);
    await expect(change).rejects.toThrow(
      userError('It is forbidden to modify the following fields in a locked order:\nQuantity'),
    );
    const cancel = callOdoo(odoo, ['sale.order', 'action_cancel', [[id]]]);
    await expect(cancel).rejects.toThrow(userError('You cannot cancel a locked order. Please unlock it first.'));
  });

  test('cannot be deleted once it is confirmed, nor lose a line', async () => {
    await using odoo = await startFakeOdoo({ version });
    const id = orderOf(odoo);
    await callOdoo(odoo, ['sale.order', 'action_confirm', [[id]]]);

    await expect(callOdoo(odoo, ['sale.order', 'unlink', [[id]]])).rejects.toThrow('You must first cancel it');
    await expect(callOdoo(odoo, ['sale.order.line', 'unlink', [[1]]])).rejects.toThrow(
      "you can't remove one of its lines",
    );
  });

  test('takes its lines along when it is deleted as a draft', async () => {
    await using odoo = await startFakeOdoo({ version });
    const id = orderOf(odoo);

    await callOdoo(odoo, ['sale.order', 'unlink', [[id]]]);

    expect([odoo.records('sale.order'), odoo.records('sale.order.line')]).toEqual([[], []]);
  });

  test('wants a customer', async () => {
    await using odoo = await startFakeOdoo({ version });

    const call = callOdoo(odoo, ['sale.order', 'create', [{ client_order_ref: 'PO' }]]);

    await expect(call).rejects.toThrow(/^The operation cannot be completed:[\s\S]*\(partner_id\)/);
  });

  test('names its unit and its taxes as its version does', async () => {
    await using odoo = await startFakeOdoo({ version });

    const fields = await callOdoo(odoo, [
      'sale.order.line',
      'fields_get',
      [['product_uom', 'product_uom_id', 'tax_id', 'tax_ids']],
      { attributes: ['type'] },
    ]);

    const expected = version === 19 ? ['product_uom_id', 'tax_ids'] : ['product_uom', 'tax_id'];
    expect(Object.keys(fields ?? {})).toEqual(expected);
  });
});

describe('records', () => {
  test('that are gone read as nothing and cannot be written', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    odoo.remove('res.partner', [11]);

    expect(await callOdoo(odoo, ['res.partner', 'read', [[9, 11], ['name']]])).toEqual([
      { id: 9, name: 'Acme Corporation' },
    ]);
    await expect(callOdoo(odoo, ['res.partner', 'unlink', [[11]]])).rejects.toThrow(
      'Record does not exist or has been deleted.',
    );
  });

  test('of a failed transaction leave no trace but a used-up id', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });

    await expect(
      callOdoo(odoo, ['res.partner', 'create', [[{ name: 'good' }, { name: 'bad', nofield: 1 }]]]),
    ).rejects.toThrow('nofield');
    const next = await callOdoo(odoo, ['res.partner', 'create', [{ name: 'next' }]]);

    expect([odoo.records('res.partner').some(({ name }) => name === 'good'), next]).toEqual([false, 13]);
  });

  test('that others need cannot be deleted', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    orderOf(odoo);

    await expect(callOdoo(odoo, ['res.partner', 'unlink', [[9]]])).rejects.toThrow(
      "The troublemaker is: 'Sales Order' (sale.order)",
    );
  });

  test('of a transaction carry one time stamp, those of the next another', async () => {
    await using odoo = await startFakeOdoo({ version: 16, now: () => new Date('2026-11-21T17:00:00.500Z') });
    const one = await callOdoo(odoo, ['res.partner', 'create', [{ name: 'a' }]]);
    await callOdoo(odoo, ['res.partner', 'create', [[{ name: 'b' }, { name: 'c' }]]]);
    const last = odoo.ledger.at(-1)?.at.slice(0, 19).replace('T', ' ') ?? '';

    const rows = await callOdoo(odoo, [
      'res.partner',
      'search_read',
      [
        [
          ['write_date', '>=', last],
          ['id', '>=', one ?? 0],
        ],
      ],
      { fields: ['write_date'], order: 'write_date desc, id' },
    ]);

    expect(rows).toMatchObject([{ id: 13 }, { id: 14 }, { id: 12 }]);
  });

  test('are found by name with their code, and by what their model searches', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });

    const byCode = await callOdoo(odoo, ['product.product', 'name_search', ['furn_00']]);
    const exactly = await callOdoo(odoo, [
      'product.product',
      'name_search',
      ['[LAMP_0001] Desk Lamp'],
      { operator: '=' },
    ]);

    expect([byCode, exactly]).toEqual([[[15, '[FURN_0096] Customizable Desk']], [[17, '[LAMP_0001] Desk Lamp']]]);
  });

  test('of a product are one template with one variant, whichever is created', async () => {
    await using odoo = await startFakeOdoo({ version: 18 });

    const template = await callOdoo(odoo, [
      'product.template',
      'create',
      [{ name: 'T', default_code: 'T1', list_price: 5 }],
    ]);
    const variant = await callOdoo(odoo, [
      'product.product',
      'create',
      [{ name: 'V', default_code: 'V1', list_price: 6 }],
    ]);

    expect(odoo.records('product.product').slice(-2)).toMatchObject([
      { product_tmpl_id: template, name: 'T', default_code: 'T1', lst_price: 5 },
      { id: variant, name: 'V', default_code: 'V1', lst_price: 6 },
    ]);
    expect(odoo.records('product.template').slice(-2)).toMatchObject([
      { default_code: 'T1' },
      { name: 'V', default_code: 'V1' },
    ]);
  });

  test('are read by what the user may do', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    orderOf(odoo);
    const own = await callOdoo(odoo, ['sale.order', 'create', [{ partner_id: 9 }]], 'bot');

    expect(await callOdoo(odoo, ['sale.order', 'search', [[]]], 'bot')).toEqual([own]);
    expect(await callOdoo(odoo, ['account.move', 'has_access', [[], 'create']], 'bot')).toBe(false);
    expect(await callOdoo(odoo, ['res.users', 'context_get', []], 'bot')).toMatchObject({ uid: 10, lang: 'en_US' });
  });
});

describe('other documents', () => {
  test('a purchase order is summed up, confirmed and cancelled', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    const id = odoo.insert('purchase.order', {
      partner_id: 11,
      order_line: [[0, 0, { product_id: 16, product_qty: 3 }]],
    });

    const confirmed = await callOdoo(odoo, ['purchase.order', 'button_confirm', [[id]]]);
    const cancelled = await callOdoo(odoo, ['purchase.order', 'button_cancel', [[id]]]);

    expect([confirmed, cancelled]).toEqual([true, undefined]);
    expect(odoo.records('purchase.order')).toMatchObject([{ name: 'P00001', amount_total: 165, state: 'cancel' }]);
  });

  test('16 delivers through its wizard', async () => {
    await using odoo = await startFakeOdoo({ version: 16 });
    const order = orderOf(odoo);
    await callOdoo(odoo, ['sale.order', 'action_confirm', [[order]]]);
    await callOdoo(odoo, ['stock.picking', 'action_assign', [[1]]]);
    await callOdoo(odoo, ['stock.picking', 'button_validate', [[1]]]);
    const wizard = await callOdoo(odoo, ['stock.immediate.transfer', 'create', [{ pick_ids: [[4, 1]] }]]);

    await callOdoo(odoo, ['stock.immediate.transfer', 'process', [[wizard ?? 0]]]);

    expect(odoo.records('stock.picking')).toMatchObject([{ state: 'done', sale_id: order }]);
    expect(odoo.records('sale.order')).toMatchObject([{ delivery_status: 'full' }]);
    expect(odoo.records('product.product')).toMatchObject([{ qty_available: 98 }, {}, {}, {}]);
  });

  test('leads, employees and tasks are kept', async () => {
    await using odoo = await startFakeOdoo({ version: 18 });
    const lead = await callOdoo(odoo, ['crm.lead', 'create', [{ name: 'Lead', email_from: 'a@example.com' }]]);
    await callOdoo(odoo, ['crm.lead', 'action_set_won', [[lead ?? 0]]]);
    const employee = await callOdoo(odoo, [
      'hr.employee',
      'create',
      [{ name: 'Ann', work_email: 'ann@example.com', department_id: 2 }],
    ]);
    const task = await callOdoo(odoo, ['project.task', 'create', [{ name: 'Do', project_id: 1, user_ids: [[4, 2]] }]]);

    expect([lead, employee, task]).toEqual([1, 1, 1]);
    expect(odoo.records('crm.lead')).toMatchObject([{ probability: 100, stage_id: 4 }]);
    expect(odoo.records('project.task')).toMatchObject([{ state: '01_in_progress', user_ids: [2] }]);
  });
});
