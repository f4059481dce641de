import { z } from 'zod';
import type { Flow } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Result, refuse, succeed } from '../problem.ts';
import { addEdge, type Edge } from './edges.ts';
import { type EditKind, portName, stepId } from './edit-kind.ts';
import { explainConnect } from './explain-connect.ts';
import { changeNode } from './places.ts';
import { sayEdge } from './say.ts';

const schema = z.strictObject({ from: stepId, port: portName, to: stepId });

/** Draws an edge from an outcome to a step. */
export type Connect = z.infer<typeof schema>;

/** `connect`: refused where the edge could never run; see `explainConnect`. */
export const connect: EditKind<Connect> = {
  arguments: schema,
  apply: (flow, given, catalogue) => drawEdge(flow, given, catalogue),
  describe: (given, flow) => sayEdge(flow, given),
};

/** Draws an edge, or says why it cannot be drawn. */
export function drawEdge(flow: Flow, edge: Edge, catalogue: NodeCatalogue): Result<Flow> {
  const problem = explainConnect(flow, edge, catalogue);
  if (problem !== undefined) return refuse(problem);
  return succeed(changeNode(flow, edge.from, (node) => addEdge(node, edge.port, edge.to, catalogue)));
}
