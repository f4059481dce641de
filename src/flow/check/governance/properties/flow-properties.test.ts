import { describe, expect, test } from 'vitest';
import type { Flow, FlowNode } from '../../../flow.ts';
import type { JsonObject } from '../../../json.ts';
import type { CheckContext, ConnectionFacts } from '../../context.ts';
import { branch, flow, map, node, reserve, setAside, start } from '../../fixtures/build-flow.ts';
import { viewOf } from '../../fixtures/view-of.ts';
import { sumUpFlow } from '../estate.ts';
import { askFlowProperty } from '../flow-properties.ts';

const uses = { flow: 'other', reads: [], writes: [] };
const odoo: ConnectionFacts = {
  id: 'odoo-main',
  kind: 'odoo',
  system: 'odoo',
  auth: { secret: 'odoo-key' },
  allow: { operations: ['stock.reserve', 'order.create'] },
};

function estate(...flows: readonly { flow: string; owner?: string; domain?: string; operations: JsonObject }[]) {
  // Written here as data; each names its operations by connection.
  return flows.map((one) => ({ ...one, uses })) as unknown as NonNullable<CheckContext['estate']>;
}

/** Where a property is broken: step, or path in the header, and what there is to say about it. */
function ask(name: string, tried: Flow, context: Partial<CheckContext> = {}): readonly string[] {
  const found = [...askFlowProperty(name, viewOf(tried, context))];
  return found.map(({ node: step, path, detail = '' }) => `${step?.id ?? path ?? ''}: ${detail}`.trim());
}

const own = { flow: 'test-flow', owner: 'sales', operations: { 'odoo-main': ['stock.reserve'] } };
const connections = new Map([['odoo-main', odoo]]);
const simple = flow([start('keep'), reserve('keep', { next: 'end' }), map('end')], { owner: 'sales' });

describe('says-what-depends', () => {
  test('wants the importance, and keeps what stands beside it', () => {
    const [found] = [...askFlowProperty('says-what-depends', viewOf(flow([], { classification: { mode: 'batch' } })))];

    expect(found?.fix?.edits[0]?.arguments).toEqual({
      key: 'classification',
      value: { criticality: 'medium', mode: 'batch' },
    });
    expect(ask('says-what-depends', flow([], { classification: { criticality: 'low' } }))).toEqual([]);
  });
});

describe('header-keeps-secrets-out', () => {
  test('reads the header and the remarks', () => {
    const address = 'https://a:fixture27@b.example';

    expect(ask('header-keeps-secrets-out', flow([], { description: 'Fine.', runbook: 'Call 0800.' }))).toEqual([]);
    expect(ask('header-keeps-secrets-out', flow([], { runbook: address }))).toEqual([
      'runbook: a password in an address',
    ]);
    expect(ask('header-keeps-secrets-out', flow([], { comments: new Map([['nodes.a', [address]]]) }))).toEqual([
      'nodes.a: a password in an address',
    ]);
  });
});

describe('failures-lead-somewhere', () => {
  const failing = (next: Record<string, string>, ...others: readonly FlowNode[]) =>
    flow([start('keep'), reserve('keep', { next }), ...others], { owner: 'sales' });
  const note = node('note', 'milestone@1', { config: { milestone: 'refused', businessKey: 'a' } });

  test.each<[says: string, tried: Flow, found: readonly string[]]>([
    ['not drawn, with an owner', simple, []],
    ['not drawn, without one', flow(simple.nodes), ['keep:']],
    ['not drawn, with a flow to start', flow(simple.nodes, { onFailure: 'alarm' }), []],
    ['set aside', failing({ done: 'end', error: 'set_aside' }, map('end'), setAside()), []],
    ['only noted', failing({ done: 'end', error: 'note' }, map('end'), note), ['keep:']],
    [
      'noted, then set aside',
      failing({ done: 'end', error: 'note' }, map('end'), map('note', 'set_aside'), setAside()),
      [],
    ],
    ['led on as if nothing had been', failing({ done: 'end', error: 'end' }, map('end')), ['keep:']],
    [
      'answered by another system',
      failing({ done: 'end', error: 'other' }, reserve('other', { next: 'end' }), map('end')),
      [],
    ],
    [
      'waited out',
      failing(
        { done: 'end', error: 'pause' },
        node('pause', 'wait@1', { config: { for: '1h' }, next: 'end' }),
        map('end'),
      ),
      [],
    ],
  ])('%s', (_, tried, found) => {
    expect(ask('failures-lead-somewhere', tried)).toEqual(found);
  });

  test('a failure without an owner is caught by the step around it', () => {
    const body = [reserve('keep')];

    const caught = flow([
      start('try'),
      node('try', 'try@1', { config: {}, body, next: { done: 'end', error: 'aside' } }),
      node('end', 'milestone@1', { config: {} }),
      setAside('aside'),
    ]);

    expect(ask('failures-lead-somewhere', caught)).toEqual([]);
  });

  test('the quick fix cuts a way others need, and lengthens one of its own', () => {
    const fixOf = (tried: Flow) =>
      [...askFlowProperty('failures-lead-somewhere', viewOf(tried))].map((one) =>
        one.fix?.edits.map(({ edit }) => edit),
      );

    expect(fixOf(failing({ done: 'end', error: 'end' }, map('end')))).toEqual([['disconnect', 'add-node']]);
    expect(fixOf(failing({ done: 'end', error: 'note' }, map('end'), note))).toEqual([['add-node']]);
    expect(fixOf(failing({ done: 'end', error: 'a' }, map('end'), map('a', 'note'), note))).toEqual([undefined]);
  });
});

