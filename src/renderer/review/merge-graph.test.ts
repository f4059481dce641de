import { expect, test } from 'vitest';
import { readCompared } from './compared.ts';
import { mergeFlow } from './merge-graph.ts';

const head = `penstock: 1
id: orders
name: Orders
nodes:
  start:
    type: manual@1
    config: {}
`;

const before = `${head}    next: check
  check:
    type: wait@1
    config:
      for: 5m
    next: end
  end:
    type: dead-letter@1
    config:
      owner: sales
`;

const after = `${head}    next: end
  end:
    type: dead-letter@1
    config:
      owner: finance
`;

function mergedOf(was: string | null, is: string | null) {
  const side = (text: string | null) => (text === null ? null : { text, layout: null });
  const read = readCompared({ id: 'orders', file: 'flows/orders.flow.yaml', before: side(was), after: side(is) });
  const change = {
    kind: 'config',
    risk: 'low',
    flow: 'orders',
    node: 'end',
    field: 'config.owner',
    sentence: '',
  } as const;
  return mergeFlow(read, [change]);
}

test('a step that went is drawn where it stood, with the edges it had', () => {
  const merged = mergedOf(before, after);

  expect(merged?.flow.nodes.map(({ id }) => id)).toEqual(['start', 'end', 'check']);
  expect(Object.fromEntries(merged?.steps ?? [])).toEqual({ end: 'changed', check: 'removed' });
  const edges = [...(merged?.edges ?? [])].map(([key, mark]) => `${key.replace(/:.*:/, ' to ')} ${mark}`);
  expect(edges.sort()).toEqual(['check to end removed', 'start to check removed', 'start to end added']);
});

test('every step of a merged drawing has a place of its own', () => {
  const merged = mergedOf(before, after);

  const places = [...(merged?.layout.boxes.values() ?? [])].map(({ x, y }) => `${x},${y}`);
  expect(new Set(places).size).toBe(3);
});

test('a flow that came is drawn as added all over, one that went as removed', () => {
  expect(new Set(mergedOf(null, after)?.steps.values())).toEqual(new Set(['added']));
  expect(new Set(mergedOf(before, null)?.steps.values())).toEqual(new Set(['removed']));
});

test('a renamed step is one step', () => {
  const renamed = after
    .replace('  end:\n    type: dead-letter@1', '  finish:\n    type: dead-letter@1\n    was: [end]')
    .replace('next: end', 'next: finish');

  const merged = mergedOf(after, renamed);

  expect(merged?.flow.nodes.map(({ id }) => id)).toEqual(['start', 'finish']);
  expect(merged?.edges.size).toBe(0);
});
