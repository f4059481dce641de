import { judgeDecision } from '../../../decision/judge-decision.ts';
import type { FlowProperty } from '../view.ts';

/** The flow says why it works the way it does, and its record agrees with what it is. */
export const decisionRecorded: FlowProperty = {
  name: 'decision-recorded',
  says: 'The header holds a complete decision record whose score agrees with the flow, or says why not.',
  *ask({ examination: { flow } }) {
    for (const { path, reason } of judgeDecision(flow)) yield { path, detail: reason };
  },
};
