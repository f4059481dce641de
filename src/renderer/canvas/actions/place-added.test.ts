import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { placeAdded } from './place-added.ts';

const lead = (port: string, to: string) => ({ short: true, ports: [{ port, targets: [to], list: false }] });
const map = (id: string, to?: string): FlowNode => ({
  id,
  type: 'map@1',
  config: {},
  ...(to === undefined ? {} : { next: lead('done', to) }),
});
const flowOf = (...nodes: readonly FlowNode[]): Flow => ({
  penstock: 1,
  id: 'f',
  name: 'F',
  nodes,
  comments: new Map(),
});
const layoutOf = (boxes: Readonly<Record<string, readonly [number, number]>>) => ({
  boxes: new Map(Object.entries(boxes).map(([id, [x, y]]) => [id, { x, y }])),
  notes: new Map(),
});

test('a step put into an edge stands in the gap, and what follows moves on where the gap is too small', () => {
  const flow = flowOf(map('one', 'fresh'), map('fresh', 'two'), map('two', 'three'), map('three'), map('aside'));
  const before = layoutOf({ one: [0, 0], two: [312, 0], three: [624, 0], aside: [400, 400] });

  const { boxes } = placeAdded(flow, before, 'fresh', { onEdge: { from: 'one', port: 'done', to: 'two' } }, undefined);

  expect(Object.fromEntries(boxes)).toEqual({
    one: { x: 0, y: 0 },
    fresh: { x: 304, y: 0 },
    two: { x: 608, y: 0 },
    three: { x: 920, y: 0 },
    aside: { x: 400, y: 400 },
  });
});

test('nothing moves where the gap is wide enough', () => {
  const flow = flowOf(map('one', 'fresh'), map('fresh', 'two'), map('two'));
  const before = layoutOf({ one: [0, 0], two: [800, 0] });

  const { boxes } = placeAdded(flow, before, 'fresh', { onEdge: { from: 'one', port: 'done', to: 'two' } }, undefined);

  expect([boxes.get('fresh'), boxes.get('two')]).toEqual([
    { x: 400, y: 0 },
    { x: 800, y: 0 },
  ]);
});

test('a step behind an outcome stands beside it, below what stands there already', () => {
  const flow = flowOf(map('one', 'fresh'), map('other'), map('fresh'));
  const before = layoutOf({ one: [0, 0], other: [312, 0] });

  const { boxes } = placeAdded(flow, before, 'fresh', { after: { node: 'one', port: 'done' } }, undefined);

  expect(boxes.get('fresh')).toEqual({ x: 312, y: 104 });
});
