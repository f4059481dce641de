import { describe, expect, test } from 'vitest';
import type { FlowNode } from '../../../flow.ts';
import type { JsonObject } from '../../../json.ts';
import type { CheckContext, ConnectionFacts } from '../../context.ts';
import { flow, map, node, start } from '../../fixtures/build-flow.ts';
import { stepOf, viewOf } from '../../fixtures/view-of.ts';
import { askFlowProperty } from '../flow-properties.ts';
import { answerOf } from '../step-properties.ts';

const odoo: ConnectionFacts = {
  id: 'odoo-main',
  kind: 'odoo',
  system: 'erp',
  extra: { login: 'integration' },
  limits: { concurrency: 4 },
};
const contracts = new Map<string, JsonObject>([
  ['customer@1', { properties: { reference: {}, name: {}, address: { properties: { country_id: {} } } } }],
  ['copy@1', { properties: { lines: { items: { properties: { product_uom_qty: {} } } } } }],
]);

function around(connection: Partial<ConnectionFacts> = {}, system: JsonObject = {}): Partial<CheckContext> {
  const facts = { id: 'erp', name: 'Odoo', owner: 'erp', operations: [], webhooks: ['/erp'], ...system };
  return {
    connections: new Map([['odoo-main', { ...odoo, ...connection }]]),
    registry: { systems: [facts], entities: [] },
    contracts,
  };
}

function trigger(config: JsonObject = {}, next = 'translate'): FlowNode {
  const settings = { connection: 'odoo-main', model: 'res.partner', fields: ['name', 'country_id', 'team_ref'] };
  return node('start', 'odoo-trigger@1', { config: { ...settings, ...config }, next: { out: next } });
}

const translate = node('translate', 'map@1', {
  config: { output: 'customer@1', expression: '{ "reference": record.team_ref }' },
  next: 'x',
});

function ask(name: string, id: string, nodes: readonly FlowNode[], context = around()) {
  const view = viewOf(flow(nodes), context);
  return answerOf(name, stepOf(view, id), view);
}

const detailOf = (answer: ReturnType<typeof ask>) => (answer === true ? '' : (answer.detail ?? '?'));

describe('takes-no-odoo-calls', () => {
  const door = (config: JsonObject, name = 'Called') =>
    node('door', 'webhook@1', { name, config: { path: '/in', auth: { scheme: 'none' }, ...config } });

  test.each<readonly [string, FlowNode, string]>([
    ['nothing says Odoo', door({}), ''],
    ['a word that only begins alike', door({ path: '/odoors/in' }), ''],
    ['path in the registry', door({ path: '/erp/in' }), 'the registry gives its path to Odoo'],
    ['path of another system', door({ path: '/erp2/in' }), ''],
    ['path', door({ path: '/hooks/Odoo-in' }), 'its path names Odoo'],
    ['name', door({}, 'From Odoo'), 'its name says Odoo'],
    ['a signature', door({ path: '/erp/in', auth: { scheme: 'hmac', header: 'X', secrets: ['a'] } }), ''],
    [
      'a token is no signature',
      door({ path: '/erp/in', auth: { scheme: 'bearer', secrets: ['a'] } }),
      'the registry gives its path to Odoo',
    ],
  ])('%s', (_, hook, expected) => {
    expect(detailOf(ask('takes-no-odoo-calls', 'door', [hook]))).toBe(expected);
  });

  test('the fields every rule sends give it away', () => {
    const reader = map('read', undefined, '_model & "/" & _id');

    expect(detailOf(ask('takes-no-odoo-calls', 'door', [door({}), reader]))).toBe(
      'its data is read as that of an Odoo rule',
    );
  });
});

