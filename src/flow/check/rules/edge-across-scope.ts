import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { closesNothing, type Way, waysOf } from './ways.ts';

/** Edges never cross the border of a scope, and undo nodes have none at all. */
export const edgeAcrossScope: CheckRule = {
  id: 'flow/edge-across-scope',
  severity: 'error',
  title: 'A way crosses the border of a step',
  help: 'For each, Retry, If something fails and All or undo begin with their input and end with their output; nothing enters or leaves half way. Let the way end at the outer step, or start at one of its outcomes. Undo steps are started by All or undo, never by a way.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      if (node.isUndo) continue;
      for (const edge of waysOf(node)) {
        const target = byId.get(edge.to);
        if (target === undefined || (target.body === node.body && !target.isUndo)) continue;
        const isGone = (way: Way) => way.port === edge.port && way.to === edge.to;
        const remove = closesNothing(node, isGone) ? [{ edit: 'disconnect', arguments: edge } as const] : [];
        const message = `The way from ${node.label} by outcome "${edge.port}" to ${target.label} ${sayBorder(node, target)}.`;
        const path = `${node.path}.next.${edge.port}`;
        yield { node: node.id, edge, path, message, ...offerFix('Remove this way', remove) };
      }
    }
  },
};

/** What the way crosses, and what to do instead. */
function sayBorder(node: ExaminedNode, target: ExaminedNode): string {
  const { scope } = target;
  if (target.isUndo) return `leads to an undo step, which ${scope?.label ?? 'All or undo'} starts by itself. Remove it`;
  if (scope !== undefined && scope !== node.scope) {
    return `leads into ${scope.label}. Remove it, or connect ${scope.label} itself`;
  }
  const left = node.scope?.label ?? 'the step around it';
  return `leads out of ${left}. Remove it, or connect ${left} itself`;
}
