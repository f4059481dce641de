import { afterEach, describe, expect, test } from 'vitest';
import { loseAnswer, resetBeforeApplying } from '#test/fakes/faults.ts';
import {
  cleanUp,
  codeOf,
  create,
  linesOf,
  never,
  operate,
  order,
  retried,
  start,
  versions,
} from '#test/rigs/odoo-client.ts';

afterEach(cleanUp);

describe.each(versions)('Odoo %i', (version) => {
  test('an order is created with its customer, its lines and exact prices', async () => {
    const { odoo, client } = await start(version);

    const result = await create(client);

    expect(result).toEqual({
      ok: true,
      port: 'done',
      result: {
        id: expect.any(Number),
        name: 'S00001',
        state: 'draft',
        partner: expect.any(Number),
        currency: 'USD',
        externalId: '__penstock__.shop-order_WEB-1001',
      },
    });
    expect(linesOf(odoo)).toEqual([
      [15, 2, 749.95],
      [17, 1.5, 0.05],
    ]);
    expect(odoo.records('sale.order')).toMatchObject([{ client_order_ref: 'WEB-1001', state: 'draft' }]);
    const partner = odoo.records('res.partner').find(({ email }) => email === 'Jane.Doe@example.com');
    expect(partner).toMatchObject({ name: 'Jane Doe', country_id: 20 });
  });

  test('the same order five times is one order, and later calls end on exists', async () => {
    const { odoo, client } = await start(version);

    const results: string[] = [];
    for (let count = 0; count < 5; count += 1) results.push(codeOf(await create(client)));

    expect(results).toEqual(['ok done', ...Array(4).fill('ok exists')]);
    expect(odoo.records('sale.order')).toHaveLength(1);
    expect(odoo.records('sale.order.line')).toHaveLength(2);
    expect(odoo.records('res.partner').filter(({ name }) => name === 'Jane Doe')).toHaveLength(1);
  });

  test('the same order in parallel is one order', async () => {
    const { odoo, client } = await start(version);

    const results = await Promise.all(
      Array.from({ length: 8 }, () => retried(() => create(client, order, { confirm: true }))),
    );

    expect(results.every((result) => result.ok)).toBe(true);
    expect(odoo.records('sale.order')).toMatchObject([{ state: 'sale' }]);
    expect(odoo.records('sale.order.line')).toHaveLength(2);
    expect(odoo.records('stock.picking')).toHaveLength(1);
  });

  test('what was edited in Odoo stays', async () => {
    const { odoo, client } = await start(version);
    await create(client);
    const [line] = odoo.records('sale.order.line');
    odoo.edit('sale.order.line', [Number(line?.id)], { product_uom_qty: 7 });
    odoo.edit('sale.order', [1], { client_order_ref: 'changed by hand' });

    const result = await create(client);

    expect(codeOf(result)).toBe('ok exists');
    expect(linesOf(odoo)).toEqual([
      [15, 7, 749.95],
      [17, 1.5, 0.05],
    ]);
    expect(odoo.records('sale.order')).toMatchObject([{ client_order_ref: 'changed by hand' }]);
  });

  test('looking whether an order is there changes and creates nothing', async () => {
    const { odoo, client } = await start(version);

    const status = await operate(client, 'order.status');

    expect(codeOf(status)).toBe('odoo/not-there');
    expect(odoo.records('sale.order')).toEqual([]);
    expect(odoo.ledger.flatMap(({ effects }) => effects)).toEqual([]);
  });

  test('a lost answer leads to exists, not to a second order', async () => {
    const { odoo, client } = await start(version);
    odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault: loseAnswer(), times: 1 });

    const lost = await create(client, order, { confirm: true });
    const again = await create(client, order, { confirm: true });

    expect(lost).toMatchObject({ ok: false, failure: { code: 'http/interrupted', unknown: true } });
    expect(again).toMatchObject({ ok: true, port: 'exists', result: { state: 'sale' } });
    expect(odoo.records('sale.order')).toHaveLength(1);
  });

  test('an order of ours that was left unconfirmed is completed and reported as existing', async () => {
    const { odoo, client } = await start(version);
    odoo.faults.inject({ where: { method: 'action_confirm' }, fault: resetBeforeApplying(), times: 1 });

    const broken = await create(client, order, { confirm: true });
    const again = await create(client, order, { confirm: true });

    expect(codeOf(broken)).toBe('http/interrupted');
    expect(again).toMatchObject({ ok: true, port: 'exists', result: { state: 'sale' } });
    expect(odoo.records('stock.picking')).toHaveLength(1);
  });

  test('confirming leaves a confirmed order alone, and one press that got lost is seen', async () => {
    const { odoo, client } = await start(version);
    const created = await create(client);
    odoo.faults.inject({ where: { method: 'action_confirm' }, fault: loseAnswer(), times: 1 });

    const results = [
      await operate(client, 'order.confirm'),
      await operate(client, 'order.confirm'),
      await operate(client, 'order.confirm', created.ok ? created.result : {}),
    ];

    expect(results.map(codeOf)).toEqual(['http/interrupted', 'ok done', 'ok done']);
    expect(results[2]).toMatchObject({ result: { state: 'sale' } });
  });

  test('cancelling works on a confirmed order, twice, and on one that was never there', async () => {
    const { odoo, client } = await start(version);
    const created = await create(client, order, { confirm: true });
    const undo = { input: {}, outcome: 'done', ...(created.ok ? { result: created.result } : {}) };

    const results = [await operate(client, 'order.cancel', undo), await operate(client, 'order.cancel', undo)];
    const absent = await operate(client, 'order.cancel', { outcome: 'unknown' }, 'WEB-9999');

    expect(results.map((result) => result.ok && result.result)).toMatchObject([
      { state: 'cancel' },
      { state: 'cancel' },
    ]);
    expect(absent).toEqual({ ok: true, port: 'done', result: { id: null, state: 'absent' } });
    expect(odoo.records('sale.order')).toMatchObject([{ state: 'cancel' }]);
  });

  test('a button that only opens a window has done nothing', async () => {
    const { odoo, client } = await start(version);
    await create(client);
    odoo.edit('sale.order', [1], { state: 'cancel' });

    const result = await operate(client, 'order.confirm');

    expect(codeOf(result)).toBe('odoo/refused');
    expect(odoo.records('sale.order')).toMatchObject([{ state: 'cancel' }]);
  });

  test('a product that is missing is named, and nothing is created', async () => {
    const { odoo, client } = await start(version);
    const values = { ...order, order_line: [...order.order_line, { sku: 'NOPE-1', quantity: 1 }] };

    const result = await create(client, values);

    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'odoo/no-such-product',
        kind: 'validation',
        title: expect.stringContaining('NOPE-1'),
        detail: { skus: ['NOPE-1'] },
      },
    });
    expect(odoo.records('sale.order')).toEqual([]);
    expect(odoo.records('res.partner').some(({ name }) => name === 'Jane Doe')).toBe(false);
  });

  test('two products with one reference are not guessed between', async () => {
    const { odoo, client } = await start(version);
    odoo.insert('product.template', { name: 'Twin', default_code: 'FURN_0096' });

    const result = await create(client);

    expect(codeOf(result)).toBe('odoo/ambiguous-product');
  });

  test('states are never written', async () => {
    const { odoo, client } = await start(version);

    const results = [
      await create(client, { ...order, state: 'sale' }),
      await create(client, { ...order, order_line: [{ sku: 'FURN_0096', quantity: 1, state: 'sale' }] }),
      await operate(client, 'customer.upsert', { name: 'A', x: { invoice_status: 'no' } }),
      await client.call({
        model: 'sale.order',
        method: 'write',
        ids: [1],
        args: { vals: { state: 'draft' } },
        signal: never,
      }),
      await client.call({
        model: 'sale.order',
        method: 'create',
        args: { vals_list: [{ partner_id: 9, locked: true }] },
        signal: never,
      }),
      await client.call({
        model: 'sale.order',
        method: 'load',
        args: { fields: ['id', 'state'], data: [['a', 'sale']] },
        signal: never,
      }),
    ];

    expect(results.map(codeOf)).toEqual(Array(6).fill('odoo/state-field'));
    expect(odoo.ledger).toEqual([]);
  });

  test('prices in another currency than the order keep it from being confirmed', async () => {
    const { odoo, client } = await start(version);

    const result = await create(client, { ...order, currency: 'EUR' }, { confirm: true });

    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'odoo/currency-differs', detail: { wanted: 'EUR', found: 'USD' } },
    });
    expect(odoo.records('sale.order')).toMatchObject([{ state: 'draft' }]);
  });

  test('a customer is written under its own key, again and again', async () => {
    const { odoo, client } = await start(version);

    const first = await operate(
      client,
      'customer.upsert',
      { name: 'Acme', email: 'a@acme.example', phone: null, isCompany: true },
      '#4711',
    );
    const second = await operate(client, 'customer.upsert', { name: 'Acme Ltd' }, '#4711');

    expect(second.ok && second.result).toEqual({ ...(first.ok ? Object(first.result) : {}), name: 'Acme Ltd' });
    expect(odoo.records('res.partner').filter(({ name }) => String(name).startsWith('Acme Ltd'))).toMatchObject([
      { name: 'Acme Ltd', email: 'a@acme.example', is_company: true },
    ]);
  });

  test('stock is reserved for the deliveries of an order, once', async () => {
    const { odoo, client } = await start(version);
    await create(client, order, { confirm: true });

    const results = [
      await operate(client, 'stock.reserve'),
      await operate(client, 'stock.reserve', { order: 1, sku: 'FURN_0096' }),
    ];

    expect(results.map(codeOf)).toEqual(['ok done', 'ok done']);
    expect(odoo.records('stock.picking')).toMatchObject([{ state: 'assigned' }]);
    expect(odoo.ledger.filter(({ method }) => method === 'action_assign')).toHaveLength(1);
  });

  test('what is not in stock is not called reserved', async () => {
    const { client } = await start(version);
    await create(client, { ...order, order_line: [{ sku: 'FURN_0096', quantity: 5_000 }] }, { confirm: true });

    const result = await operate(client, 'stock.reserve');

    expect(codeOf(result)).toBe('odoo/not-done');
  });

  test('records are searched, counted and read with null for what is empty', async () => {
    const { client } = await start(version, {}, { login: 'admin' });
    const search = {
      model: 'res.partner',
      domain: [['name', '=', 'Gemini Furniture']],
      fields: ['name', 'phone', 'is_company', 'active'],
    };

    const found = await operate(client, 'record.search', search);
    const counted = await operate(client, 'record.count', {
      model: 'res.partner',
      domain: [['name', '=', 'Gemini Furniture']],
    });
    const gone = await operate(client, 'record.read', { model: 'res.partner', ids: [999_999], fields: ['name'] });
    const misspelt = await operate(client, 'record.search', { ...search, filter: [] });

    expect(found).toMatchObject({
      ok: true,
      result: { records: [{ name: 'Gemini Furniture', phone: null, is_company: true, active: true }] },
    });
    expect(counted).toMatchObject({ ok: true, result: { count: 1 } });
    expect(gone).toMatchObject({ ok: true, result: { records: [] } });
    expect(codeOf(misspelt)).toBe('odoo/bad-values');
  });

  test('any public method can be called with named arguments', async () => {
    const { client } = await start(version, {}, { login: 'admin' });

    const created = await client.call({
      model: 'res.partner',
      method: 'create',
      args: { vals_list: [{ name: 'Called' }] },
      signal: never,
    });
    const ids = created.ok && Array.isArray(created.result) ? created.result.map(Number) : [];
    const read = await client.call({
      model: 'res.partner',
      method: 'read',
      ids,
      args: { fields: ['name'] },
      signal: never,
    });

    expect(read).toMatchObject({ ok: true, port: 'done', result: [{ name: 'Called' }] });
  });
});
