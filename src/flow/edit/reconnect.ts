import { z } from 'zod';
import { refuse, succeed } from '../problem.ts';
import { drawEdge } from './connect.ts';
import { hasEdge, removeEdge, replaceTargets } from './edges.ts';
import { type EditKind, portName, stepId } from './edit-kind.ts';
import { explainConnect } from './explain-connect.ts';
import { changeNode, findPlace } from './places.ts';
import { noSuchEdge, unknownStep } from './refusals.ts';
import { nameOf, sayEdge } from './say.ts';

const schema = z.strictObject({
  from: stepId,
  port: portName,
  to: stepId,
  newFrom: stepId.exactOptional(),
  newPort: portName.exactOptional(),
  newTo: stepId.exactOptional(),
});

/** Moves one end of an edge, or both, or lets it leave by another outcome. */
export type Reconnect = z.infer<typeof schema>;

/** `reconnect`: keeps the place among the targets where only the target changes. */
export const reconnect: EditKind<Reconnect> = {
  arguments: schema,
  apply(flow, { from, port, to, newFrom = from, newPort = port, newTo = to }, catalogue) {
    const node = findPlace(flow, from)?.node;
    if (node === undefined) return refuse(unknownStep(from));
    if (!hasEdge(node, port, to)) return refuse(noSuchEdge(node, port, to));
    if (newFrom === from && newPort === port && newTo === to) return succeed(flow);
    const without = changeNode(flow, from, (source) => removeEdge(source, port, to, catalogue));
    const edge = { from: newFrom, port: newPort, to: newTo };
    if (newFrom !== from || newPort !== port) return drawEdge(without, edge, catalogue);
    const problem = explainConnect(without, edge, catalogue);
    if (problem !== undefined) return refuse(problem);
    const change = (one: { readonly port: string; readonly to: string }) =>
      one.port === port && one.to === to ? [newTo] : [one.to];
    return succeed(changeNode(flow, from, (source) => replaceTargets(source, change, catalogue)));
  },
  describe: (given, flow) => ({
    ...sayEdge(flow, given),
    newFrom: nameOf(flow, given.newFrom ?? given.from),
    newPort: given.newPort ?? given.port,
    newTo: nameOf(flow, given.newTo ?? given.to),
  }),
};