describe('leaves-odoo-names', () => {
  const branch = (when: string) =>
    node('x', 'branch@1', { config: { cases: [{ port: 'yes', when }], otherwise: 'no' } });

  test.each([
    ['name = "a"', ''],
    ['reference = "a"', ''],
    ['address.country_id = 1', ''],
    ['team_ref = "a"', '"team_ref"'],
    ['partner_id[0] = 1', '"partner_id"'],
    ['x_studio_size > 1', '"x_studio_size"'],
    ['order_id = 1', ''],
    ['$trigger.body.changedAt > "2027"', ''],
    ['$trigger.body.record.name = "a"', '"record"'],
    ['$steps.start.record.name = "a"', '"record"'],
    ['$steps.ask.partner_id = 1', ''],
    ['record.name = "a"', '"record"'],
    ['lines.record.name = "a"', ''],
    ['{ "partner_id": reference }.reference = "a"', ''],
  ])('%s', (when, expected) => {
    const other = node('ask', 'http@1', { config: { connection: 'crm', path: '/a' } });

    expect(detailOf(ask('leaves-odoo-names', 'x', [trigger(), translate, branch(when), other]))).toBe(expected);
  });

  test('before the translation everything may be read', () => {
    const early = node('x', 'branch@1', {
      config: { cases: [{ port: 'yes', when: 'record.partner_id[0] = 1' }], otherwise: 'no' },
      next: { yes: 'translate' },
    });

    expect(
      ask('leaves-odoo-names', 'x', [trigger({}, 'x'), early, { ...translate, next: { short: false, ports: [] } }]),
    ).toBe(true);
  });

  test('a script is read for names as well', () => {
    const script = (code: string) => node('x', 'script@1', { config: { code } });
    const detail = (code: string) => detailOf(ask('leaves-odoo-names', 'x', [trigger(), translate, script(code)]));

    expect(detail('return { who: input.partner_id };')).toBe('"partner_id"');
    expect(detail("return input['team_ref'];")).toBe('"team_ref"');
    expect(detail('const partner_id = 1; return input.reference;')).toBe('');
  });

  test('a step inside a scope stands behind what the scope stands behind', () => {
    const inner = node('inner', 'branch@1', {
      config: { cases: [{ port: 'yes', when: 'partner_id = 1' }], otherwise: 'no' },
    });
    const scope = node('x', 'try@1', { config: { catch: [{ kind: 'transient', port: 'away' }] }, body: [inner] });

    expect(detailOf(ask('leaves-odoo-names', 'inner', [trigger(), translate, scope]))).toBe('"partner_id"');
  });
});

describe('translates-first and shape-without-odoo-names', () => {
  test('only the first mapping must name its shape', () => {
    const later = map('x', undefined, '{ "a": reference }');

    expect(ask('translates-first', 'x', [trigger(), translate, later])).toBe(true);
    expect(ask('translates-first', 'x', [trigger({}, 'x'), later])).not.toBe(true);
  });

  test('an agreed shape has no names of Odoo, at no depth', () => {
    const copy = { ...translate, config: { output: 'copy@1', expression: '{}' } };

    expect(detailOf(ask('shape-without-odoo-names', 'translate', [trigger(), copy]))).toBe('"product_uom_qty"');
    expect(ask('shape-without-odoo-names', 'translate', [trigger({ fields: ['name'] }), translate])).toBe(true);
  });
});

describe('reads-by-operation', () => {
  const read = (config: JsonObject, into = 'found') =>
    node('x', 'odoo@1', { config: { connection: 'odoo-main', model: 'res.partner', ...config }, into, next: 'use' });
  const search = { method: 'search_read', args: '{ "domain": [], "fields": ["name"] }' };
  const editsFor = (config: JsonObject, expression: string) => {
    const answer = ask('reads-by-operation', 'x', [start('x'), read(config), map('use', undefined, expression)]);
    return answer === true ? undefined : answer.fix?.edits;
  };

  test('the arguments move, and every reader follows the answer', () => {
    const edits = editsFor(search, '{ "a": found.name, "b": $count($steps.x) }');

    expect(edits?.map(({ arguments: given }) => given.value).filter((value) => value !== undefined)).toEqual([
      'record.search',
      '{ "model": "res.partner", "limit": 1000, "domain": [], "fields": ["name"] }',
      '{ "a": found.records.name, "b": $count($steps.x.records) }',
    ]);
  });

  test.each([
    ['the answer is read below another field', search, 'other.found.name'],
    [
      'arguments the operation does not know',
      { method: 'search_read', args: '{ "domain": [], "fields": [], "load": 1 }' },
      'found',
    ],
    [
      'more records than the operation gives',
      { method: 'search_read', args: '{ "domain": [], "fields": [], "limit": 5000 }' },
      'found',
    ],
    ['arguments that are not written out', { method: 'search_read', args: 'query' }, 'found'],
    ['another method', { method: 'read', ids: '[1]', args: '{ "fields": ["name"] }' }, 'found'],
  ])('no mend is offered: %s', (_, config, expression) => {
    expect(editsFor(config, expression)).toBeUndefined();
  });

  test('writing methods and operations are none of its business', () => {
    expect(ask('reads-by-operation', 'x', [read({ method: 'action_archive' })])).toBe(true);
    expect(ask('reads-by-operation', 'x', [node('x', 'odoo@1', { config: { operation: 'record.read' } })])).toBe(true);
  });
});

