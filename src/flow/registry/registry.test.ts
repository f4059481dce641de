import { describe, expect, test } from 'vitest';
import { formatSystems, parseSystems, printSystems, readSystems } from './parse-systems.ts';
import { formatTopics, parseTopics } from './parse-topics.ts';
import {
  clearanceOf,
  entityOfContract,
  entityOfModel,
  judgeWrite,
  masterOf,
  ownershipOf,
  type Registry,
  systemOf,
} from './registry.ts';

const sound = `# Who owns what
penstock: 1
systems:
  odoo:
    name: Odoo
    owner: erp-team
    contact: erp@example.com
    clearance: [public, internal, personal, financial]
    hosts: [erp.example.com, 'erp.example.com:8069']
    privileged: true
    residency: Germany
    limits:
      rate: 3600/h
      concurrency: 8
      maxTimeout: 2m
      body: 10MB
    companies: several
  # Bought in 2019
  shop:
    name: Web shop
    owner: web-shop
    webhooks: [/shop]
    retires: '2028-12-31'
    operations:
      createOrder:
        deprecated: '2027-01-01'
        sunset: '2027-06-30'
        use: placeOrder
  crm:
    name: CRM
    owner: sales
entities:
  order:
    owner: sales-operations
    contract: order@1
    master: shop
    direction: from-master
    models:
      odoo: sale.order
    projections: [odoo]
  customer:
    contract: customer@2
    master: odoo
    direction: both
    models:
      odoo: res.partner
      crm: accounts
    projections: [crm]
    sources: [shop]
    fields:
      vat:
        master: crm
        class: financial
        names:
          odoo: vat_number
      segment:
        master: crm
        direction: from-master
      email:
        master: odoo
        projections: []
`;

