import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { readSide } from './fixtures/recorded-edits.ts';
import { reachOf } from './reach.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

test('what a flow may touch is listed, sorted and without repeats', () => {
  const { flows, connections, contracts } = readSide(readFixture, '06-new-host');
  const own = flows.map(({ flow }) => flow);

  const reach = reachOf({ flows: [...own, ...own], connections, contracts }, { catalogue: nodeCatalogue });

  expect(reach).toEqual({
    connections: ['odoo-main', 'shop'],
    hosts: ['shop: files.shop.example'],
    operations: [
      'odoo-main order.create',
      'shop PUT /orders/{{ reference }}/confirmed',
      'shop PUT /picks/{{ reference }}',
    ],
    secrets: ['odoo-main-key', 'shop-token', 'shop-webhook'],
    dataClasses: ['personal', 'financial'],
    webhooks: ['POST /shop/orders'],
  });
});

test('no flow reaches nothing', () => {
  expect(reachOf({ flows: [], connections: [], contracts: new Map() }, { catalogue: nodeCatalogue })).toEqual({
    connections: [],
    hosts: [],
    operations: [],
    secrets: [],
    dataClasses: [],
    webhooks: [],
  });
});
