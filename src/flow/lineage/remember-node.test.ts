import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { examineFlow } from '../check/examination.ts';
import type { Flow, FlowNode } from '../flow.ts';
import { parseFlow } from '../text/parse.ts';
import { context } from './fixtures/traced.ts';
import { traceData } from './trace-data.ts';

const folder = new URL('../../../examples/order-to-cash/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const parsed = parseFlow(read('flows/order-to-cash.flow.yaml'), nodeCatalogue);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const example = parsed.value;
const names = ['order@1', 'shop-order@1'];
const contracts = new Map(names.map((name) => [name, JSON.parse(read(`contracts/${name}.schema.json`))] as const));

/** What people do to a step while they draw, as far as data is concerned. */
const changes: readonly ((node: FlowNode) => FlowNode)[] = [
  (node) => ({ ...node, notes: `${node.notes ?? ''}.` }),
  (node) => ({ ...node, config: { ...node.config, expression: '{ "reference": numbr, "who": customer.email }' } }),
  (node) => ({ ...node, config: { ...node.config, values: '{ "partner": who, "all": $trigger.body }' } }),
  (node) => ({ ...node, config: { ...node.config, contract: 'order@1' } }),
  ({ into: _into, ...node }) => node,
  (node) => ({ ...node, key: '$steps.canonical_order.customer.email' }),
  ({ next: _next, ...node }) => node,
  (node) => ({ ...node, next: { short: true, ports: [{ port: 'done', targets: ['create_order'], list: false }] } }),
];

/** Everything a lineage says, as text. */
function say(flow: Flow, around: typeof context): string {
  const { sent, unknownFields, misfits, inputOf, outputOf } = traceData(examineFlow(flow, around));
  const shapes = flow.nodes.map(({ id }) => [id, fieldsOf(inputOf(id)), fieldsOf(outputOf(id))]);
  const paths = sent.map((one) => ({ ...one, classes: one.classes.map((each) => ({ ...each, path: each.path })) }));
  return JSON.stringify({ paths, unknownFields, misfits, shapes });
}

function fieldsOf(shape: ReturnType<ReturnType<typeof traceData>['inputOf']>): unknown {
  if (shape === undefined) return null;
  return [...shape.classes, shape.open, ...[...shape.fields].map(([name, inner]) => [name, fieldsOf(inner)])];
}

test('after any row of edits, what is remembered says the same as walking everything anew', () => {
  const step = fc.record({ node: fc.nat(example.nodes.length - 1), change: fc.nat(changes.length - 1) });
  const property = (steps: readonly { readonly node: number; readonly change: number }[]) => {
    const remembered = { ...context, contracts };
    let flow = example;
    for (const { node, change } of steps) {
      const edit = changes[change] ?? ((one: FlowNode) => one);
      flow = { ...flow, nodes: flow.nodes.map((one, index) => (index === node ? edit(one) : one)) };

      // A copy shares no value with what is remembered.
      const anew = { ...flow, nodes: structuredClone(flow.nodes) };
      expect(say(flow, remembered)).toBe(say(anew, { ...context, contracts }));
    }
  };
  fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), property), { numRuns: 60, seed: 7 });
});
