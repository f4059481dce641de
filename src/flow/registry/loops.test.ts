import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { flow, node } from '../check/fixtures/build-flow.ts';
import type { FlowNode } from '../flow.ts';
import { openFlow } from '../text/parse.ts';
import { type EstateFlow, findLoops } from './find-loops.ts';
import { parseSystems } from './parse-systems.ts';
import type { Registry } from './registry.ts';
import { type UsedConnection, usesOf } from './uses-of.ts';

function readRegistry(): Registry {
  const read = parseSystems(`penstock: 1
systems:
  odoo:
    name: Odoo
    owner: erp-team
  shop:
    name: Web shop
    owner: web-shop
    webhooks: [/shop]
entities:
  order:
    contract: order@1
    master: shop
    direction: from-master
    models:
      odoo: sale.order
    projections: [odoo]
    fields:
      reference:
        master: shop
        names:
          odoo: client_order_ref
  customer:
    contract: customer@1
    master: odoo
    direction: to-master
    models:
      odoo: res.partner
    sources: [shop]
`);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

const connections: readonly UsedConnection[] = [
  { id: 'odoo-main', kind: 'odoo', system: 'odoo' },
  { id: 'shop-api', kind: 'http', system: 'shop' },
  {
    id: 'billing',
    kind: 'openapi',
    system: 'billing',
    api: { operations: [{ operation: 'getCustomer', effect: 'read' }] },
  },
  { id: 'loose', kind: 'http' },
];

function uses(...nodes: readonly FlowNode[]) {
  return usesOf(flow(nodes), connections, readRegistry());
}

function odoo(config: FlowNode['config']): FlowNode {
  return node('step', 'odoo@1', { config: { connection: 'odoo-main', ...config } });
}

const at = { node: 'step', system: 'odoo' };

describe('what a step on Odoo uses', () => {
  test.each<[string, FlowNode['config'], { reads?: unknown[]; writes?: unknown[] }]>([
    [
      'the fields of an order and of its customer',
      {
        operation: 'order.create',
        values: '{ "client_order_ref": number, "note": note, "partner": customer.{ "name": name, "vat": vat } }',
      },
      {
        writes: [
          { ...at, entity: 'order', field: 'reference' },
          { ...at, entity: 'order', field: 'note' },
          { ...at, entity: 'order', field: 'partner' },
          { ...at, entity: 'customer', field: 'name' },
          { ...at, entity: 'customer', field: 'vat' },
        ],
      },
    ],
    [
      'order and customer as a whole where the values come in ready',
      { operation: 'order.create' },
      {
        writes: [
          { ...at, entity: 'order' },
          { ...at, entity: 'customer' },
        ],
      },
    ],
    [
      'no customer where the values name none',
      { operation: 'order.create', values: '{ "note": note }' },
      { writes: [{ ...at, entity: 'order', field: 'note' }] },
    ],
    [
      'the fields of a customer',
      { operation: 'customer.upsert', values: '{ "email": $lowercase(email) }' },
      { writes: [{ ...at, entity: 'customer', field: 'email' }] },
    ],
    [
      'a customer as a whole behind keys that are computed',
      { operation: 'customer.upsert', values: '{ key: email }' },
      { writes: [{ ...at, entity: 'customer' }] },
    ],
    ['the state of an order', { operation: 'order.confirm' }, { writes: [{ ...at, entity: 'order', field: 'state' }] }],
    ['a look at the state', { operation: 'order.status' }, { reads: [{ ...at, entity: 'order', field: 'state' }] }],
    ['stock, which is in no entity', { operation: 'stock.reserve' }, { writes: [at] }],
    [
      'the model a search names',
      { operation: 'record.search', values: '{ "model": "res.partner", "domain": [] }' },
      { reads: [{ ...at, entity: 'customer' }] },
    ],
    ['a search whose model comes in', { operation: 'record.search' }, { reads: [at] }],
    ['a reading method', { model: 'res.partner', method: 'search_read' }, { reads: [{ ...at, entity: 'customer' }] }],
    [
      'the values of a writing method',
      { model: 'res.partner', method: 'write', args: '{ "vals": { "vat": vat } }' },
      { writes: [{ ...at, entity: 'customer', field: 'vat' }] },
    ],
    [
      'a list of values with one item',
      { model: 'res.partner', method: 'create', args: '{ "vals_list": [{ "vat": vat }] }' },
      { writes: [{ ...at, entity: 'customer', field: 'vat' }] },
    ],
    [
      'a broken expression',
      { operation: 'customer.upsert', values: '{ ' },
      { writes: [{ ...at, entity: 'customer' }] },
    ],
    ['a model in no entity', { model: 'crm.lead', method: 'write' }, { writes: [at] }],
  ])('%s', (_, config, { reads = [], writes = [] }) => {
    expect(uses(odoo(config))).toEqual({ flow: 'test-flow', reads, writes });
  });

  test('a trigger reads the fields it asks for', () => {
    const config = { connection: 'odoo-main', model: 'sale.order', fields: ['client_order_ref', 'amount_total'] };

    const { reads } = uses(node('step', 'odoo-trigger@1', { config }));

    expect(reads).toEqual([
      { ...at, entity: 'order', field: 'reference' },
      { ...at, entity: 'order', field: 'amount_total' },
    ]);
  });
});

describe('what other steps use', () => {
  const put = node('put', 'http@1', { config: { connection: 'shop-api', method: 'PUT', path: '/customers/1' } });

  test('a request touches the system of its connection, and nothing can be told of the entity', () => {
    const get = node('get', 'http@1', { config: { connection: 'shop-api', path: '/' } });

    expect(uses(put, get)).toMatchObject({
      reads: [{ node: 'get', system: 'shop' }],
      writes: [{ node: 'put', system: 'shop' }],
    });
  });

  test('the shape a flow names stands in for the entity, marked as a guess', () => {
    const map = node('map', 'map@1', { config: { expression: '$', output: 'customer@2' } });

    expect(uses(map, put).writes).toEqual([{ node: 'put', system: 'shop', entity: 'customer', isGuess: true }]);
  });

  test('a model a flow names stands in where it names no shape', () => {
    const trigger = node('start', 'odoo-trigger@1', { config: { connection: 'odoo-main', model: 'res.partner' } });

    expect(uses(trigger, put).writes).toEqual([{ node: 'put', system: 'shop', entity: 'customer', isGuess: true }]);
  });

  test('a webhook reads from the system that claims its path', () => {
    const hook = (path: string) => node('hook', 'webhook@1', { config: { path } });

    expect(uses(hook('/shop/orders')).reads).toEqual([{ node: 'hook', system: 'shop' }]);
    expect(uses(hook('/shop')).reads).toEqual([{ node: 'hook', system: 'shop' }]);
    expect(uses(hook('/shopping')).reads).toEqual([]);
  });

  test('an action reads or writes as its document says, and writes where nobody says', () => {
    const action = (id: string, operation: string) =>
      node(id, 'saas@1', { config: { connection: 'billing', operation } });

    expect(uses(action('one', 'getCustomer'), action('two', 'other'))).toMatchObject({
      reads: [{ node: 'one' }],
      writes: [{ node: 'two' }],
    });
  });

  test('a connection without a system, an unknown one and a step without any are passed over', () => {
    const steps = ['loose', 'gone'].map((connection) =>
      node(connection, 'http@1', { config: { connection, path: '/' } }),
    );

    expect(uses(...steps, node('map', 'map@1', { config: { expression: '$' } }))).toMatchObject({
      reads: [],
      writes: [],
    });
  });
});

describe('loops', () => {
  const use = (system: string, field?: string, entity = 'customer') =>
    field === undefined ? { system, entity } : { system, entity, field };
  const carry = (name: string, from: string, to: string, ...fields: readonly string[]): EstateFlow => ({
    flow: name,
    reads: fields.length === 0 ? [use(from)] : fields.map((field) => use(from, field)),
    writes: fields.length === 0 ? [use(to)] : fields.map((field) => use(to, field)),
  });

  test('two flows that carry one field both ways are a loop, with both named', () => {
    const loops = findLoops([carry('out', 'odoo', 'shop', 'vat', 'name'), carry('back', 'shop', 'odoo', 'vat')]);

    expect(loops).toEqual([
      {
        entity: 'customer',
        fields: ['vat'],
        chain: [
          { from: 'odoo', to: 'shop', flows: ['out'] },
          { from: 'shop', to: 'odoo', flows: ['back'] },
        ],
        isCertain: true,
      },
    ]);
  });

  test.each<[string, readonly EstateFlow[]]>([
    ['nothing', []],
    ['one way only', [carry('out', 'odoo', 'shop', 'vat'), carry('too', 'odoo', 'shop', 'vat')]],
    ['both ways with different fields', [carry('out', 'odoo', 'shop', 'vat'), carry('back', 'shop', 'odoo', 'name')]],
    [
      'both ways with different entities',
      [
        carry('out', 'odoo', 'shop'),
        { flow: 'back', reads: [use('shop', undefined, 'order')], writes: [use('odoo', undefined, 'order')] },
      ],
    ],
    ['a system that writes to itself', [carry('own', 'odoo', 'odoo', 'vat')]],
    [
      'uses without an entity',
      [
        {
          flow: 'a',
          reads: [{ system: 'odoo' }, { system: 'shop' }],
          writes: [{ system: 'odoo' }, { system: 'shop' }],
        },
      ],
    ],
  ])('%s is no loop', (_, estate) => {
    expect(findLoops(estate)).toEqual([]);
  });

  test('a flow that writes the entity as a whole closes the loop of each field the other carries', () => {
    const loops = findLoops([carry('out', 'odoo', 'shop', 'vat', 'name'), carry('back', 'shop', 'odoo')]);

    expect(loops).toMatchObject([{ fields: ['name', 'vat'] }]);
  });

  test('entities carried as a whole both ways are one loop without fields', () => {
    const loops = findLoops([carry('out', 'odoo', 'shop'), carry('back', 'shop', 'odoo'), carry('b2', 'shop', 'odoo')]);

    expect(loops).toMatchObject([{ fields: [], chain: [{ flows: ['out'] }, { flows: ['back', 'b2'] }] }]);
  });

  test('a loop over three systems is found once', () => {
    const loops = findLoops([carry('a', 'odoo', 'shop'), carry('b', 'shop', 'crm'), carry('c', 'crm', 'odoo')]);

    expect(loops.map(({ chain }) => chain.map(({ from }) => from))).toEqual([['crm', 'odoo', 'shop']]);
  });

  test('one flow may be both ways of a loop', () => {
    const both = { flow: 'sync', reads: [use('odoo'), use('shop')], writes: [use('odoo'), use('shop')] };

    expect(findLoops([both])).toMatchObject([{ chain: [{ flows: ['sync'] }, { flows: ['sync'] }] }]);
  });

  test('a guess makes the loop uncertain, unless another flow is sure of the same way', () => {
    const guessed = { flow: 'hook', reads: [{ ...use('shop'), isGuess: true as const }], writes: [use('odoo')] };

    expect(findLoops([carry('out', 'odoo', 'shop'), guessed])).toMatchObject([{ isCertain: false }]);
    expect(findLoops([carry('out', 'odoo', 'shop'), guessed, carry('back', 'shop', 'odoo')])).toMatchObject([
      { isCertain: true },
    ]);
  });

  test('a hundred flows over thirty systems stay bounded', () => {
    const estate = Array.from({ length: 30 }, (_, from) =>
      Array.from({ length: 30 }, (_other, to) => carry(`f${from}-${to}`, `s${from}`, `s${to}`)),
    ).flat();

    expect(findLoops(estate)).toHaveLength(200);
  });
});

test('the example reads from the shop, writes order and customer into Odoo, and nothing goes around', () => {
  const folder = new URL('../../../examples/order-to-cash/', import.meta.url);
  const opened = openFlow(readFileSync(new URL('flows/order-to-cash.flow.yaml', folder), 'utf8'), nodeCatalogue);
  const registry = parseSystems(readFileSync(new URL('registry/systems.yaml', folder), 'utf8'));
  if (opened.flow === undefined || !registry.ok) throw new Error('The example cannot be read.');

  const found = usesOf(opened.flow, connections, registry.value);

  expect(found.reads).toEqual([{ node: 'order_received', system: 'shop', entity: 'order', isGuess: true }]);
  expect(found.writes.map(({ entity, field }) => [entity, field])).toEqual([
    ['order', 'reference'],
    ['order', 'customer'],
    ['order', 'lines'],
    ['customer', undefined],
  ]);
  expect(findLoops([found])).toEqual([]);
});
