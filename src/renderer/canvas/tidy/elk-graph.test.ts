import ELK from 'elkjs/lib/main.js';
import { expect, test } from 'vitest';
import type { FlowNode } from '#flow/flow.ts';
import { emptyLayout } from '#flow/layout.ts';
import { readPlaces, toElkGraph } from './elk-graph.ts';

const nodes: readonly FlowNode[] = [
  {
    id: 'start',
    type: 'manual@1',
    config: {},
    next: { short: true, ports: [{ port: 'out', targets: ['choice'], list: false }] },
  },
  {
    id: 'choice',
    type: 'branch@1',
    config: { cases: [{ port: 'large', when: 'true' }], otherwise: 'small' },
    next: {
      short: false,
      ports: [
        { port: 'large', targets: ['upper'], list: false },
        { port: 'small', targets: ['lower', 'elsewhere'], list: true },
      ],
    },
  },
  { id: 'upper', type: 'map@1', config: {} },
  { id: 'lower', type: 'map@1', config: {} },
];

test('steps are laid out from left to right, on the grid, in the order of their outcomes', async () => {
  const laidOut = await new ELK().layout(toElkGraph(nodes, emptyLayout));
  const places = readPlaces(laidOut, emptyLayout);

  const [start, choice, upper, lower] = nodes.map(({ id }) => places.get(id) ?? { x: Number.NaN, y: Number.NaN });
  expect(start?.x).toBe(0);
  expect(choice?.x).toBeGreaterThanOrEqual(240 + 72);
  expect(upper?.x).toBe(lower?.x);
  expect(upper?.y).toBeLessThan(lower?.y ?? 0);
  expect([...places.values()].every(({ x, y }) => x % 8 === 0 && y % 8 === 0)).toBe(true);
});

test('edges to steps of another body are left out, and lost outcomes still have a port', () => {
  const graph = toElkGraph(nodes, emptyLayout);

  expect(graph.edges?.map(({ id }) => id)).toEqual(['start:out:choice', 'choice:large:upper', 'choice:small:lower']);
});

test('what is tidied keeps its corner', () => {
  const before = { boxes: new Map([['a', { x: 160, y: 80 }]]), notes: new Map() };

  const places = readPlaces({ id: 'body', children: [{ id: 'a', x: 12, y: 12 }] }, before);

  expect(places.get('a')).toEqual({ x: 160, y: 80 });
});
