import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { closesNothing, type Way, waysOf } from './ways.ts';

/** Triggers have no input. */
export const edgeIntoTrigger: CheckRule = {
  id: 'flow/edge-into-trigger',
  severity: 'error',
  title: 'A way leads into a trigger',
  help: 'A trigger starts runs and takes no input. Let the way end at a step behind the trigger, or start another flow.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      for (const edge of waysOf(node)) {
        const target = byId.get(edge.to);
        if (target?.manifest?.kind !== 'trigger') continue;
        const message = `The way from ${node.label} by outcome "${edge.port}" leads into ${target.label}, which starts runs and takes no input. Remove it, or let it end behind ${target.label}.`;
        const isGone = (way: Way) => way.port === edge.port && way.to === edge.to;
        const remove = closesNothing(node, isGone) ? [{ edit: 'disconnect', arguments: edge } as const] : [];
        const path = `${node.path}.next.${edge.port}`;
        yield { node: node.id, edge, path, message, ...offerFix('Remove this way', remove) };
      }
    }
  },
};
