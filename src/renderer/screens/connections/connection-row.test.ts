import { expect, test } from 'vitest';
import { connectionManifests } from '#connections/manifests.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { connectionRows } from './connection-row.ts';

const odoo: Connection = {
  id: 'odoo',
  kind: 'odoo',
  name: 'Odoo',
  auth: { scheme: 'api-key', secret: 'odoo-key' },
  allow: { operations: ['order.create', 'order.cancel'] },
  limits: { concurrency: 4 },
  breaker: { failurePercent: 50, of: 20, openForMs: 30_000 },
  maxRequestTimeMs: 60_000,
  extra: { login: 'bot' },
};

const step = { flow: 'orders', flowName: 'Orders', method: null };

test('a row says what is allowed beyond what flows use, whether the secret is set, and who uses it', () => {
  const [billing, row] = connectionRows({
    connections: [odoo, { ...odoo, id: 'billing', kind: 'http', name: 'Billing', auth: { scheme: 'none' }, extra: {} }],
    environment: {
      name: 'dev',
      purpose: 'dev',
      variables: {},
      egress: { allowPrivate: [] },
      connections: { odoo: { url: 'https://erp.example', database: 'main' } },
    },
    uses: [
      { ...step, connection: 'odoo', node: 'a', name: 'Create', operation: 'order.create' },
      { ...step, connection: 'odoo', node: 'b', name: 'Create again', operation: 'order.create' },
    ],
    secrets: ['odoo-key'],
    kinds: connectionManifests,
  });

  expect(row).toMatchObject({
    url: 'https://erp.example',
    database: 'main',
    account: 'bot',
    isSecretSet: true,
    used: ['order.create'],
    excess: ['order.cancel'],
    flows: [{ id: 'orders', steps: [{ node: 'a' }, { node: 'b' }] }],
  });
  expect(billing).toMatchObject({ url: undefined, scheme: 'none', isSecretSet: false, allowed: undefined, flows: [] });
});
