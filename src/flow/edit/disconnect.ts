import { z } from 'zod';
import { refuse, succeed } from '../problem.ts';
import { hasEdge, removeEdge } from './edges.ts';
import { type EditKind, portName, stepId } from './edit-kind.ts';
import { changeNode, findPlace } from './places.ts';
import { noSuchEdge, unknownStep } from './refusals.ts';
import { sayEdge } from './say.ts';

const schema = z.strictObject({ from: stepId, port: portName, to: stepId });

/** Removes an edge. Edges that no rule allows can be removed as well, wherever they lead. */
export type Disconnect = z.infer<typeof schema>;

/** `disconnect`. */
export const disconnect: EditKind<Disconnect> = {
  arguments: schema,
  apply(flow, { from, port, to }, catalogue) {
    const node = findPlace(flow, from)?.node;
    if (node === undefined) return refuse(unknownStep(from));
    if (!hasEdge(node, port, to)) return refuse(noSuchEdge(node, port, to));
    return succeed(changeNode(flow, from, (source) => removeEdge(source, port, to, catalogue)));
  },
  describe: (given, flow) => sayEdge(flow, given),
};