describe('rights-needed', () => {
  test('tells what no flow uses, to the first flow by name', () => {
    const other = { flow: 'a-flow', operations: { 'odoo-main': ['order.create'] } };

    expect(ask('rights-needed', simple, { connections, estate: estate(own) })).toEqual(['keep: order.create']);
    expect(ask('rights-needed', simple, { connections, estate: estate(own, other) })).toEqual([]);
    expect(
      ask('rights-needed', simple, { connections, estate: estate(own, { ...other, operations: { 'odoo-main': [] } }) }),
    ).toEqual([]);
    expect(ask('rights-needed', simple, { connections })).toEqual([]);
  });

  test('a list that is read page by page takes the right to search', () => {
    const source = { connection: 'odoo-main', model: 'res.partner', fields: ['name'] };
    const read = flow([start('each'), node('each', 'each@1', { config: { source }, body: [map('x')] })]);
    const search = new Map([['odoo-main', { ...odoo, allow: { operations: ['record.search', 'record.count'] } }]]);
    const summed = [sumUpFlow(read, [], undefined)];

    expect(summed[0]?.operations).toEqual({ 'odoo-main': ['record.search'] });
    expect(ask('rights-needed', read, { connections: search, estate: summed })).toEqual(['each: record.count']);
  });

  test('an order that is confirmed as it is created takes both rights', () => {
    const order = flow([start('keep'), reserve('keep', { config: { operation: 'order.create', confirm: true } })]);

    expect(sumUpFlow(order, [], undefined).operations).toEqual({ 'odoo-main': ['order.create', 'order.confirm'] });
  });

  test('a connection that allows everything is told, and one judged otherwise is not', () => {
    const all = new Map([['odoo-main', { ...odoo, allow: {} }]]);
    const http = new Map([['odoo-main', { ...odoo, kind: 'http' }]]);

    expect(ask('rights-needed', simple, { connections: all, estate: estate(own) })).toEqual(['keep: everything']);
    expect(ask('rights-needed', simple, { connections: http, estate: estate(own) })).toEqual([]);
  });
});

describe('credentials-apart', () => {
  const other = { flow: 'payroll', owner: 'people', operations: { 'odoo-main': ['record.read'] } };

  test('one key for two owners is told, for one owner or area not', () => {
    expect(ask('credentials-apart', simple, { connections, estate: estate(own, other) })).toEqual(['keep: payroll']);
    expect(
      ask('credentials-apart', simple, { connections, estate: estate(own, { ...other, owner: 'sales' }) }),
    ).toEqual([]);
    const area = { ...simple, domain: 'cash' };
    expect(ask('credentials-apart', area, { connections, estate: estate({ ...other, domain: 'cash' }) })).toEqual([]);
  });

  test('two connections with one secret share it, and two with secrets of their own do not', () => {
    const second = { ...odoo, id: 'odoo-pay' };
    const elsewhere = estate(own, { ...other, operations: { 'odoo-pay': ['record.read'] } });
    const shared = new Map([...connections, ['odoo-pay', second] as const]);
    const apart = new Map([...connections, ['odoo-pay', { ...second, auth: { secret: 'pay-key' } }] as const]);

    expect(ask('credentials-apart', simple, { connections: shared, estate: elsewhere })).toEqual(['keep: payroll']);
    expect(ask('credentials-apart', simple, { connections: apart, estate: elsewhere })).toEqual([]);
  });
});

describe('ways-tested', () => {
  const tried = flow([
    start('big'),
    branch('big', { yes: 'keep', no: 'end' }),
    reserve('keep', { next: { done: 'end', error: 'aside' } }),
    map('end'),
    setAside('aside'),
  ]);

  test('wants every outcome of a decision, and every failure that is drawn', () => {
    const tested = (...ways: readonly string[]) => ({ tested: new Map([['test-flow', new Set(ways)]]) });

    expect(ask('ways-tested', tried, { tested: new Map() })).toEqual(['big: "yes", "no"', 'keep: "error"']);
    expect(ask('ways-tested', tried, tested('big yes', 'keep error'))).toEqual(['big: "no"']);
    expect(ask('ways-tested', tried, tested('big yes', 'big no', 'keep error'))).toEqual([]);
    expect(ask('ways-tested', tried)).toEqual([]);
  });
});

