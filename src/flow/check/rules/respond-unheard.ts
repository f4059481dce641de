import type { CheckRule } from '../rule.ts';

/** `respond` answers a webhook that waits for it. */
export const respondUnheard: CheckRule = {
  id: 'flow/respond-unheard',
  severity: 'warning',
  title: 'Nobody waits for this answer',
  help: 'A webhook answers as soon as the event is safe, unless it says `answer: processed`; then it waits for respond. Other triggers have no caller at all. Set `answer: processed`, or remove the node.',
  *check({ nodes, root }) {
    if (root.nodes.some(({ node, manifest }) => manifest === undefined || node.config.answer === 'processed')) return;
    for (const node of nodes) {
      if (node.type !== 'respond') continue;
      const message = `${node.label} answers the caller, but no webhook of this flow waits for it. Set "answer: processed" on the webhook, or remove it.`;
      yield { node: node.id, path: node.path, message };
    }
  },
};
