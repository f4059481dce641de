import { edgesOf } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Triggers have no input. */
export const edgeIntoTrigger: CheckRule = {
  id: 'flow/edge-into-trigger',
  severity: 'error',
  title: 'An edge leads into a trigger',
  help: 'A trigger starts runs and takes no input. Let the edge end at a node behind the trigger, or start another flow with `subflow` or an event.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      for (const edge of edgesOf(node.node)) {
        const target = byId.get(edge.to);
        if (target?.manifest?.kind !== 'trigger') continue;
        const message = `The edge from ${node.label}, port "${edge.port}", leads into the trigger ${target.label}, which takes no input. Remove the edge, or let it end at a node behind the trigger.`;
        yield { node: node.id, edge, path: `${node.path}.next.${edge.port}`, message };
      }
    }
  },
};
