import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { FlowNode } from '#flow/flow.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { cardGeometry, frameGeometry, grid, inPort, isFrame, sizeOf } from '../geometry.ts';

/** A graph as elkjs takes it and gives it back. */
export type ElkGraph = ElkNode;

// Network simplex places a thousand steps in thirty seconds, this in two.
const options: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.layered.spacing.edgeNodeBetweenLayers': '24',
  'elk.spacing.nodeNode': '40',
  'elk.spacing.componentComponent': '64',
};

/** The steps of one body as a graph to be laid out: fixed sizes, fixed ports, edges between them only. */
export function toElkGraph(nodes: readonly FlowNode[], layout: Layout): ElkGraph {
  const ids = new Set(nodes.map((node) => node.id));
  return {
    id: 'body',
    layoutOptions: options,
    children: nodes.map((node) => toElkNode(node, layout)),
    edges: nodes.flatMap((node) =>
      (node.next?.ports ?? []).flatMap(({ port, targets }) =>
        targets
          .filter((to) => ids.has(to))
          .map((to) => ({
            id: `${node.id}:${port}:${to}`,
            sources: [`${node.id}:${port}`],
            targets: [`${to}:${inPort}`],
          })),
      ),
    ),
  };
}

function toElkNode(node: FlowNode, layout: Layout): ElkGraph {
  const { width, height, ports } = isFrame(node) ? frameGeometry(node, sizeOf(node, layout)) : cardGeometry(node);
  const sides = { left: 'WEST', right: 'EAST', bottom: 'SOUTH' } as const;
  const known = new Set(ports.map(({ port }) => port));
  // An edge may leave by an outcome the settings no longer have; it needs a port to be laid out at all.
  const lost = [inPort, ...(node.next?.ports ?? []).map(({ port }) => port)].filter((port) => !known.has(port));
  return {
    id: node.id,
    width,
    height,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    ports: [
      ...ports.map(({ port, side, x, y }) => toElkPort(`${node.id}:${port}`, x, y, sides[side])),
      ...lost.map((port) =>
        toElkPort(`${node.id}:${port}`, port === inPort ? 0 : width, 32, port === inPort ? 'WEST' : 'EAST'),
      ),
    ],
  };
}

function toElkPort(id: string, x: number, y: number, side: string) {
  return { id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } };
}

/** Places of a graph that was laid out, on the grid, with its top left corner where it was before. */
export function readPlaces(laidOut: ElkGraph, before: Layout): ReadonlyMap<string, Box> {
  const children = laidOut.children ?? [];
  const left = Math.min(...children.map(({ x = 0 }) => x));
  const top = Math.min(...children.map(({ y = 0 }) => y));
  const known = children.flatMap(({ id }) => before.boxes.get(id) ?? []);
  const startX = known.length === 0 ? 0 : Math.min(...known.map(({ x }) => x));
  const startY = known.length === 0 ? 0 : Math.min(...known.map(({ y }) => y));
  return new Map(
    children.map(({ id, x = 0, y = 0 }) => [
      id,
      { ...before.boxes.get(id), x: snap(startX + x - left), y: snap(startY + y - top) },
    ]),
  );
}

function snap(value: number): number {
  return Math.round(value / grid) * grid;
}
