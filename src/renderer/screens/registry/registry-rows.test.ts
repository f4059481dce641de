import { expect, test } from 'vitest';
import { parseSystems } from '#flow/registry/parse-systems.ts';
import { matrixRows, moveInGrid, partOfKey, systemRows, unlistedSystems } from './registry-rows.ts';

const read = parseSystems(`penstock: 1
systems:
  odoo:
    name: Odoo
    owner: erp
  shop:
    name: Shop
    owner: web
entities:
  customer:
    owner: sales
    master: odoo
    direction: from-master
    projections: [shop]
    fields:
      vat:
        master: shop
        class: financial
`);
if (!read.ok) throw new Error('The registry of this test cannot be read.');
const registry = read.value;

test('systems come with the connections and flows that use them', () => {
  const rows = systemRows(registry, {
    connections: [
      { id: 'main', name: 'Odoo main', system: 'odoo' },
      { id: 'loose', name: 'Loose', system: null },
    ],
    flows: [
      { flow: 'a', name: 'A', reads: [{ node: 'x', system: 'odoo' }], writes: [] },
      { flow: 'b', name: 'B', reads: [], writes: [{ node: 'x', system: 'crm' }] },
    ],
  });

  expect(rows.map(({ system, connections, flows }) => [system.id, connections.length, flows])).toEqual([
    ['odoo', 1, [{ id: 'a', name: 'A' }]],
    ['shop', 0, []],
  ]);
});

test('systems only connections know are named once', () => {
  const connections = ['crm', 'odoo', 'crm', null].map((system) => ({ id: 'c', name: 'C', system }));

  expect(unlistedSystems(registry, connections)).toEqual(['crm']);
});

test('a field stands below its entity and tells which parts are those of the entity', () => {
  const rows = matrixRows(registry);

  expect(rows.map(({ key, note, parts }) => [key, note, ...parts.values()])).toEqual([
    ['customer', 'sales', 'owns', 'receives'],
    ['customer.vat', 'financial', 'none', 'owns'],
  ]);
  expect(rows.map(({ inherited }) => inherited.size)).toEqual([0, 0]);
});

test.each([
  ['ArrowUp', false, { row: 0, column: 1 }],
  ['ArrowDown', false, { row: 2, column: 1 }],
  ['ArrowLeft', false, { row: 1, column: 0 }],
  ['ArrowRight', false, { row: 1, column: 2 }],
  ['Home', false, { row: 1, column: 0 }],
  ['Home', true, { row: 0, column: 0 }],
  ['End', false, { row: 1, column: 3 }],
  ['End', true, { row: 2, column: 3 }],
  ['PageDown', false, { row: 2, column: 1 }],
  ['x', false, undefined],
])('%s moves in the table (far: %s)', (key, isFar, expected) => {
  expect(moveInGrid(key, isFar, { row: 1, column: 1 }, { rows: 3, columns: 4 })).toEqual(expected);
});

test('letters stand for parts', () => {
  expect(['o', 'R', 's', 'B', 'n', 'Delete', 'x', 'constructor'].map(partOfKey)).toEqual([
    'owns',
    'receives',
    'sends',
    'both',
    'none',
    'none',
    undefined,
    undefined,
  ]);
});
