import type { CheckRule } from '../rule.ts';

/** Edges leave by ports their node has. */
export const portUnknown: CheckRule = {
  id: 'flow/port-unknown',
  severity: 'error',
  title: 'An edge leaves a port the node does not have',
  help: 'The ports of a node follow from its type and settings; `error` exists where the node can fail. Pick one of the ports the finding lists, or add the case that would make the port.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.ports === undefined || node.manifest === undefined || node.isUndo) continue;
      const ports = node.manifest.fails ? [...node.ports, 'error'] : node.ports;
      for (const { port, targets } of node.node.next?.ports ?? []) {
        if (ports.includes(port)) continue;
        const known = ports.length === 0 ? 'It has no ports: it ends the run' : `Its ports are ${ports.join(', ')}`;
        const message = `An edge from ${node.label} leaves port "${port}", which node type "${node.type}" does not have here. ${known}. Remove the edge or pick another port.`;
        const [to] = targets;
        const edge = to === undefined ? {} : { edge: { from: node.id, port, to } };
        yield { node: node.id, ...edge, path: `${node.path}.next.${port}`, message };
      }
    }
  },
};
