import type { CheckRule } from '../rule.ts';

/** A webhook that waits for an answer finds one in the flow. */
export const answerMissing: CheckRule = {
  id: 'flow/answer-missing',
  severity: 'info',
  title: 'A webhook waits for an answer that is not given',
  help: 'With `answer: processed` the caller waits for a respond node. Without one it gets 204 when the run has ended, or 202 at the time limit. Add a respond node, or answer as soon as the event is accepted.',
  *check({ root }) {
    if (root.nodes.some(({ type }) => type === 'respond')) return;
    for (const node of root.nodes) {
      if (node.manifest?.start !== 'push' || node.node.config.answer !== 'processed') continue;
      const message = `${node.label} waits until the run is processed, but no respond node gives an answer: the caller gets 204. Add a respond node, or remove "answer".`;
      yield { node: node.id, path: `${node.path}.config.answer`, message };
    }
  },
};
