import type { Edit } from '../../edit/edit.ts';
import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { closesNothing, waysOf } from './ways.ts';

/** `respond` answers a webhook that waits for it. */
export const respondUnheard: CheckRule = {
  id: 'flow/respond-unheard',
  severity: 'warning',
  title: 'Nobody waits for this answer',
  help: 'A webhook answers as soon as the event is safe, unless it says `answer: processed`; then it waits for Respond. Other triggers have no caller at all. Set *Answer* to `processed`, or remove the step.',
  *check({ nodes, root }) {
    if (root.nodes.some(({ node, manifest }) => manifest === undefined || node.config.answer === 'processed')) return;
    const callers = root.nodes.filter(({ manifest }) => manifest?.start === 'push');
    const [caller] = callers;
    for (const node of nodes) {
      if (node.type !== 'respond') continue;
      const at = { node: node.id, path: node.path };
      if (caller === undefined) {
        const message = `${node.label} answers a caller, but no Webhook in starts this flow. Remove the step.`;
        yield { ...at, message, ...offerFix('Remove the step', removal(node, nodes)) };
        continue;
      }
      const message = `${node.label} answers the caller, but ${caller.label} does not wait for it. Set its "Answer" to processed, or remove the step.`;
      const wait: Edit = {
        edit: 'set-config',
        arguments: { node: caller.id, path: ['answer'], value: 'processed' },
      };
      yield {
        ...at,
        message,
        ...offerFix('Let the caller wait', callers.length === 1 && node.scope === undefined ? [wait] : []),
      };
    }
  },
};

/** Only an end goes without leaving a trace: nothing behind it, and no step in front that had to decide. */
function removal(node: ExaminedNode, nodes: readonly ExaminedNode[]): readonly Edit[] {
  const { pivot, compensate } = node.node;
  const isEnd = waysOf(node).length === 0 && pivot === undefined && compensate === undefined;
  const mayGo = nodes.every((other) => closesNothing(other, ({ to }) => to === node.id));
  return isEnd && mayGo ? [{ edit: 'remove-node', arguments: { ids: [node.id] } }] : [];
}
