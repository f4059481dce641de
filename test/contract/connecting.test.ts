import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { answerStatus } from '#test/fakes/faults.ts';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { refuseAccess } from '#test/fakes/odoo/odoo-faults.ts';
import { startFakeSaas } from '#test/fakes/saas/fake-saas.ts';
import { startStudioRig } from '#test/rigs/studio.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function fake(version: 16 | 18 | 19): Promise<FakeOdoo> {
  const odoo = await startFakeOdoo({ version, listDatabases: true });
  cleanups.push(odoo.close);
  return odoo;
}

async function studio(files: Readonly<Record<string, string>>) {
  const rig = await startStudioRig({ files: { 'penstock.yaml': 'penstock: 1\nname: Shop\n', ...files } });
  cleanups.push(async () => await rig[Symbol.asyncDispose]());
  return rig;
}

const open = 'egress:\n  allowPrivate: [127.0.0.0/8]\n';

function environment(connections: string, egress = open): string {
  return `name: dev\npurpose: dev\n${connections === '' ? '' : `connections:\n${connections}`}${egress}`;
}

function savedOdoo(odoo: FakeOdoo, login: string): Readonly<Record<string, string>> {
  return {
    'environments/dev.yaml': environment(`  odoo:\n    url: ${odoo.url}\n    database: ${odoo.database}\n`),
    'connections/odoo.yaml': `id: odoo\nkind: odoo\nname: Odoo\nauth:\n  scheme: api-key\n  secret: odoo-key\nallow:\n  operations: [order.create]\nlogin: ${login}\n`,
  };
}

describe.each([16, 18, 19] as const)('Odoo %i', (version) => {
  test('is connected by address, database and key, with its rights, and nothing is saved or logged', async () => {
    const odoo = await fake(version);
    const rig = await studio({ 'environments/dev.yaml': environment('') });
    const key = odoo.keys.bot ?? '';
    const target = { address: odoo.url, version, database: odoo.database, login: 'bot', key };
    odoo.faults.inject({ where: { model: 'stock.picking' }, fault: refuseAccess() });

    const server = await rig.page.post('/api/odoo/server', { address: `${odoo.url}/web` });
    const user = await rig.page.post('/api/odoo/sign-in', target);
    const rights = await rig.page.post('/api/odoo/rights', {
      ...target,
      operations: ['order.status', 'stock.reserve'],
    });

    expect(server).toMatchObject({
      status: 200,
      body: { address: odoo.url, major: version, needsLogin: version !== 19, databases: [odoo.database] },
    });
    expect(user).toMatchObject({ status: 200, body: { name: 'Bot', login: 'bot' } });
    expect(rights).toMatchObject({
      status: 200,
      body: {
        rights: [
          { operation: 'order.status', isGranted: true },
          { operation: 'stock.reserve', model: 'sale.order', isGranted: true },
          { operation: 'stock.reserve', model: 'stock.picking', right: 'read', isGranted: false },
          { operation: 'stock.reserve', model: 'stock.picking', right: 'write', isGranted: false },
        ],
      },
    });
    expect(JSON.stringify(rights.body)).toContain('Inventory / User');
    expect(rig.logged('egress.sent').join('\n')).toContain('"connection":"probe"');
    expect(rig.logged('egress.sent').join('\n')).not.toContain(key);
    expect(await readFile(join(rig.folder, 'environments/dev.yaml'), 'utf8')).toBe(environment(''));
  });

  test('that is saved gives models, fields and records, and is tested with its stored key', async () => {
    const odoo = await fake(version);
    const rig = await studio(savedOdoo(odoo, 'bot'));
    await rig.page.post('/api/secrets', { name: 'odoo-key', value: odoo.keys.bot });
    const partner = odoo.insert('res.partner', { name: 'Ada', ref: 'K-7' });

    const models = await rig.page.get('/api/odoo/models?connection=odoo');
    const asked = odoo.ledger.length;
    const again = await rig.page.get('/api/odoo/models?connection=odoo');
    const askedAgain = odoo.ledger.length;
    const fields = await rig.page.get('/api/odoo/fields?connection=odoo&model=res.partner');
    const record = await rig.page.get('/api/odoo/record?connection=odoo&model=res.partner&key=K-7');
    const tested = await rig.page.post('/api/connections/test', { connection: 'odoo' });

    expect(JSON.stringify(models.body)).toContain('{"model":"sale.order","label":"Sales Order"}');
    expect(again.body).toEqual(models.body);
    expect(askedAgain).toBe(asked);
    expect(JSON.stringify(fields.body)).toContain('"guessedClasses":["personal"]');
    expect(record).toMatchObject({ status: 200, body: { model: 'res.partner', id: partner, record: { name: 'Ada' } } });
    expect(tested).toMatchObject({ status: 200, body: { ok: true, user: 'Bot', ask: [], code: null } });
  });

  test('that lost a right or its key says what to ask for', async () => {
    const odoo = await fake(version);
    const rig = await studio(savedOdoo(odoo, 'bot'));
    await rig.page.post('/api/secrets', { name: 'odoo-key', value: odoo.keys.bot });
    odoo.faults.inject({ where: { model: 'sale.order.line' }, fault: refuseAccess(), times: 50 });

    const lacking = await rig.page.post('/api/connections/test', { connection: 'odoo' });
    odoo.expireKeyOf('bot');
    const denied = await rig.page.post('/api/connections/test', { connection: 'odoo' });

    expect(lacking).toMatchObject({ status: 200, body: { ok: false, code: 'odoo/no-permission', user: 'Bot' } });
    expect(JSON.stringify(lacking.body)).toContain('Ask');
    expect(denied).toMatchObject({ status: 200, body: { ok: false, code: 'odoo/access-denied' } });
  });
});

