import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { readExpression } from '../check/read-expression.ts';
import type { Flow } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import { openFlow } from '../text/parse.ts';
import { judgeContractChange } from './compatibility/judge-change.ts';
import { type ContractUse, whereUsed } from './where-used.ts';
import { readPaths } from './where-used-paths.ts';

function read(text: string): Flow {
  const { flow, problems } = openFlow(text, nodeCatalogue);
  if (flow === undefined) throw new Error(`The flow of this test cannot be read: ${JSON.stringify(problems)}`);
  return flow;
}

function example(file: string): string {
  return readFileSync(new URL(`../../../examples/order-to-cash/${file}`, import.meta.url), 'utf8');
}

const orderToCash = read(example('flows/order-to-cash.flow.yaml'));
// The file is a contract, which other tests read as such.
const order = JSON.parse(example('contracts/order@1.schema.json')) as JsonObject;
const shopOrder = JSON.parse(example('contracts/shop-order@1.schema.json')) as JsonObject;

function uses(contract: string, field?: string, flows: readonly Flow[] = [orderToCash]): readonly string[] {
  const found = whereUsed({ contract, flows, catalogue: nodeCatalogue, ...(field === undefined ? {} : { field }) });
  return found.map(print);
}

function print({ node, place, kind, field, certain }: ContractUse): string {
  return `${kind} ${node ?? 'flow'} ${place}${field === null ? '' : ` ${field}`}${certain ? '' : ' ?'}`;
}

test('every place of order to cash that has to do with the order is found', () => {
  expect(uses('order@1')).toEqual([
    'produces canonical_order config.output',
    'reads manager_approval config.show ',
    'reads above_limit config.cases.0.when totalMinor',
    'reads manager_approval config.title reference',
    'reads create_order config.values reference',
    'reads create_order config.values customer',
    'reads create_order config.values lines',
    'reads create_order key reference',
    'measures order_done config.businessKey reference',
  ]);
});

test.each([
  [
    'order@1',
    'customer.email',
    [
      'produces canonical_order config.output',
      'reads manager_approval config.show ',
      'reads create_order config.values customer ?',
    ],
  ],
  [
    'order@1',
    'totalMinor',
    [
      'produces canonical_order config.output',
      'reads manager_approval config.show ',
      'reads above_limit config.cases.0.when totalMinor',
    ],
  ],
  [
    'shop-order@1',
    'customer.email',
    [
      'consumes order_received config.contract',
      'consumes order_complete config.contract',
      'reads canonical_order config.expression customer.email',
    ],
  ],
  [
    'shop-order@1',
    'number',
    [
      'consumes order_received config.contract',
      'consumes order_complete config.contract',
      'reads flow correlation number',
      'reads canonical_order config.expression number',
    ],
  ],
  [
    'shop-order@1',
    'id',
    [
      'consumes order_received config.contract',
      'consumes order_complete config.contract',
      'reads order_received config.dedupe.key id',
    ],
  ],
])('%s: whoever uses %s is found', (contract, field, expected) => {
  expect([...uses(contract, field)].sort()).toEqual([...expected].sort());
});

test('a contract nobody names is used nowhere', () => {
  expect(uses('invoice@1')).toEqual([]);
});

const head = 'penstock: 1\nid: f\nname: F\nversion: 1.0.0\nowner: o\nnodes:\n';
const hook = `  hook:
    type: webhook@1
    config:
      path: /h
      auth:
        scheme: none
      contract: order@1
`;
const mark = (id: string, key: string): string =>
  `  ${id}:\n    type: milestone@1\n    config:\n      milestone: m\n      businessKey: ${/^[$\w.]+$/.test(key) ? key : `'${key}'`}\n`;

describe('data is followed', () => {
  test('into the rows of a list', () => {
    const flow = read(
      `${head}${hook}    next: rows\n  rows:\n    type: each@1\n    config:\n      items: lines\n      key: sku\n    body:\n      ${mark('one', 'sku & $item.quantity & $trigger.body.reference').trim().replaceAll('\n', '\n    ')}\n`,
    );

    expect(uses('order@1', undefined, [flow])).toEqual([
      'consumes hook config.contract',
      'reads rows config.items lines',
      'reads rows config.key lines.sku',
      'measures one config.businessKey lines.sku',
      'measures one config.businessKey lines.quantity',
      'measures one config.businessKey reference',
    ]);
  });

  test('past a step that puts its own field beside it, and not into that field', () => {
    const flow = read(
      `${head}${hook}    next: save\n  save:\n    type: odoo@1\n    config:\n      connection: o\n      operation: order.create\n      values: '{}'\n    into: currency\n    next: done\n${mark('done', 'reference & currency')}`,
    );

    expect(uses('order@1', undefined, [flow])).toContain('measures done config.businessKey reference');
    expect(uses('order@1', 'currency', [flow])).toEqual(['consumes hook config.contract']);
  });

  test('over two ways that bring different shapes only with a doubt', () => {
    const flow = read(
      `${head}${hook}    next: [done, other]\n  other:\n    type: map@1\n    config:\n      expression: '{}'\n    next: done\n${mark('done', 'reference')}`,
    );

    expect(uses('order@1', 'reference', [flow])).toContain('measures done config.businessKey reference ?');
  });

  test('by the result of an earlier step', () => {
    const flow = read(
      `${head}${hook}    next: m\n  m:\n    type: map@1\n    config:\n      output: order@1\n      expression: '{}'\n    next: nothing\n  nothing:\n    type: map@1\n    config:\n      expression: '{}'\n    next: done\n${mark('done', '$steps.m.customer.name')}`,
    );

    expect(uses('order@1', 'customer.name', [flow])).toContain('measures done config.businessKey customer.name');
  });
});

