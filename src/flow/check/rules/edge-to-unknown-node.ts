import { edgesOf } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Every edge ends at a node of this flow. */
export const edgeToUnknownNode: CheckRule = {
  id: 'flow/edge-to-unknown-node',
  severity: 'error',
  title: 'An edge leads to a node that does not exist',
  help: 'The id under `next` is no node of this flow. It may be misspelt, or the node was renamed or removed.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      for (const edge of edgesOf(node.node)) {
        if (byId.has(edge.to)) continue;
        const renamed = nodes.find((other) => other.node.was?.includes(edge.to));
        const advice =
          renamed === undefined
            ? 'Correct the id or remove the edge.'
            : `It is now called "${renamed.id}": write that instead.`;
        const message = `The edge from ${node.label}, port "${edge.port}", leads to "${edge.to}", which is no node of this flow. ${advice}`;
        yield { node: node.id, edge, path: `${node.path}.next.${edge.port}`, message };
      }
    }
  },
};
