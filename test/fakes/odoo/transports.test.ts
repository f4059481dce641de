import { describe, expect, test } from 'vitest';
import { callOdoo } from './client.ts';
import { startFakeOdoo } from './fake-odoo.ts';
import { printCall, readAnswer } from './replay/xmlrpc-client.ts';

describe('addresses without a key', () => {
  test('tell the version on 19 only, and health everywhere', async () => {
    await using nineteen = await startFakeOdoo({ version: 19 });
    await using sixteen = await startFakeOdoo({ version: 16 });

    const answers = await Promise.all(
      [`${nineteen.url}/web/version`, `${nineteen.url}/json/version`].map(async (url) => (await fetch(url)).json()),
    );
    const health = await (await fetch(`${sixteen.url}/web/health`)).json();
    const missing = await fetch(`${sixteen.url}/json/version`);

    const version = { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' };
    expect([answers, health, missing.status]).toEqual([[version, version], { status: 'pass' }, 404]);
  });

  test('JSON-2 does not exist before 19', async () => {
    await using odoo = await startFakeOdoo({ version: 18 });

    const response = await fetch(`${odoo.url}/json/2/res.partner/search`, { method: 'POST', body: '{}' });

    expect(response.status).toBe(404);
  });

  test('the page says what it is and shows the orders, with their text made safe', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    odoo.insert('sale.order', { partner_id: 9, client_order_ref: '<b>PO</b>' });

    const html = await (await fetch(odoo.url)).text();

    expect(html).toContain('<title>Demo Odoo — a stand-in, not Odoo</title>');
    expect(html).toContain('S00001');
    expect(html).toContain('&lt;b&gt;PO&lt;/b&gt;');
    expect(html).not.toMatch(/<script|https?:\/\//);
  });
});

describe('the server', () => {
  test('tells its own clock in the Date header', async () => {
    await using odoo = await startFakeOdoo({ version: 19, now: () => new Date('2026-11-21T17:54:38.900Z') });

    const response = await fetch(`${odoo.url}/web/health`);

    expect(response.headers.get('date')).toBe('Sat, 21 Nov 2026 17:54:38 GMT');
  });

  test('takes the users, keys and database it is given', async () => {
    const users = [{ login: 'flow', key: 'k', uid: 7, role: 'administrator' as const }];
    await using odoo = await startFakeOdoo({ version: 19, database: 'prod', users });

    expect([odoo.database, odoo.keys, await callOdoo(odoo, ['res.users', 'context_get'], 'flow')]).toMatchObject([
      'prod',
      { flow: 'k' },
      { uid: 7 },
    ]);
  });

  test('keeps keys out of the ledger', async () => {
    await using odoo = await startFakeOdoo({ version: 19 });
    await callOdoo(odoo, ['res.partner', 'search_count', [[]]]);

    expect(JSON.stringify(odoo.ledger)).not.toContain(odoo.keys.admin);
  });
});

test('XML-RPC carries numbers, truth, lists and structures both ways', async () => {
  await using odoo = await startFakeOdoo({ version: 18 });
  const args = [
    odoo.database,
    2,
    odoo.keys.admin ?? '',
    'res.partner',
    'create',
    [{ name: 'a < b & c', is_company: true, partner_latitude: 1.5, category_id: [[0, 0, { name: 't' }]] }],
  ];

  const response = await fetch(`${odoo.url}/xmlrpc/2/object`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: printCall('execute_kw', args),
  });

  expect(readAnswer(await response.text())).toEqual({ result: 12 });
  expect(odoo.records('res.partner').at(-1)).toMatchObject({
    name: 'a < b & c',
    is_company: true,
    partner_latitude: 1.5,
    category_id: [1],
  });
});

test('a method that returns None over XML-RPC is a fault after the work was done', async () => {
  await using odoo = await startFakeOdoo({ version: 18 });
  const quant = odoo.insert('stock.quant', { product_id: 17, location_id: 1, inventory_quantity: 7 });
  const args = [odoo.database, 2, odoo.keys.admin ?? '', 'stock.quant', 'action_apply_inventory', [[quant]]];

  const response = await fetch(`${odoo.url}/xmlrpc/2/object`, { method: 'POST', body: printCall('execute_kw', args) });

  expect(readAnswer(await response.text())).toMatchObject({
    fault: { faultCode: 1, faultString: expect.stringContaining('cannot marshal None') },
  });
  expect(odoo.records('stock.quant').at(-1)).toMatchObject({ quantity: 7 });
});
