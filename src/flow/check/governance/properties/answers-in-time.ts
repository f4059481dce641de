import { parseDuration } from '../../../duration.ts';
import type { FlowProperty, View } from '../view.ts';
import { sayTime, slowestWay } from '../worst-time.ts';

/** The longest a caller of this kind waits, whatever its webhook says. */
const mostMs = 5_000;

/** Whatever goes wrong on the way, the answer comes while somebody listens. */
export const answersInTime: FlowProperty = {
  name: 'answers-in-time',
  says: `The slowest way to a Respond, every try at its longest, is shorter than the caller waits, ${sayTime(mostMs)} at most.`,
  *ask(view) {
    const slowest = slowestWay(({ type }) => type === 'respond', view);
    const limitMs = limitOf(view);
    if (slowest === undefined || slowest.ms < limitMs) return;
    const { node, ms, parts, way } = slowest;
    const related = way.map((step) => step.node).filter((id) => id !== node.id);
    const values = { sum: sayTime(ms), most: sayTime(limitMs) };
    yield { node, detail: `"${parts.join(', ')}"`, values, paths: [way], related };
  },
};

/** The shortest wait of all callers. */
function limitOf({ examination }: View): number {
  const limits = examination.root.nodes
    .filter(({ type }) => type === 'webhook')
    .map(({ node }) => parseDuration(String(node.config.answerWithin)) ?? mostMs);
  return Math.min(mostMs, ...limits);
}