test.each([
  ['a.b', ['a.b']],
  ['$.a', ['a']],
  ['a[b > 1].c', ['a.b', 'a.c']],
  ['a.{ "x": b, "y": $lowercase(c.d) }', ['a.b', 'a.c.d']],
  ['[a.b, c]', ['a.b', 'c']],
  ['$map(rows, function($r) { $r.sku & other })', ['other', 'rows.sku']],
  ['$filter(rows, function($r) { $r.ok }).sku', ['rows.ok', 'rows.sku']],
  ['$sort(rows, function($a, $b) { $a.n > $b.n })', ['rows', 'rows.n']],
  ['($x := customer; $x.email)', ['customer.email']],
  ['rows^(price).sku', ['rows.price', 'rows.sku']],
  ['a.*', ['a*']],
  ['a ? b : c', ['a', 'b', 'c']],
  ['$exists(a) and b in c', ['a', 'b', 'c']],
  ['rows{ sku: qty }', ['rows.qty', 'rows.sku']],
  ['$vars.limit', []],
  ['"text"', []],
])('%s reads exactly its paths', (expression, expected) => {
  const tree = readExpression(expression);

  const paths = tree.ok ? readPaths(tree.tree) : [];

  expect(paths.map(({ names, isPlain }) => `${names.join('.')}${isPlain ? '' : '*'}`).sort()).toEqual(expected);
});

describe('a change is judged against order to cash', () => {
  const facts = { names: new Set(['order@1', 'shop-order@1']), flows: [orderToCash], catalogue: nodeCatalogue };

  function withFields(
    schema: JsonObject,
    change: (fields: Record<string, unknown>) => void,
    required?: string[],
  ): JsonObject {
    const copy: { properties: Record<string, unknown>; required: unknown } = JSON.parse(JSON.stringify(schema));
    change(copy.properties);
    if (required !== undefined) copy.required = required;
    // A copy of JSON that the tests change into JSON.
    return copy as JsonObject;
  }

  test('a field it reads for certain breaks it when it goes', () => {
    const left = ['id', 'currency', 'customer', 'items'];
    const after = withFields(shopOrder, (fields) => Reflect.deleteProperty(fields, 'number'), left);

    const verdict = judgeContractChange('shop-order@1', after, { ...facts, before: shopOrder });

    expect(verdict).toMatchObject({ bump: 'major', saveAs: 'shop-order@2' });
    expect(verdict.consumers).toMatchObject([{ flow: 'order-to-cash', verdict: 'breaks' }]);
    expect(verdict.consumers[0]?.reasons[0]).toMatchObject({ field: 'number', verdict: 'breaks' });
  });

  test('a field nobody reads breaks nothing, and the version moves all the same', () => {
    const before = withFields(shopOrder, (fields) => Reflect.set(fields, 'note', { type: 'string' }));

    const verdict = judgeContractChange('shop-order@1', shopOrder, { ...facts, before });

    expect(verdict).toMatchObject({ bump: 'major', consumers: [{ verdict: 'fine' }] });
  });

  test('a required field its map does not make breaks it, one it makes does not', () => {
    const more = withFields(order, (fields) => Reflect.set(fields, 'site', { type: 'string' }), ['site']);
    const known = { ...order, required: ['reference'] };

    const broken = judgeContractChange('order@1', more, { ...facts, before: { ...order, required: [] } });
    const fine = judgeContractChange('order@1', known, { ...facts, before: { ...order, required: [] } });

    expect(broken.consumers).toMatchObject([
      { verdict: 'breaks', reasons: [{ field: 'site', node: 'canonical_order' }] },
    ]);
    expect(fine).toMatchObject({ bump: 'major', consumers: [{ verdict: 'fine' }] });
  });

  test('a field inside a group that is handed on leaves a doubt', () => {
    const customer = {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', 'x-class': 'personal' } },
    };
    const after = withFields(order, (fields) => Reflect.set(fields, 'customer', customer));

    const verdict = judgeContractChange('order@1', after, { ...facts, before: order });

    expect(verdict.consumers).toMatchObject([{ verdict: 'unsure' }]);
  });

  test('a raised class asks for a look at every flow', () => {
    const after = withFields(order, (fields) =>
      Reflect.set(fields, 'currency', { type: 'string', pattern: '^[A-Z]{3}$', 'x-class': 'financial' }),
    );

    const verdict = judgeContractChange('order@1', after, { ...facts, before: order });

    expect(verdict).toMatchObject({ bump: 'major', consumers: [{ verdict: 'unsure' }] });
  });

  test('an optional field more leaves every flow as it is', () => {
    const after = withFields(order, (fields) => Reflect.set(fields, 'note', { type: 'string' }));

    const verdict = judgeContractChange('order@1', after, { ...facts, before: order });

    expect(verdict).toMatchObject({ bump: 'minor', saveAs: 'order@1', consumers: [{ verdict: 'fine' }] });
  });

  test('the name it is saved under is one that is free', () => {
    const after = withFields(order, (fields) => Reflect.deleteProperty(fields, 'currency'));
    const names = new Set(['order@1', 'order@2']);

    expect(judgeContractChange('order@1', after, { ...facts, names, before: order }).saveAs).toBe('order@3');
  });
});