function readSound(): Registry {
  const read = parseSystems(sound);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

describe('reading', () => {
  test('a sound file reads with its limits in numbers, and prints as it was', () => {
    const registry = readSound();
    const read = readSystems(sound);

    expect(systemOf(registry, 'odoo')?.limits).toEqual({
      rate: '3600/h',
      ratePerSecond: 1,
      concurrency: 8,
      maxTimeoutMs: 120_000,
      bodyBytes: 10_485_760,
    });
    expect(systemOf(registry, 'shop')?.operations).toEqual([
      { operation: 'createOrder', deprecated: '2027-01-01', sunset: '2027-06-30', use: 'placeOrder' },
    ]);
    expect(formatSystems(sound)).toEqual({ ok: true, value: sound });
    expect(read.ok && printSystems(read.value.value, read.value.comments)).toBe(sound);
  });

  test('a file with nothing but its format is an empty registry', () => {
    const read = parseSystems('penstock: 1\n');

    expect(read).toEqual({ ok: true, value: { systems: [], entities: [] } });
  });

  test('what a file means survives a journey as JSON', () => {
    const registry = readSound();

    expect(JSON.parse(JSON.stringify(registry))).toEqual(registry);
  });
});

describe('asking', () => {
  test.each([
    ['an entity', 'order', undefined, 'shop'],
    ['a field without a word of its own', 'customer', 'name', 'odoo'],
    ['a field with another master', 'customer', 'vat', 'crm'],
    ['an unknown entity', 'invoice', undefined, undefined],
    ['an unknown entity with a field', 'invoice', 'total', undefined],
    ['a word every object knows', 'constructor', 'toString', undefined],
  ])('%s has its system of record', (_, entity, field, master) => {
    expect(masterOf(readSound(), entity, field)).toBe(master);
  });

  test('a field takes the lists and the direction of its entity where it has none', () => {
    const registry = readSound();

    expect(ownershipOf(registry, 'customer', 'vat')).toMatchObject({
      master: 'crm',
      direction: 'both',
      projections: [],
      sources: ['shop'],
    });
    expect(ownershipOf(registry, 'customer', 'segment')).toMatchObject({ direction: 'from-master', sources: [] });
    expect(ownershipOf(registry, 'customer', 'email')).toMatchObject({ projections: [], sources: ['shop'] });
  });

  test('clearance, models and contracts lead to what they name, and nowhere else', () => {
    const registry = readSound();

    expect(clearanceOf(registry, 'odoo')).toEqual(['public', 'internal', 'personal', 'financial']);
    expect(clearanceOf(registry, 'shop')).toBeUndefined();
    expect(clearanceOf(registry, 'nobody')).toBeUndefined();
    expect(entityOfModel(registry, 'odoo', 'res.partner')?.entity).toBe('customer');
    expect(entityOfModel(registry, 'shop', 'res.partner')).toBeUndefined();
    expect(entityOfModel(registry, 'constructor', 'res.partner')).toBeUndefined();
    expect(entityOfContract(registry, 'customer@1')?.entity).toBe('customer');
    expect(entityOfContract(registry, 'customers@1')).toBeUndefined();
  });

  test.each([
    ['the system of record of an entity', { system: 'shop', entity: 'order' }, 'master'],
    ['a declared copy', { system: 'odoo', entity: 'order', field: 'number' }, 'projection'],
    ['a system that is neither', { system: 'crm', entity: 'order' }, 'foreign'],
    ['the master of the field, not of the entity', { system: 'crm', entity: 'customer', field: 'vat' }, 'master'],
    ['the master of the entity, not of the field', { system: 'odoo', entity: 'customer', field: 'vat' }, 'foreign'],
    ['a copy the field forbids', { system: 'crm', entity: 'customer', field: 'email' }, 'foreign'],
    ['an unknown entity', { system: 'odoo', entity: 'invoice' }, 'unknown'],
  ])('a write into %s is judged', (_, write, verdict) => {
    expect(judgeWrite(readSound(), write)).toBe(verdict);
  });

  test('an entity of which a system owns fields only is not judged as a whole', () => {
    const text = sound.replace('    projections: [crm]\n    sources: [shop]\n', '    sources: [shop]\n');
    const read = parseSystems(text);

    expect(read.ok && judgeWrite(read.value, { system: 'crm', entity: 'customer' })).toBe('unknown');
  });
});

const head =
  'penstock: 1\nsystems:\n  odoo:\n    name: Odoo\n    owner: erp\n  shop:\n    name: Shop\n    owner: web\n';
const entities = `${head}entities:\n  customer:\n    master: odoo\n    direction: both\n`;

describe('bad files say what, where and what to do', () => {
  test.each<[string, string, string, number, number, string]>([
    ['no format', 'systems: {}\n', 'flow/missing-key', 1, 1, 'needs the key `penstock`'],
    ['another format', 'penstock: 2\n', 'workspace/invalid-value', 1, 11, 'must be `1`'],
    ['an unknown key', `${head}entites: {}\n`, 'flow/unknown-key', 9, 1, 'Did you mean `entities`?'],
    [
      'a system without an owner',
      'penstock: 1\nsystems:\n  odoo:\n    name: Odoo\n',
      'flow/missing-key',
      3,
      3,
      'needs the key `owner`',
    ],
    [
      'an id in capitals',
      'penstock: 1\nsystems:\n  Odoo:\n    name: Odoo\n    owner: erp\n',
      'workspace/invalid-value',
      3,
      3,
      'is no id',
    ],
    ['an unknown class', `${head}    clearance: [privat]\n`, 'workspace/invalid-value', 9, 17, 'must be one of'],
    [
      'a host with a scheme',
      `${head}    hosts: ['https://shop.example']\n`,
      'workspace/invalid-value',
      9,
      13,
      'is no host',
    ],
    ['a webhook path without a slash', `${head}    webhooks: [shop]\n`, 'workspace/invalid-value', 9, 16, 'is no path'],
    ['a rate in words', `${head}    limits:\n      rate: often\n`, 'workspace/invalid-value', 10, 13, 'is no rate'],
    [
      'a wait of nothing',
      `${head}    limits:\n      maxTimeout: 0s\n`,
      'workspace/invalid-value',
      10,
      19,
      'longer than nothing',
    ],
    ['a size without unit', `${head}    limits:\n      body: '10'\n`, 'workspace/invalid-value', 10, 13, 'is no size'],
    [
      'half a request at once',
      `${head}    limits:\n      concurrency: 0.5\n`,
      'workspace/invalid-value',
      10,
      20,
      'whole number',
    ],
    ['a day that does not exist', `${head}    retires: '2027-02-29'\n`, 'workspace/invalid-value', 9, 14, 'is no day'],
    ['a day as no text', `${head}    retires: 2027-02-28\n`, 'flow/ambiguous-scalar', 9, 14, 'single quotes'],
    [
      'a truth value as text',
      `${head}    privileged: 'true'\n`,
      'workspace/invalid-value',
      9,
      17,
      'must be `true` or `false`',
    ],
    ['a number of companies', `${head}    companies: 2\n`, 'workspace/invalid-value', 9, 16, 'must be one of'],
    [
      'an entity without a direction',
      `${head}entities:\n  customer:\n    master: odoo\n`,
      'flow/missing-key',
      10,
      3,
      'needs the key `direction`',
    ],
    [
      'a direction nobody knows',
      `${head}entities:\n  customer:\n    master: odoo\n    direction: from-mastr\n`,
      'workspace/invalid-value',
      12,
      16,
      'Did you mean `from-master`?',
    ],
    [
      'a contract without a version',
      `${entities}    contract: customer\n`,
      'workspace/invalid-value',
      13,
      15,
      'is no agreed shape',
    ],
    [
      'a field with a blank',
      `${entities}    fields:\n      'first name':\n        master: odoo\n`,
      'workspace/invalid-value',
      14,
      7,
      'is no field',
    ],
    [
      'a master nobody describes',
      `${head}entities:\n  customer:\n    master: oddo\n    direction: both\n`,
      'registry/unknown-system',
      11,
      13,
      'Did you mean `odoo`?',
    ],
    [
      'a field master nobody describes',
      `${entities}    fields:\n      vat:\n        master: crm\n`,
      'registry/unknown-system',
      15,
      17,
      'no system `crm`',
    ],
    [
      'a model of a system nobody describes',
      `${entities}    models:\n      crm: accounts\n`,
      'registry/unknown-system',
      14,
      12,
      'no system `crm`',
    ],
    [
      'a copy in a system nobody describes',
      `${entities}    projections: [crm]\n`,
      'registry/unknown-system',
      13,
      19,
      'no system `crm`',
    ],
    [
      'a name in a system nobody describes',
      `${entities}    fields:\n      vat:\n        master: odoo\n        names:\n          crm: v\n`,
      'registry/unknown-system',
      17,
      16,
      'no system `crm`',
    ],
    [
      'the master among its copies',
      `${entities}    projections: [odoo]\n`,
      'registry/master-listed',
      13,
      19,
      'Remove it',
    ],
    [
      'copies that never leave',
      `${head}entities:\n  customer:\n    master: odoo\n    direction: to-master\n    projections: [shop]\n`,
      'registry/direction-differs',
      13,
      5,
      'Change `direction`',
    ],
    [
      'changes that never arrive',
      `${head}entities:\n  customer:\n    master: odoo\n    direction: from-master\n    sources: [shop]\n`,
      'registry/direction-differs',
      13,
      5,
      'Change `direction`',
    ],
    [
      'a system listed twice',
      `${entities}    projections: [shop, shop]\n`,
      'registry/listed-twice',
      13,
      25,
      'stands twice',
    ],
    [
      'one host of two systems',
      `${head.replace('    owner: erp\n', '    owner: erp\n    hosts: [a.example]\n')}    hosts: [a.example]\n`,
      'registry/claimed-twice',
      10,
      13,
      'belongs to `odoo`',
    ],
    [
      'one model of two entities',
      `${entities}    models:\n      odoo: res.partner\n  supplier:\n    master: odoo\n    direction: both\n    models:\n      odoo: res.partner\n`,
      'registry/claimed-twice',
      19,
      13,
      'holds `customer` already',
    ],
    [
      'an operation gone before it is old',
      `${head}    operations:\n      a:\n        deprecated: '2027-02-01'\n        sunset: '2027-01-01'\n`,
      'registry/gone-before-deprecated',
      12,
      17,
      'Correct one of the days',
    ],
  ])('%s', (_, text, code, line, column, words) => {
    const read = parseSystems(text);

    const problems = read.ok ? [] : read.problems;
    expect(problems.map((problem) => [problem.code, problem.line, problem.column])).toContainEqual([
      code,
      line,
      column,
    ]);
    expect(problems.find((problem) => problem.code === code)?.message).toContain(words);
  });

  test('values and names are complained of together, in the order of the file', () => {
    const text = `${entities.replace('owner: web', 'owner: web\n    retires: soon')}    projections: [crm]\n    contract: x\n`;

    const read = parseSystems(text);

    expect(read.ok ? [] : read.problems.map(({ code, line }) => [code, line])).toEqual([
      ['workspace/invalid-value', 9],
      ['registry/unknown-system', 14],
      ['workspace/invalid-value', 15],
    ]);
  });
});

describe('topics', () => {
  const topics = `penstock: 1
topics:
  sales-orders:
    owner: sales-operations
    domain: sales
    retention: 30d
    class: [personal]
    contract: order@1
    keyedBy: order.reference
`;

  test('a sound file reads and prints as it was', () => {
    expect(parseTopics(topics)).toEqual({
      ok: true,
      value: [
        {
          topic: 'sales-orders',
          owner: 'sales-operations',
          domain: 'sales',
          retentionMs: 2_592_000_000,
          class: ['personal'],
          contract: 'order@1',
          keyedBy: 'order.reference',
        },
      ],
    });
    expect(formatTopics(topics)).toEqual({ ok: true, value: topics });
  });

  test.each([
    ['no retention', topics.replace('    retention: 30d\n', ''), 'flow/missing-key', 3],
    ['a retention without unit', topics.replace('30d', "'30'"), 'workspace/invalid-value', 6],
    ['a name with a blank', topics.replace('sales-orders', "'sales orders'"), 'workspace/invalid-value', 3],
    ['an unknown class', topics.replace('personal', 'secret'), 'workspace/invalid-value', 7],
  ])('%s is refused at its line', (_, text, code, line) => {
    const read = parseTopics(text);

    expect(read.ok ? [] : read.problems.map((problem) => [problem.code, problem.line])).toEqual([[code, line]]);
  });
});
