import { describe, expect, test } from 'vitest';
import type { Flow, FlowNode } from '../../../flow.ts';
import type { JsonObject } from '../../../json.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { CheckContext, ConnectionFacts } from '../../context.ts';
import { flow, map, node, start } from '../../fixtures/build-flow.ts';
import { stepOf, viewOf } from '../../fixtures/view-of.ts';
import { answerOf, askProperty } from '../step-properties.ts';

const odoo: ConnectionFacts = { id: 'odoo-main', kind: 'odoo', system: 'odoo', auth: { secret: 'odoo-key' } };
const crm: ConnectionFacts = { id: 'crm', kind: 'http', system: 'crm', auth: { secret: 'crm-token' } };
const keyed: ConnectionFacts = { ...crm, idempotency: { header: 'Idempotency-Key' } };

const registry: Registry = {
  systems: [
    { id: 'odoo', name: 'Odoo', owner: 'erp', operations: [], companies: 'one' },
    { id: 'crm', name: 'CRM', owner: 'sales', operations: [] },
  ],
  entities: [
    {
      entity: 'order',
      master: 'shop',
      direction: 'from-master',
      projections: ['odoo'],
      sources: [],
      contract: 'order@1',
      models: { odoo: 'sale.order' },
      fields: [],
    },
    {
      entity: 'parcel',
      master: 'carrier',
      direction: 'from-master',
      projections: [],
      sources: [],
      models: { odoo: 'x_parcel' },
      fields: [],
    },
  ],
};

function several(changes: Partial<Registry['systems'][number]>): Registry {
  return { ...registry, systems: registry.systems.map((one) => (one.id === 'odoo' ? { ...one, ...changes } : one)) };
}

function around(...connections: readonly ConnectionFacts[]): Partial<CheckContext> {
  return { registry, connections: new Map(connections.map((one) => [one.id, one])) };
}

function odooStep(config: JsonObject, parts: Omit<Partial<FlowNode>, 'next'> = {}): FlowNode {
  const { next: _, ...given } = { next: undefined, ...parts };
  return node('x', 'odoo@1', { ...given, config: { connection: 'odoo-main', ...config } });
}

function request(config: JsonObject, parts: Omit<Partial<FlowNode>, 'next'> = {}): FlowNode {
  return node('x', 'http@1', { ...parts, config: { connection: 'crm', path: '/orders', ...config } });
}

function webhook(config: JsonObject): FlowNode {
  return node('x', 'webhook@1', { config: { path: '/in', auth: { scheme: 'none' }, ...config } });
}

function inside(step: FlowNode): Flow {
  const isTrigger = step.type === 'webhook@1' || step.type === 'odoo-trigger@1';
  return flow(isTrigger ? [step] : [start('x'), step]);
}

type Answer = 'yes' | 'no' | 'unknown';
type Case = readonly [
  name: string,
  says: string,
  step: FlowNode | Flow,
  expected: Answer,
  context?: Partial<CheckContext>,
];

const write = { operation: 'order.create' };
const call = { model: 'sale.order', method: 'write', ids: '[id]' };
const post = { method: 'POST' };
const both = around(odoo, crm);
const live = { name: 'live', purpose: 'live', variables: {} } as const;
const lines = (count: number) => Array.from({ length: count }, (_, index) => `a${index};`).join('\n');