describe('size-readable', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => map(`part${index}`));

  test('counts side by side, not what stands inside', () => {
    const scope = (count: number) => node('both', 'try@1', { name: 'Both', config: {}, body: many(count) });

    expect(ask('size-readable', flow(many(40)))).toEqual([]);
    expect(ask('size-readable', flow(many(41)))).toEqual([': The flow has 41']);
    expect(ask('size-readable', flow([start('both'), scope(40)]))).toEqual([]);
    expect(ask('size-readable', flow([start('both'), scope(41)]))).toEqual(['both: "Both" (both) has 41']);
  });
});

describe('retries-bounded', () => {
  const around = (outer: number, own_: number | undefined, defaults?: JsonObject) => {
    const retry = own_ === undefined ? {} : { retry: { attempts: own_ } };
    const scope = node('again', 'retry@1', { config: { attempts: outer }, body: [reserve('keep', retry)] });
    return flow([start('again'), scope], defaults === undefined ? {} : { defaults });
  };

  test('multiplies what stands inside each other', () => {
    expect(ask('retries-bounded', around(5, 4))).toEqual([]);
    expect(ask('retries-bounded', around(5, 5))).toEqual(['keep: 25']);
    expect(ask('retries-bounded', around(21, undefined))).toEqual(['keep: 21']);
    expect(ask('retries-bounded', around(5, undefined, { retry: { attempts: 6 } }))).toEqual(['keep: 30']);
    expect(ask('retries-bounded', flow([start('keep'), reserve('keep', { retry: { attempts: 100 } })]))).toEqual([]);
  });
});

describe('references-pinned', () => {
  const check = (contract: string) => node('check', 'validate@1', { config: { contract } });
  const contracts = new Map([
    ['order@1', {}],
    ['order@12', {}],
    ['order@2', {}],
  ]);

  test('offers the newest version there is', () => {
    const view = viewOf(flow([start('check'), check('order')]), { contracts });

    const [found] = [...askFlowProperty('references-pinned', view)];

    expect(found?.detail).toBe('"check" names "order"');
    expect(found?.fix?.title).toBe('Write order@12');
    expect(ask('references-pinned', flow([start('check'), check('order@1')]), { contracts })).toEqual([]);
  });

  test('templates are named with a version, in every way to name them', () => {
    const follows = (value: Flow['follows']) =>
      ask('references-pinned', flow([], value === undefined ? {} : { follows: value }));

    expect(follows('webhook-ingestion@1')).toEqual([]);
    expect(follows('webhook-ingestion')).toEqual(['follows: The flow follows "webhook-ingestion"']);
    expect(follows(['a@1', { template: 'b', parameters: {} }])).toEqual(['follows: The flow follows "b"']);
  });
});

describe('environments-apart', () => {
  const environments = (test_: JsonObject, live: JsonObject) => ({
    environments: [
      { name: 'test', variables: {}, purpose: 'test' as const, connections: { 'odoo-main': test_ } },
      { name: 'live', variables: {}, purpose: 'live' as const, connections: { 'odoo-main': live } },
    ],
  });

  test.each<[says: string, test_: JsonObject, live: JsonObject, found: readonly string[]]>([
    [
      'the same place',
      { url: 'https://odoo.example', database: 'a' },
      { url: 'https://odoo.example', database: 'a' },
      ['keep: test'],
    ],
    [
      'written otherwise',
      { url: 'https://ODOO.example:443/', database: 'a' },
      { url: 'https://odoo.example', database: 'a' },
      ['keep: test'],
    ],
    [
      'another database',
      { url: 'https://odoo.example', database: 'b' },
      { url: 'https://odoo.example', database: 'a' },
      [],
    ],
    ['another port', { url: 'https://odoo.example:8443' }, { url: 'https://odoo.example' }, []],
    [
      'another address',
      { url: 'https://odoo.test.example', database: 'a' },
      { url: 'https://odoo.example', database: 'a' },
      [],
    ],
    ['no address', {}, {}, []],
  ])('%s', (_, test_, live, found) => {
    expect(ask('environments-apart', simple, environments(test_, live))).toEqual(found);
  });
});

describe('assisted-changes-approved and decision-recorded', () => {
  test('a machine needs a person beside it', () => {
    const assisted = (entry: JsonObject) =>
      flow(simple.nodes, { decision: { assisted: [{ by: 'a machine', ...entry }] } });

    expect(ask('assisted-changes-approved', assisted({ approvedBy: 'mila' }))).toEqual([]);
    expect(ask('assisted-changes-approved', assisted({ node: 'keep' }))).toEqual(['keep: A change of "keep"']);
    expect(ask('assisted-changes-approved', assisted({ approvedBy: '' }))).toEqual([
      'decision.assisted.0: A change of the flow',
    ]);
    expect(ask('assisted-changes-approved', simple)).toEqual([]);
  });

  test('what a record lacks is told where it belongs', () => {
    expect(ask('decision-recorded', simple)).toEqual(['decision: there is no decision record']);
  });
});

test('a property that does not exist is a bug of whoever read the template', () => {
  expect(() => [...askFlowProperty('is-nice', viewOf(simple))]).toThrow('There is no property "is-nice"');
});
