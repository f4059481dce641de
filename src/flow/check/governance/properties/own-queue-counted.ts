import type { ExaminedNode } from '../../examination.ts';
import { stepsBehind } from '../steps-behind.ts';
import type { FlowProperty, View } from '../view.ts';

/** A repair never feeds itself without end. */
export const ownQueueCounted: FlowProperty = {
  name: 'own-queue-counted',
  says: 'The flow does not take what it set aside itself, and sets nothing aside for the group it takes from unless it counts how often.',
  *ask(view) {
    const { flow, nodes } = view.examination;
    for (const start of nodes) {
      const { owner, flows, maxReplays } = start.node.config;
      if (start.type !== 'dead-letter-trigger') continue;
      if (Array.isArray(flows) && flows.includes(flow.id)) {
        yield { node: start, path: `${start.path}.config.flows`, detail: 'takes what this flow sets aside itself' };
      }
      if (maxReplays !== undefined) continue;
      for (const end of stepsBehind(start, view.examination)) {
        if (end.type !== 'dead-letter' || end.node.config.owner !== owner || isCounted(end, view)) continue;
        yield { node: end, related: [start.id], detail: 'puts the event back where it came from, uncounted' };
      }
    }
  },
};

/** Some branch before it looks at how often the event was replayed. */
function isCounted(end: ExaminedNode, { examination }: View): boolean {
  return examination.nodes.some(
    (one) =>
      one.type === 'branch' &&
      /\breplays\b/.test(JSON.stringify(one.node.config)) &&
      stepsBehind(one, examination).has(end),
  );
}