const cases: readonly Case[] = [
  ['asks-before-repeat', 'said', request(post, { once: 'ask' }), 'yes'],
  ['asks-before-repeat', 'not said', request(post), 'no'],
  ['drops-repeats', 'a step for it', node('x', 'dedupe@1', { config: { key: 'id' } }), 'yes'],
  ['drops-repeats', 'a webhook that does', webhook({ dedupe: { key: 'id' } }), 'yes'],
  ['drops-repeats', 'a webhook that does not', webhook({}), 'no'],
  ['drops-repeats', 'any other step', map('x'), 'no'],
  ['keeps-order', 'a webhook with lanes', webhook({ sequence: { key: 'id' } }), 'yes'],
  ['keeps-order', 'a webhook without', webhook({}), 'no'],
  ['signs-time', 'a scheme that does', webhook({ auth: { scheme: 'standard-webhooks' } }), 'yes'],
  ['signs-time', 'a scheme that does not', webhook({ auth: { scheme: 'github' } }), 'no'],
  ['signs-time', 'a header with a time', webhook({ auth: { scheme: 'hmac', signed: 'timestamp.body' } }), 'yes'],
  ['signs-time', 'a header over the body', webhook({ auth: { scheme: 'hmac', signed: 'body' } }), 'no'],
  ['signs-time', 'a header and no word about it', webhook({ auth: { scheme: 'hmac' } }), 'no'],
  ['signs-time', 'no settings yet', node('x', 'webhook@1', {}), 'no'],
  ['has-time-limit', 'on the step', request({}, { timeout: '5s' }), 'yes'],
  ['has-time-limit', 'nowhere', request({}), 'no'],
  ['has-time-limit', 'for the flow', flow([start('x'), request({})], { defaults: { timeout: '5s' } }), 'yes'],
  ['has-retry', 'on the step', request(post, { retry: { attempts: 1 } }), 'yes'],
  ['has-retry', 'nowhere', request(post), 'no'],
  ['has-retry', 'for the flow', flow([start('x'), request(post)], { defaults: { retry: { attempts: 2 } } }), 'yes'],
  [
    'has-retry',
    'by the step around it',
    flow([start('r'), node('r', 'retry@1', { config: { attempts: 3 }, body: [request(post)] })]),
    'yes',
  ],
  ['safe-to-repeat', 'an operation of Odoo', odooStep(write), 'yes', both],
  ['safe-to-repeat', 'a method of Odoo', odooStep(call), 'no', both],
  ['safe-to-repeat', 'a request nobody remembers', request(post), 'no', both],
  ['safe-to-repeat', 'a request with a key', request(post), 'yes', around(keyed)],
  ['safe-to-repeat', 'a request that names what it changes', request({ method: 'PUT' }), 'yes', both],
  ['safe-to-repeat', 'a request that reads', request({}), 'yes', both],
  ['safe-to-repeat', 'a connection nobody declared', request(post), 'yes', around(odoo)],
  ['financial-write', 'an order', odooStep(write), 'yes'],
  ['financial-write', 'a customer', odooStep({ operation: 'customer.upsert' }), 'no'],
  ['financial-write', 'looking an order up', odooStep({ operation: 'order.status' }), 'no'],
  ['financial-write', 'an entry in the books', odooStep({ ...call, model: 'account.move' }), 'yes'],
  ['financial-write', 'a task', odooStep({ ...call, model: 'project.task' }), 'no'],
  ['financial-write', 'a request to pay', request({ ...post, path: '/payments' }), 'yes'],
  ['financial-write', 'a request about something else', request({ ...post, path: '/notes' }), 'no'],
  ['keeps-secrets-out', 'plain settings', request({ headers: { 'X-Source': 'penstock' } }), 'yes'],
  ['keeps-secrets-out', 'a key in a header', request({ headers: { 'X-Api-Key': 'fixture-2027' } }), 'no'],
  ['keeps-secrets-out', 'a password in the notes', request({}, { notes: 'See https://a:fixture27@b.example' }), 'no'],
  ['keeps-secrets-out', 'a token among the fallback', request({}, { fallback: { token: 'fixture2027' } }), 'no'],
  ['keeps-secrets-out', 'names of secrets', webhook({ auth: { scheme: 'hmac', secrets: ['shop-2027'] } }), 'yes'],
  [
    'keeps-secrets-out',
    'the name of a verification token',
    webhook({ verify: { sender: 'meta', token: 'hub-token-2027' } }),
    'yes',
  ],
  ['reaches-declared-host', 'https in live', request({}), 'yes', withAddress('https://crm.example.com')],
  ['reaches-declared-host', 'http in live', request({}), 'no', withAddress('http://crm.example.com')],
  ['reaches-declared-host', 'http on this machine', request({}), 'yes', withAddress('http://127.0.0.1:8069')],
  [
    'reaches-declared-host',
    'http on a host that only begins so',
    request({}),
    'no',
    withAddress('http://127.0.0.1.example.com'),
  ],
  ['reaches-declared-host', 'http in development', request({}), 'yes', withAddress('http://crm.lan', 'dev')],
  ['reaches-declared-host', 'no address yet', request({}), 'yes', { ...both, environments: [live] }],
  ['reaches-declared-host', 'a connection nobody declared', request({}), 'yes', around(odoo)],
  [
    'writes-master',
    'a copy the registry names',
    odooStep({ ...write, values: '{ "order_line": lines }' }),
    'yes',
    both,
  ],
  ['writes-master', 'what another system owns', odooStep({ ...call, model: 'x_parcel' }), 'no', both],
  ['writes-master', 'what nobody declared', odooStep({ ...call, model: 'x_label' }), 'unknown', both],
  ['writes-master', 'no registry', odooStep(write), 'unknown', { connections: new Map([['odoo-main', odoo]]) }],
  ['writes-master', 'a connection nobody declared', odooStep(write), 'yes', { registry }],
  [
    'writes-master',
    'a request of which only the shapes of the flow tell what it writes',
    flow([
      start('m'),
      node('m', 'map@1', { config: { output: 'order@1', expression: 'a' }, next: 'x' }),
      request(post),
    ]),
    'unknown',
    both,
  ],
  [
    'writes-master',
    'a message to people',
    node('x', 'notify@1', { config: { connection: 'crm', path: '/say', text: 'Done' } }),
    'yes',
    both,
  ],
  ['leaves-states-alone', 'an operation', odooStep({ ...write, values: '{ "note": note }' }), 'yes'],
  ['leaves-states-alone', 'a state among its values', odooStep({ ...write, values: '{ "state": "sale" }' }), 'no'],
  [
    'leaves-states-alone',
    'a state among arguments',
    odooStep({ ...call, args: '{ "vals": { "locked": true } }' }),
    'no',
  ],
  ['leaves-states-alone', 'a field of the company', odooStep({ ...call, args: '{ "vals": { "x_state": 1 } }' }), 'yes'],
  [
    'leaves-states-alone',
    'the state of an address',
    odooStep({ ...call, args: '{ "vals": { "state_id": 1 } }' }),
    'yes',
  ],
  [
    'leaves-states-alone',
    'a state to search by',
    odooStep({ model: 'sale.order', method: 'search_read', args: '{ "domain": [["state", "=", "sale"]] }' }),
    'yes',
  ],
  ['names-company', 'a database of one company', odooStep(write), 'yes', both],
  ['names-company', 'of several', odooStep(write), 'no', { ...both, registry: several({ companies: 'several' }) }],
  [
    'names-company',
    'named by the step',
    odooStep({ ...write, company: 2 }),
    'yes',
    { ...both, registry: several({ companies: 'several' }) },
  ],
  [
    'names-company',
    'named by the connection',
    odooStep(write),
    'yes',
    { ...around({ ...odoo, extra: { company: 2 } }), registry: several({ companies: 'several' }) },
  ],
  [
    'names-language',
    'of several companies',
    odooStep(write),
    'no',
    { ...both, registry: several({ companies: 'several' }) },
  ],
  [
    'names-language',
    'named by the step',
    odooStep({ ...write, context: { lang: 'de_AT' } }),
    'yes',
    { ...both, registry: several({ companies: 'several' }) },
  ],
  [
    'names-language',
    'named by the connection',
    odooStep(write),
    'yes',
    { ...around({ ...odoo, extra: { lang: 'de_AT' } }), registry: several({ companies: 'several' }) },
  ],
  ['operation-exists', 'a plain request to the CRM', request(post), 'no', both],
  ['operation-exists', 'a plain request to Odoo', request(post), 'yes', around(odoo, { ...crm, system: 'odoo' })],
  [
    'operation-exists',
    'a plain request where a document is imported',
    request(post),
    'yes',
    around(crm, { id: 'crm-api', kind: 'openapi', system: 'crm', api: { operations: [] } }),
  ],
  ['lasting-interface', 'nothing is announced', odooStep(write), 'yes', both],
  ['lasting-interface', 'an operation that goes', odooStep(write), 'no', goes('2027-01-01')],
  ['lasting-interface', 'an operation that will go', odooStep(write), 'yes', goes('2028-01-01')],
  [
    'lasting-interface',
    'the older interface before 22',
    odooStep(write),
    'no',
    around({ ...odoo, extra: { version: 18, plannedVersion: 22 } }),
  ],
  [
    'lasting-interface',
    'the older interface before 21',
    odooStep(write),
    'yes',
    around({ ...odoo, extra: { version: 18, plannedVersion: 21 } }),
  ],
  [
    'lasting-interface',
    'the newer interface',
    odooStep(write),
    'yes',
    around({ ...odoo, extra: { version: 19, plannedVersion: 22 } }),
  ],
  ['short-script', 'thirty lines', node('x', 'script@1', { config: { code: lines(30) } }), 'yes'],
  ['short-script', 'one more', node('x', 'script@1', { config: { code: lines(31) } }), 'no'],
  ['short-script', 'none yet', node('x', 'script@1', {}), 'yes'],
];