describe('refusals', () => {
  test('come as 422 with the sentence to show, and a private address names the file', async () => {
    const odoo = await fake(19);
    const rig = await studio({ 'environments/dev.yaml': environment('', '') });

    const refused = await rig.page.post('/api/odoo/server', { address: odoo.url });
    const nothing = await rig.page.post('/api/odoo/server', { address: 'ftp://odoo.example' });
    const unknown = await rig.page.get('/api/odoo/models?connection=erp');
    const untested = await rig.page.post('/api/connections/test', { connection: 'erp' });

    expect(refused).toMatchObject({ status: 422, body: { code: 'egress/address-refused' } });
    expect(JSON.stringify(refused.body)).toContain('environments/dev.yaml');
    expect(nothing).toMatchObject({ status: 422, body: { code: 'odoo/bad-address' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'workspace/no-such-connection' } });
    expect(untested.status).toBe(404);
  });
});

test('every step that uses a connection is listed with what it uses', async () => {
  const flow = `penstock: 1
id: orders
name: Orders
version: 0.1.0
owner: sales-operations
nodes:
  changed:
    type: odoo-trigger@1
    name: Changed
    config:
      connection: odoo
      model: sale.order
      fields: [name]
    next: send
  send:
    type: http@1
    name: Send
    config:
      connection: billing
      method: POST
      path: /orders
`;
  const rig = await studio({ 'environments/dev.yaml': environment(''), 'flows/orders.flow.yaml': flow });

  const { body } = await rig.page.get('/api/connections/uses');

  expect(body).toEqual({
    uses: [
      {
        connection: 'odoo',
        flow: 'orders',
        flowName: 'Orders',
        node: 'changed',
        name: 'Changed',
        operation: 'record.search',
        method: null,
      },
      {
        connection: 'billing',
        flow: 'orders',
        flowName: 'Orders',
        node: 'send',
        name: 'Send',
        operation: null,
        method: 'POST',
      },
    ],
  });
});

describe('a system that speaks HTTP', () => {
  const files = (url: string) => ({
    'environments/dev.yaml': environment(`  billing:\n    url: ${url}\n`),
    'connections/billing.yaml':
      'id: billing\nkind: http\nname: Billing\nauth:\n  scheme: bearer\n  secret: billing-key\n',
  });

  test('is reached where it gives any answer of its own, and says when the secret is refused', async () => {
    const saas = await startFakeSaas();
    cleanups.push(saas.close);
    const rig = await studio(files(`${saas.url}/v1`));

    const keyless = await rig.page.post('/api/connections/test', { connection: 'billing' });
    await rig.page.post('/api/secrets', { name: 'billing-key', value: 'a-key-of-this-test' });
    const reached = await rig.page.post('/api/connections/test', { connection: 'billing' });
    saas.faults.inject({ where: {}, fault: answerStatus(401) });
    const refused = await rig.page.post('/api/connections/test', { connection: 'billing' });
    await saas.faults.down();
    const gone = await rig.page.post('/api/connections/test', { connection: 'billing' });

    expect(keyless).toMatchObject({ body: { ok: false, code: 'egress/secret-missing' } });
    expect(reached).toMatchObject({ body: { ok: true, code: null } });
    expect(refused).toMatchObject({ body: { ok: false, code: 'http/unauthorised' } });
    expect(JSON.stringify(refused.body)).toContain('Ask the administrator of Billing');
    expect(gone).toMatchObject({ body: { ok: false, code: 'http/unreachable' } });
  });

  test('with a document tells the page its operations and no schema', async () => {
    const saas = await startFakeSaas();
    cleanups.push(saas.close);
    const document = await (await fetch(`${saas.url}/openapi.json`)).text();
    const rig = await studio({
      'environments/dev.yaml': environment(`  billing:\n    url: ${saas.url}/v1\n`),
      'connections/billing.yaml': 'id: billing\nkind: openapi\nname: Billing\n',
      'connections/billing.openapi.json': document,
    });

    const facts = JSON.stringify((await rig.page.get('/api/workspace/facts')).body);

    expect(facts).toContain('"operation":"createCustomer"');
    expect(facts).toContain('"source":{}');
    expect(facts).not.toContain('requestSchema');
  });
});
