import type { FindingFix } from '../../finding.ts';
import type { StepProperty, View } from '../view.ts';

/** The caller is let go as soon as its event is safe, whatever happens to the event afterwards. */
export const answersAtOnce: StepProperty = {
  name: 'answers-at-once',
  says: 'A webhook whose `answer` is `accepted`, which is what it is without one.',
  ask: ({ node, path }, view) =>
    (node.config.answer ?? 'accepted') === 'accepted' || {
      path: `${path}.config.answer`,
      fix: letGo(node.id, view),
    },
};

/** Takes the answers out as well: nobody is left to hear them. */
function letGo(webhook: string, { examination }: View): FindingFix {
  const settings = ['answerWithin', 'answer'].map((key) => ({
    edit: 'set-config',
    arguments: { node: webhook, path: [key] },
  }));
  const ids = examination.nodes.filter(({ type }) => type === 'respond').map(({ id }) => id);
  const removal = ids.length === 0 ? [] : [{ edit: 'remove-node', arguments: { ids, reconnect: true } }];
  return { title: 'Answer as soon as it is safe', edits: [...settings, ...removal] };
}
