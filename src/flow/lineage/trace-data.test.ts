import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { examineFlow } from '../check/examination.ts';
import { branch, map, node, setAside, start } from '../check/fixtures/build-flow.ts';
import type { JsonObject } from '../json.ts';
import { parseFlow } from '../text/parse.ts';
import { classesIn, context, create, everyClass, post, sentBy, trace, wayOf, webhook } from './fixtures/traced.ts';
import { traceData } from './trace-data.ts';

describe('the example of an order', () => {
  const folder = new URL('../../../examples/order-to-cash/', import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  const parsed = parseFlow(read('flows/order-to-cash.flow.yaml'), nodeCatalogue);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const names = ['order@1', 'shop-order@1'];
  const contracts = new Map(names.map((name) => [name, JSON.parse(read(`contracts/${name}.schema.json`))] as const));
  const lineage = traceData(examineFlow(parsed.value, { ...context, contracts }));

  test('personal and financial fields reach Odoo by the shortest way', () => {
    const values = lineage.sent.find(({ place }) => place === 'values');

    expect(values).toMatchObject({ node: 'create_order', connection: 'odoo-main' });
    expect(values?.classes.map(({ class: name, field }) => `${field} ${name}`)).toEqual([
      'client_order_ref internal',
      'order_line.quantity internal',
      'order_line.sku public',
      'order_line.unitPriceMinor financial',
      'partner.email personal',
      'partner.name personal',
    ]);
    const origin = { node: 'order_received', field: 'customer.email' };
    expect(values?.classes.find(({ field }) => field === 'partner.email')?.origin).toEqual(origin);
    for (const { path } of values?.classes ?? []) {
      expect(path).toEqual(['order_received', 'order_complete', 'canonical_order', 'above_limit', 'create_order']);
    }
  });

  test('nothing is read in vain and nothing misfits', () => {
    expect(lineage.unknownFields).toEqual([]);
    expect(lineage.misfits).toEqual([]);
  });

  test('what leaves a step is known field by field', () => {
    expect([...(lineage.outputOf('create_order')?.fields.keys() ?? [])]).toContain('odooOrder');
    expect(lineage.inputOf('create_order')?.fields.get('totalMinor')?.classes).toEqual(
      new Set(['internal', 'financial']),
    );
    expect(lineage.inputOf('nobody')).toBeUndefined();
  });
});

describe('what travels', () => {
  test('a trigger without a contract hands on an unknown shape', () => {
    const lineage = trace([start('post'), post()]);

    expect(lineage.outputOf('start')).toMatchObject({ open: true });
    expect(lineage.sent).toEqual([{ node: 'post', connection: 'crm', place: 'body', classes: [] }]);
  });

  test('a check gives its contract, and classes begin there only where none came before', () => {
    const check = (next: string) =>
      node('check', 'validate@1', { config: { contract: 'order@1' }, next: { valid: next } });

    const fresh = trace([start('check'), check('post'), post({ body: 'customer.email' })]);
    const known = trace([webhook('check'), check('post'), post({ body: 'customer.email' })]);

    expect(sentBy(fresh)).toEqual(['body  personal check:customer.email']);
    expect(sentBy(known)).toEqual(['body  personal start:customer.email']);
  });

  test('what failed the check is what came', () => {
    const check = node('check', 'validate@1', {
      config: { contract: 'order@1' },
      next: { valid: 'post', invalid: 'b' },
    });

    const lineage = trace([start('check'), check, post(), map('b', undefined, 'anything')]);

    expect(lineage.unknownFields).toEqual([]);
    expect(lineage.inputOf('b')?.contract).toBeUndefined();
  });

  test('a contract that leaves a class out does not take it away', () => {
    const expression = '{ "reference": customer.email, "score": total }';
    const built = node('built', 'map@1', { config: { output: 'scored@1', expression }, next: 'post' });

    const lineage = trace([webhook('built'), built, post()]);

    expect(sentBy(lineage)).toEqual([
      'body reference personal start:customer.email',
      'body score financial start:total',
      'body score regulated built:score',
    ]);
  });

  test('every part of a request is looked at', () => {
    const parts = {
      path: '/customers/{{ customer.email }}/{{ reference }}',
      query: { sum: { $: 'total' }, who: '{{ customer.name }}', fixed: 'x' },
      headers: { Trace: '{{ patient.ward }}' },
      body: '{ "a": lines.sku }',
    };

    const lineage = trace([webhook('post'), post(parts)]);

    expect(sentBy(lineage).toSorted()).toEqual([
      'body a public start:lines.sku',
      'headers.Trace  regulated start:patient',
      'path  internal start:reference',
      'path  personal start:customer.email',
      'query.sum  financial start:total',
      'query.who  personal start:customer.name',
    ]);
  });

  test('reading sends no body', () => {
    expect(trace([webhook('post'), post({ method: 'GET' })]).sent).toEqual([]);
  });

  test('the business key reaches Odoo', () => {
    const lineage = trace([webhook('create'), create('{ "a": 1 }', { key: 'customer.email' })]);

    expect(sentBy(lineage)).toEqual(['key  personal start:customer.email']);
  });

  test('what is dropped or masked travels no further', () => {
    const rules = [
      { path: 'customer.email', do: 'drop' },
      { path: 'customer.name', do: 'mask', keep: 2 },
      { path: 'lines.price', do: 'tokenise' },
      { path: 'patient', do: 'drop' },
      { path: 'labels', do: 'drop' },
    ];
    const redact = node('redact', 'redact@1', { config: { rules }, next: 'post' });

    const lineage = trace([webhook('redact'), redact, post()]);

    expect(sentBy(lineage)).toEqual([
      'body lines.sku public start:lines.sku',
      'body reference internal start:reference',
      'body total financial start:total',
    ]);
  });

  test('a look back past a redaction shows the whole way', () => {
    const redact = node('redact', 'redact@1', { config: { rules: [{ path: 'customer', do: 'drop' }] }, next: 'post' });

    const lineage = trace([webhook('redact'), redact, post({ body: '$steps.start.customer.email' })]);

    expect(sentBy(lineage)).toEqual(['body  personal start:customer.email']);
    expect(wayOf(lineage, 'personal')).toEqual(['start', 'redact', 'post']);
  });

  test('the way goes where the class went, even if another is shorter', () => {
    const lineage = trace([
      node('start', 'webhook@1', { config: { path: '/o', contract: 'order@1' }, next: { out: ['bare', 'long'] } }),
      map('bare', 'both', '{ "r": reference }'),
      map('long', 'longer', 'customer'),
      map('longer', 'both', 'email'),
      node('both', 'merge@1', { next: 'post' }),
      post(),
    ]);

    expect(sentBy(lineage)).toContain('body longer personal start:customer.email');
    expect(wayOf(lineage, 'personal')).toEqual(['start', 'long', 'longer', 'both', 'post']);
    expect(wayOf(lineage, 'internal')).toEqual(['start', 'bare', 'both', 'post']);
  });

  test('a merge gives an object by step, a list, or what its expression makes', () => {
    const merged = (config: JsonObject) =>
      trace([
        node('start', 'webhook@1', { config: { path: '/o', contract: 'order@1' }, next: { out: ['a', 'b'] } }),
        map('a', 'both', '{ "x": total }'),
        map('b', 'both', '{ "y": customer.name }'),
        node('both', 'merge@1', { config }),
      ]).outputOf('both');

    expect([...(merged({})?.fields.keys() ?? [])]).toEqual(['a', 'b']);
    expect(classesIn(merged({ how: 'list' }))).toEqual(['financial', 'personal']);
    const expression = '{ "only": $inputs.b.y }';
    expect(classesIn(merged({ how: 'expression', expression }))).toEqual(['personal']);
  });

  test('ways that re-join are taken together', () => {
    const lineage = trace([
      webhook('which'),
      branch('which', { yes: 'a', no: 'b' }),
      map('a', 'post', '{ "x": total }'),
      map('b', 'post', '{ "x": customer.name, "y": 1 }'),
      post(),
    ]);

    expect(sentBy(lineage)).toEqual(['body x personal start:customer.name', 'body x financial start:total']);
  });

  test('the result of a step stands beside the input, and alone without `into`', () => {
    const kept = trace([webhook('post'), post({}, { into: 'crmOrder', next: 'after' }), map('after')]);
    const lost = trace([webhook('post'), post({}, { next: 'after' }), map('after')]);

    expect(classesIn(kept.inputOf('after'))).toEqual(everyClass);
    expect([...(kept.inputOf('after')?.fields.get('crmOrder')?.fields.keys() ?? [])]).toContain('status');
    expect(classesIn(lost.inputOf('after'))).toEqual([]);
  });

  test('an optional step may leave its input or its stand-in behind', () => {
    const optional = { importance: 'optional', fallback: { status: 0 }, next: 'after' } as const;

    const stood = trace([webhook('post'), post({}, optional), map('after')]);
    const bare = trace([webhook('post'), post({}, { importance: 'optional', next: 'after' }), map('after')]);

    expect(classesIn(stood.inputOf('after'))).toEqual([]);
    expect(classesIn(bare.inputOf('after'))).toEqual(everyClass);
  });

  test('a failed step hands on what came in', () => {
    const lineage = trace([webhook('post'), post({}, { next: { error: 'set_aside' } }), setAside()]);

    expect(classesIn(lineage.inputOf('set_aside'))).toEqual(everyClass);
  });

  test('a script may return whatever it can see', () => {
    const script = (code: string) =>
      trace([webhook('a'), map('a', 'code', '{ "x": total }'), node('code', 'script@1', { config: { code } })]);

    expect(classesIn(script('return input').outputOf('code'))).toEqual(['financial']);
    expect(classesIn(script('return steps.start.customer').outputOf('code'))).toEqual(everyClass);
    expect(classesIn(script('return steps["start"]').outputOf('code'))).toEqual(everyClass);
    expect(classesIn(script('return trigger.body').outputOf('code'))).toEqual(everyClass);
  });

  test('an answer a document describes carries its classes', () => {
    const config = {
      connection: 'billing',
      operation: 'createCustomer',
      body: 'customer.{ "name": name, "mail": email }',
    };

    const lineage = trace([
      webhook('pay'),
      node('pay', 'saas@1', { config, next: 'post' }),
      post({ body: '[body.id, body.other]' }),
    ]);

    expect(sentBy(lineage)).toContain('body  internal pay:id');
    expect(lineage.unknownFields).toEqual([]);
  });

  test('the trigger is seen from everywhere', () => {
    const lineage = trace([webhook('post'), post({ body: '[$trigger.body.customer.email, $trigger.headers.x]' })]);

    expect(sentBy(lineage)).toEqual(['body  personal start:customer.email']);
  });

  test('the form of a manual start is a contract without a name', () => {
    const form = { type: 'object', properties: { email: { type: 'string', 'x-class': 'personal' } } };

    const lineage = trace([start('post', { form }), post({ body: '{ "e": email, "x": nothing }' })]);

    expect(sentBy(lineage)).toEqual(['body e personal start:email']);
    expect(lineage.unknownFields).toEqual([]);
  });

  test('nodes on a cycle are left out', () => {
    const lineage = trace([webhook('a'), map('a', 'b'), map('b', 'a')]);

    expect(lineage.inputOf('a')).toBeUndefined();
    expect(lineage.sent).toEqual([]);
  });
});
