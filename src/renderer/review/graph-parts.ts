import type { Edge } from '@xyflow/react';
import { inPort } from '../canvas/geometry.ts';
import {
  type CanvasEdge,
  createEdgeMaker,
  createNodeMaker,
  type EdgeData,
  type StepCanvasNode,
} from '../canvas/react-flow.ts';
import type { MergedFlow } from './merge-graph.ts';

/** An edge of a merged drawing. */
export type MarkedEdge = Edge<EdgeData & { readonly mark: 'added' | 'removed' | undefined }, 'flow'>;

/** What React Flow draws of a merged flow. */
export type GraphParts = { readonly nodes: StepCanvasNode[]; readonly edges: MarkedEdge[] };

/** Turns a merged flow into what React Flow draws. */
export function makeParts({ flow, layout, edges: marks }: MergedFlow): GraphParts {
  const nodes = createNodeMaker()(flow, layout, []).filter((node) => node.type !== 'note');
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = createEdgeMaker()(flow, [], '').flatMap((edge) => anchor(edge, byId, marks.get(edge.id)));
  return { nodes: nodes.map((node) => ({ ...node, draggable: false, selectable: false })), edges };
}

/** An edge may leave by an outcome its step does not have any more; it is drawn from the first one then. */
function anchor(
  edge: CanvasEdge,
  nodes: ReadonlyMap<string, StepCanvasNode>,
  mark: 'added' | 'removed' | undefined,
): readonly MarkedEdge[] {
  const from = nodes.get(edge.source)?.data.geometry.ports ?? [];
  const to = nodes.get(edge.target)?.data.geometry.ports ?? [];
  const outcomes = from.filter(({ port }) => port !== inPort);
  const outcome = outcomes.find(({ port }) => port === edge.sourceHandle) ?? outcomes[0];
  if (edge.data === undefined || outcome === undefined || !to.some(({ port }) => port === inPort)) return [];
  return [{ ...edge, sourceHandle: outcome.port, data: { ...edge.data, mark }, ...(mark ? { zIndex: 1 } : {}) }];
}