function withAddress(url: string, purpose: 'live' | 'dev' = 'live'): Partial<CheckContext> {
  return { ...both, environments: [{ ...live, purpose, connections: { crm: { url } } }] };
}

function goes(deprecated: string): Partial<CheckContext> {
  const operations = [{ operation: 'order.create', deprecated, use: 'sale.create' }];
  return { ...both, today: '2027-02-01', registry: several({ operations }) };
}

function judge(name: string, step: FlowNode | Flow, context: Partial<CheckContext> = {}): Answer {
  const view = viewOf('nodes' in step ? step : inside(step), context);
  const answer = askProperty(name, stepOf(view, 'x'), view);
  if (answer === undefined) return 'unknown';
  return answer ? 'yes' : 'no';
}

describe('a property of steps', () => {
  const named = cases.map(([name, says, step, expected, context = {}]) => ({ name, says, step, expected, context }));

  test.each(named)('$name: $says', ({ name, step, expected, context }) => {
    expect(judge(name, step, context)).toBe(expected);
  });

  test('that does not exist is a bug of whoever read the template', () => {
    expect(() => judge('is-nice', map('x'))).toThrow('There is no property "is-nice"');
  });

  test('that is unknown is said to be', () => {
    const view = viewOf(inside(odooStep({ ...call, model: 'x_label' })), both);

    expect(answerOf('writes-master', stepOf(view, 'x'), view)).toEqual({ isUnknown: true });
  });
});

