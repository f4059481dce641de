import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { canLead } from './ways.ts';

/** One port names one target once. */
export const edgeDoubled: CheckRule = {
  id: 'flow/edge-doubled',
  severity: 'warning',
  title: 'A way is written twice',
  help: 'A second way from the same outcome to the same step means nothing: the data is delivered once. Remove it.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      for (const { port, targets } of node.node.next?.ports ?? []) {
        for (const to of new Set(targets.filter((target, index) => targets.indexOf(target) !== index))) {
          const edge = { from: node.id, port, to };
          const target = byId.get(to);
          const message = `Outcome "${port}" of ${node.label} leads to ${target?.label ?? `"${to}"`} more than once. Remove the repetition.`;
          // Removing takes every repetition away, so the way is drawn anew; it must be one that may be drawn.
          const isDrawable = canLead(node, port, target);
          const again = [
            { edit: 'disconnect', arguments: edge } as const,
            { edit: 'connect', arguments: edge } as const,
          ];
          const fix = offerFix('Remove the repetition', isDrawable ? again : []);
          yield { node: node.id, edge, path: `${node.path}.next.${port}`, message, ...fix };
        }
      }
    }
  },
};