describe('watches-children', () => {
  const order = (config: JsonObject) => trigger({ model: 'sale.order', fields: ['name', 'order_line'], ...config });
  const reader = map('translate', undefined, 'record.order_line');

  test.each<readonly [string, readonly FlowNode[], string]>([
    ['no such field', [order({ fields: ['name'] }), reader], ''],
    ['lines of an order', [order({}), reader], '"order_line"'],
    ['new orders only', [order({ events: ['created'] }), reader], ''],
    ['lines are watched', [order({}), { ...trigger({ model: 'sale.order.line' }), id: 'lines' }, reader], ''],
    ['the same word in another model', [trigger({ model: 'crm.lead', fields: ['order_line'] }), reader], ''],
    ['stock of a product', [trigger({ model: 'product.product', fields: ['free_qty'] }), reader], '"free_qty"'],
  ])('%s', (_, nodes, expected) => {
    expect(detailOf(ask('watches-children', 'start', nodes))).toBe(expected);
  });

  test('a field nobody reads is left out; one that is read is watched', () => {
    const unread = ask('watches-children', 'start', [order({}), map('translate', undefined, 'record.name')]);
    const read = ask('watches-children', 'start', [order({ overlap: '15m' }), reader]);

    expect(unread === true ? [] : unread.fix?.edits[0]?.arguments.value).toEqual(['name']);
    expect(read === true ? [] : read.fix?.edits[0]?.arguments.config).toEqual({
      connection: 'odoo-main',
      model: 'sale.order.line',
      fields: ['order_id'],
      overlap: '15m',
    });
  });
});

describe('properties of the flow', () => {
  const found = (name: string, nodes: readonly FlowNode[], context = around()) =>
    [...askFlowProperty(name, viewOf(flow(nodes), context))].map(({ node: step, isUnknown, detail }) =>
      [step?.id, isUnknown === true ? 'unknown' : detail].filter((part) => part !== undefined).join(' '),
    );

  test('sweeps-odoo wants a trigger that looks', () => {
    expect(found('sweeps-odoo', [trigger()])).toEqual([]);
    expect(found('sweeps-odoo', [start('translate'), translate])).toEqual(['start']);
  });

  test.each([
    ['integration', []],
    ['admin', ['start "admin"']],
    ['Admin@example.com', ['start "Admin@example.com"']],
    ['__system__', ['start "__system__"']],
    ['administration-bot', []],
    ['2', ['start "2"']],
  ])('odoo-user-apart judges %s', (login, expected) => {
    expect(found('odoo-user-apart', [trigger()], around({ extra: { login } }))).toEqual(expected);
  });

  test('odoo-user-apart does not know who nobody named', () => {
    expect(found('odoo-user-apart', [trigger()], around({ extra: {} }))).toEqual(['start unknown']);
  });

  test('within-declared-concurrency adds all connections of a system up', () => {
    const second = { ...odoo, id: 'odoo-night' };
    const limited = around({}, { limits: { concurrency: 6 } });
    const both = {
      ...limited,
      connections: new Map([...(limited.connections ?? []), ['odoo-night', second] as const]),
    };

    expect(found('within-declared-concurrency', [trigger()], limited)).toEqual([]);
    expect(found('within-declared-concurrency', [trigger()], both)).toEqual(['start 8']);
    expect(found('within-declared-concurrency', [trigger()])).toEqual(['start unknown']);
  });
});
