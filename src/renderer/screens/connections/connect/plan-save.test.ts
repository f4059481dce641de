import { describe, expect, test } from 'vitest';
import { loopbackRanges, openRanges, planSave, proposeNames } from './plan-save.ts';

const environment = {
  path: 'environments/dev.yaml',
  etag: 'e1',
  name: 'dev',
  purpose: 'dev',
  text: 'name: dev\npurpose: dev\negress:\n  allowPrivate: [127.0.0.0/8]\n',
} as const;

describe('what a new connection is made of', () => {
  test('an Odoo is a connection file and a binding, and no key is in either', () => {
    const planned = planSave(
      {
        name: 'Odoo ',
        kind: 'odoo',
        auth: { scheme: 'api-key' },
        holds: ['personal'],
        operations: ['order.create'],
        extra: { version: 19 },
        binding: { url: 'http://127.0.0.1:8069', database: 'demo' },
      },
      { id: 'odoo', secret: 'odoo-key' },
      environment,
    );

    expect(planned).toEqual({
      ok: true,
      value: [
        {
          path: 'connections/odoo.yaml',
          text: 'id: odoo\nkind: odoo\nname: Odoo\nholds: [personal]\nauth:\n  scheme: api-key\n  secret: odoo-key\nallow:\n  operations: [order.create]\nversion: 19\n',
          expect: null,
        },
        {
          path: 'environments/dev.yaml',
          text: 'name: dev\npurpose: dev\nconnections:\n  odoo:\n    url: http://127.0.0.1:8069\n    database: demo\negress:\n  allowPrivate: [127.0.0.0/8]\n',
          expect: 'e1',
        },
      ],
    });
  });

  test('an OpenAPI system keeps its document as it came', () => {
    const planned = planSave(
      {
        name: 'Billing',
        kind: 'openapi',
        auth: { scheme: 'none' },
        holds: [],
        operations: ['createCustomer'],
        binding: { url: 'https://billing.example/v1' },
        document: { text: '{ "openapi": "3.1.0" }', ending: 'json' },
      },
      { id: 'billing', secret: 'billing-key' },
      environment,
    );

    expect(planned.ok && planned.value.map(({ path }) => path)).toEqual([
      'connections/billing.yaml',
      'environments/dev.yaml',
      'connections/billing.openapi.json',
    ]);
    expect(planned.ok && planned.value[2]?.text).toBe('{ "openapi": "3.1.0" }');
    expect(planned.ok && planned.value[0]?.text).not.toContain('auth');
  });

  test('what no file can hold is refused before anything is written', () => {
    const planned = planSave(
      { name: 'X', kind: 'http', auth: { scheme: 'none' }, holds: [], binding: { url: 'nowhere' } },
      { id: 'x', secret: 'x-key' },
      environment,
    );

    expect(planned.ok).toBe(false);
  });

  test('names are free', () => {
    const names = proposeNames('Odoo', { connections: ['odoo'], secrets: ['odoo-2-key'] });

    expect(names).toEqual({ id: 'odoo-2', secret: 'odoo-2-key-2' });
  });
});

describe('addresses of this computer', () => {
  test('are told from all others', () => {
    const ranges = [
      'http://127.0.0.1:8069',
      'localhost:8069/web',
      'http://[::1]/',
      'http://10.0.0.4',
      'odoo.example',
    ].map(loopbackRanges);

    expect(ranges).toEqual([['127.0.0.0/8'], ['127.0.0.0/8', '::1/128'], ['::1/128'], [], []]);
  });

  test('are opened in the environment file', () => {
    const opened = openRanges({ ...environment, text: 'name: dev\npurpose: dev\n' }, ['127.0.0.0/8', '::1/128']);

    expect(opened).toMatchObject({ ok: true });
    expect(opened.ok && opened.value).toContain('127.0.0.0/8');
  });
});
