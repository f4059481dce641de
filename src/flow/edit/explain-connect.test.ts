import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { explainConnect, legalTargets } from './explain-connect.ts';
import { createWorkbench } from './fixtures/workbench.ts';

const { open } = createWorkbench(nodeCatalogue);
const read = (path: string) => open(readFileSync(new URL(path, import.meta.url), 'utf8'));
const order = read('../../../examples/order-to-cash/flows/order-to-cash.flow.yaml');
const saga = read('../text/fixtures/release-1.flow.yaml');

test.each<[Flow, string, string, string, string | undefined]>([
  [order, 'canonical_order', 'error', 'set_aside', undefined],
  [order, 'canonical_order', 'done', 'above_limit', 'edit/edge-exists'],
  [order, 'canonical_order', 'nope', 'set_aside', 'edit/unknown-outcome'],
  [order, 'set_aside', 'done', 'incomplete', 'edit/nothing-follows'],
  [order, 'canonical_order', 'done', 'order_received', 'edit/trigger-has-no-input'],
  [order, 'canonical_order', 'done', 'canonical_order', 'edit/follows-itself'],
  [order, 'create_order', 'error', 'order_complete', 'edit/cycle'],
  [order, 'nobody', 'done', 'set_aside', 'edit/unknown-step'],
  [order, 'canonical_order', 'done', 'nobody', 'edit/unknown-step'],
  [saga, 'book', 'done', 'done', 'edit/across-border'],
  [saga, 'unbook', 'done', 'book', 'edit/undo-has-no-edges'],
  [saga, 'book', 'done', 'unbook', 'edit/undo-has-no-edges'],
])('%#: %s.%s → %s', (flow, from, port, to, code) => {
  expect(explainConnect(flow, { from, port, to }, nodeCatalogue)?.code).toBe(code);
});

test('a circle is told by the names of its steps', () => {
  const problem = explainConnect(order, { from: 'above_limit', port: 'large', to: 'order_complete' }, nodeCatalogue);

  expect(problem?.message).toBe(
    'This would close a circle: "Order is complete?" → "Build canonical order" → "Above the limit?" → "Order is complete?". To repeat steps, put them into Retry or For each.',
  );
});

test('legal targets are those nothing is said against, for every outcome of every step', () => {
  for (const flow of [order, saga]) {
    const nodes = [...allNodes(flow.nodes)];
    for (const { id: from } of nodes) {
      for (const port of ['done', 'error', 'out', 'large', 'nope']) {
        const legal = nodes.filter(({ id: to }) => !explainConnect(flow, { from, port, to }, nodeCatalogue));

        expect([...legalTargets(flow, { from, port }, nodeCatalogue)].toSorted()).toEqual(
          legal.map(({ id }) => id).toSorted(),
        );
      }
    }
  }
  expect(legalTargets(order, { from: 'nobody', port: 'done' }, nodeCatalogue).size).toBe(0);
});

test('a thousand steps in a row are judged in one walk', () => {
  const chain = Array.from({ length: 1_000 }, (_, index): FlowNode => {
    const next = { short: true, ports: [{ port: 'done', targets: [`step_${index + 1}`], list: false }] };
    return { id: `step_${index}`, type: 'map@1', config: { expression: '$' }, ...(index < 999 ? { next } : {}) };
  });
  const flow: Flow = { penstock: 1, id: 'long', name: 'Long', nodes: chain, comments: new Map() };

  const legal = legalTargets(flow, { from: 'step_500', port: 'error' }, nodeCatalogue);

  expect(legal.size).toBe(499);
  expect(legal.has('step_501')).toBe(true);
});
