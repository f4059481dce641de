import '../no-code-generation.ts';
import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { shapeInto, shapeOutOf, stepsBefore } from './infer-shape.ts';

const contracts = {
  'shop-order@1': { type: 'object', properties: { number: { type: 'string' } } },
  'order@1': { type: 'object', properties: { reference: { type: 'string' } } },
};

function node(
  id: string,
  type: string,
  config: FlowNode['config'],
  to: Readonly<Record<string, string>>,
  more?: Partial<FlowNode>,
): FlowNode {
  const ports = Object.entries(to).map(([port, target]) => ({ port, targets: [target], list: false }));
  return { id, type, config, next: { short: false, ports }, ...more };
}

const flow: Flow = {
  penstock: 1,
  id: 'orders',
  name: 'Orders',
  comments: new Map(),
  nodes: [
    node('start', 'webhook@1', { contract: 'shop-order@1' }, { out: 'check' }),
    node('check', 'validate@1', { contract: 'shop-order@1' }, { valid: 'build', invalid: 'aside' }),
    node('build', 'map@1', { output: 'order@1', expression: '{}' }, { done: 'send' }),
    node(
      'send',
      'odoo@1',
      { connection: 'odoo', operation: 'order.create' },
      { done: 'each', error: 'aside' },
      { into: 'odoo' },
    ),
    node('each', 'each@1', { items: 'lines' }, {}, { body: [node('inner', 'odoo@1', {}, {})] }),
    node('aside', 'dead-letter@1', {}, {}),
  ],
};

test('a step receives what its trigger, its mapping, or the step that checked says', () => {
  expect(shapeInto(flow, 'check', contracts)).toBe(contracts['shop-order@1']);
  expect(shapeInto(flow, 'build', contracts)).toBe(contracts['shop-order@1']);
  expect(shapeInto(flow, 'send', contracts)).toBe(contracts['order@1']);
});

test('a result that joins what came in adds its field; a failure hands on what came in', () => {
  expect(shapeInto(flow, 'each', contracts)).toMatchObject({ properties: { reference: {}, odoo: {} } });
  expect(shapeOutOf(flow, 'send', 'error', contracts)).toBe(contracts['order@1']);
});

test('nothing is said about the items of a For each', () => {
  expect(shapeInto(flow, 'inner', contracts)).toBeUndefined();
});

test('a step may name every step before it, and before the scope it stands in', () => {
  expect(stepsBefore(flow, 'inner').map(({ id }) => id)).toEqual(['start', 'check', 'build', 'send']);
});
