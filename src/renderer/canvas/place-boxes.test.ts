import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { emptyLayout } from '#flow/layout.ts';
import { createPlacer } from './place-boxes.ts';

const map = (id: string, to?: string): FlowNode => ({
  id,
  type: 'map@1',
  config: {},
  ...(to === undefined ? {} : { next: { short: true, ports: [{ port: 'done', targets: [to], list: false }] } }),
});
const flowOf = (...nodes: readonly FlowNode[]): Flow => ({
  penstock: 1,
  id: 'f',
  name: 'F',
  nodes,
  comments: new Map(),
});

test('steps nobody has placed stay where they were drawn when an edge goes', () => {
  const place = createPlacer();
  const before = place('f.flow.yaml', flowOf(map('one', 'two'), map('two')), emptyLayout);

  const after = place('f.flow.yaml', flowOf(map('one'), map('two')), emptyLayout);

  expect([...after.boxes]).toEqual([...before.boxes]);
  expect(after.boxes.get('two')).toEqual({ x: 312, y: 0 });
});

test('another flow is placed anew', () => {
  const place = createPlacer();
  place('one.flow.yaml', flowOf(map('one', 'two'), map('two')), emptyLayout);

  const other = place('two.flow.yaml', flowOf(map('two')), emptyLayout);

  expect([...other.boxes]).toEqual([['two', { x: 0, y: 0 }]]);
});
