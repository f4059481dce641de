import type { Edit } from '../../edit/edit.ts';
import type { ExaminedNode } from '../examination.ts';
import type { Observation } from '../finding.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { canLead, closesNothing, staysReached, type Way, waysOf } from './ways.ts';

/** Every edge ends at a node of this flow. */
export const edgeToUnknownNode: CheckRule = {
  id: 'flow/edge-to-unknown-node',
  severity: 'error',
  title: 'A way leads to a step that does not exist',
  help: 'The id under `next` is no step of this flow. It may be misspelt, or the step was renamed or removed.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      for (const edge of waysOf(node)) {
        if (byId.has(edge.to)) continue;
        const renamed = nodes.find((other) => other.node.was?.includes(edge.to));
        const advice =
          renamed === undefined
            ? 'which is no step of this flow. Correct the name, or remove the way.'
            : `which is now called ${renamed.label}. Connect it to ${renamed.label}.`;
        const message = `Outcome "${edge.port}" of ${node.label} leads to "${edge.to}", ${advice}`;
        yield { node: node.id, edge, path: `${node.path}.next.${edge.port}`, message, ...fixOf(node, edge, renamed) };
      }
    }
  },
};

/** A step that was renamed is certainly meant; any other name is taken away where nothing then stands open. */
function fixOf(node: ExaminedNode, edge: Way, renamed: ExaminedNode | undefined): Pick<Observation, 'fix'> {
  if (renamed !== undefined) {
    const isThere = waysOf(node).some((way) => way.port === edge.port && way.to === renamed.id);
    // A merge nothing else leads to would have a single way in.
    const isLone = renamed.type === 'merge' && !staysReached(renamed, () => false);
    const follow: Edit = { edit: 'reconnect', arguments: { ...edge, newTo: renamed.id } };
    return offerFix(
      'Connect to its new name',
      canLead(node, edge.port, renamed) && !isThere && !isLone ? [follow] : [],
    );
  }
  const isGone = (way: Way) => way.port === edge.port && way.to === edge.to;
  return offerFix('Remove this way', closesNothing(node, isGone) ? [{ edit: 'disconnect', arguments: edge }] : []);
}
