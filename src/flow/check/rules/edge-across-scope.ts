import { type ExaminedNode, edgesOf } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Edges never cross the border of a scope, and undo nodes have none at all. */
export const edgeAcrossScope: CheckRule = {
  id: 'flow/edge-across-scope',
  severity: 'error',
  title: 'An edge crosses the border of a scope',
  help: 'A scope begins with its input and ends with its output; nothing enters or leaves half way. Let the edge end at the scope, or start at one of its ports. Undo nodes are started by the saga, never by an edge.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      if (node.isUndo) continue;
      for (const edge of edgesOf(node.node)) {
        const target = byId.get(edge.to);
        if (target === undefined || (target.body === node.body && !target.isUndo)) continue;
        const message = `The edge from ${node.label}, port "${edge.port}", to ${target.label} leads from ${placeOf(node)} to ${placeOf(target)}. Edges stay inside one body: connect the scope itself.`;
        yield { node: node.id, edge, path: `${node.path}.next.${edge.port}`, message };
      }
    }
  },
};

function placeOf(node: ExaminedNode): string {
  if (node.scope === undefined) return 'the flow';
  return node.isUndo ? `the undo nodes of ${node.scope.label}` : `the body of ${node.scope.label}`;
}