describe('a state that is written', () => {
  const fixOf = (config: JsonObject, connection: ConnectionFacts = odoo) => {
    const view = viewOf(inside(odooStep(config)), around(connection));
    const answer = answerOf('leaves-states-alone', stepOf(view, 'x'), view);
    return answer === true ? undefined : answer.fix?.title;
  };
  const sale = { ...call, args: '{ "vals": { "state": "sale" } }' };

  test('becomes the operation, or the action, where nothing else is written', () => {
    expect(fixOf(sale)).toBe('Use order.confirm');
    expect(fixOf({ ...sale, ids: 'ids' })).toBe('Call "action_confirm" instead');
    expect(fixOf(sale, { ...odoo, allow: { operations: ['model.call'] } })).toBe('Call "action_confirm" instead');
    expect(fixOf({ ...sale, model: 'account.move', args: '{"vals":{"state":"posted"}}' })).toBe(
      'Call "action_post" instead',
    );
  });

  test('is left to a person where it is not certain', () => {
    expect(fixOf({ ...sale, args: '{ "vals": { "state": "sale", "note": "x" } }' })).toBeUndefined();
    expect(fixOf({ ...sale, args: '{ "vals": { "state": wanted } }' })).toBeUndefined();
    expect(fixOf({ ...sale, args: '{ "vals": { "state": "cancel" } }' })).toBeUndefined();
    expect(fixOf({ ...sale, method: 'create' })).toBeUndefined();
  });
});
