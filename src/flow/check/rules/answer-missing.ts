import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

/** A webhook that waits for an answer finds one in the flow. */
export const answerMissing: CheckRule = {
  id: 'flow/answer-missing',
  severity: 'info',
  title: 'A webhook waits for an answer that is not given',
  help: 'With `answer: processed` the caller waits for a Respond step. Without one it gets 204 when the run has ended, or 202 at the time limit. Add a Respond step, or answer as soon as the event is accepted.',
  *check({ nodes, root }) {
    if (root.nodes.some(({ type }) => type === 'respond')) return;
    for (const node of root.nodes) {
      if (node.manifest?.start !== 'push' || node.node.config.answer !== 'processed') continue;
      const message = `${node.label} waits to answer its caller, but no Respond step gives the answer. Add a Respond step, or set "Answer" to accepted.`;
      const edit = { edit: 'set-config', arguments: { node: node.id, path: 'answer' } } as const;
      // A time limit for the answer would have nothing to limit, and a Respond in the wrong place nobody to answer.
      const isLast = node.node.config.answerWithin === undefined && nodes.every(({ type }) => type !== 'respond');
      const fix = offerFix('Answer at once', isLast ? [edit] : []);
      yield { node: node.id, path: `${node.path}.config.answer`, message, ...fix };
    }
  },
};
