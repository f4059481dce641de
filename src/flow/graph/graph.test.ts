import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowNode } from '../flow.ts';
import { findCycles } from './cycles.ts';
import { findDominators, findPostdominators } from './dominators.ts';
import { buildGraph, isAcyclic } from './graph.ts';
import { findAncestors, findReachable } from './reach.ts';

function node(id: string, ...targets: string[]): FlowNode {
  return { id, type: 'map@1', config: {}, next: { short: false, ports: [{ port: 'out', targets, list: true }] } };
}

function chain(count: number): FlowNode[] {
  const name = (index: number) => `n${String(index).padStart(5, '0')}`;
  return Array.from({ length: count }, (_, index) =>
    index + 1 === count ? node(name(index)) : node(name(index), name(index + 1)),
  );
}

test('the order is topological, ties by id, whatever the author order is', () => {
  const nodes = [node('z', 'b', 'a'), node('a', 'c'), node('b', 'c'), node('c')];

  const graph = buildGraph(nodes);
  const reordered = buildGraph([...nodes].reverse());

  expect(graph.order.map((index) => graph.ids[index])).toEqual(['z', 'a', 'b', 'c']);
  expect(reordered.order).toEqual(graph.order);
  expect(graph.starts.map((index) => graph.ids[index])).toEqual(['z']);
  expect(graph.sinks.map((index) => graph.ids[index])).toEqual(['c']);
});

test('edges to nodes elsewhere and doubled edges are left out', () => {
  const graph = buildGraph([node('a', 'b', 'b', 'nowhere'), node('b')]);

  expect(graph.edges).toEqual([{ index: 0, from: 0, port: 'out', to: 1 }]);
});

test('a cycle is named from its least node in the direction of the edges', () => {
  const nodes = [node('start', 'c'), node('c', 'a'), node('a', 'b'), node('b', 'c', 'x'), node('x', 'x'), node('y')];

  const graph = buildGraph(nodes);

  expect(findCycles(graph)).toEqual([['a', 'b', 'c'], ['x']]);
  expect(isAcyclic(graph)).toBe(false);
  expect(graph.order.map((index) => graph.ids[index])).toEqual(['start', 'y']);
});

test('ancestors are exactly the nodes with a path', () => {
  const graph = buildGraph([node('a', 'b', 'c'), node('b', 'd'), node('c', 'd'), node('d'), node('e', 'd')]);
  const { isAncestor } = findAncestors(graph);

  const pairs = graph.ids.flatMap((one) => graph.ids.filter((other) => isAncestor(one, other)).map((to) => one + to));

  expect(pairs).toEqual(['ab', 'ac', 'ad', 'bd', 'cd', 'ed']);
});

test('dominators and postdominators agree with removing the gate and looking again', () => {
  const drawn = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 20 });
  const property = (pairs: readonly (readonly [number, number])[]) => {
    const forward = pairs.filter(([from, to]) => from < to);
    const ids = Array.from({ length: 9 }, (_, index) => `n${index}`);
    const graph = buildGraph(
      ids.map((id, index) => node(id, ...forward.filter(([from]) => from === index).map(([, to]) => `n${to}`))),
    );
    const { dominates } = findDominators(graph);
    const { dominates: postdominates } = findPostdominators(graph);

    for (const gate of ids) {
      const blocked = (index: number) => graph.ids[index] === gate;
      const open = {
        ...graph,
        outgoing: graph.outgoing.map((edges, index) => (blocked(index) ? [] : edges.filter(({ to }) => !blocked(to)))),
      };
      const around = findReachable(
        open,
        graph.starts.filter((index) => !blocked(index)),
      );
      for (const [index, id] of ids.entries()) {
        expect(dominates(gate, id)).toBe(gate === id || around[index] === 0);
        const escapes = findReachable(open, [index]);
        const isAvoided = gate !== id && graph.sinks.some((sink) => !blocked(sink) && escapes[sink] === 1);
        expect(postdominates(gate, id)).toBe(!isAvoided);
      }
    }
  };

  fc.assert(fc.property(drawn, property), { numRuns: 200 });
});

test('ten thousand nodes in a row overflow nothing', () => {
  const nodes = chain(10_000);
  const last = nodes.at(-1)?.id ?? '';

  const graph = buildGraph(nodes);
  const ring = buildGraph([...nodes.slice(0, -1), node(last, 'n00000')]);

  expect(graph.order).toHaveLength(10_000);
  expect(findDominators(graph).dominates('n05000', last)).toBe(true);
  expect(findPostdominators(graph).nearest('n00000')).toBe('n00001');
  expect(findAncestors(graph).isAncestor('n00000', last)).toBe(true);
  expect(findCycles(ring)[0]).toHaveLength(10_000);
});
