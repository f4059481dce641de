import { decisionSchema } from '../../../decision/decision.ts';
import { factsOf } from '../../../decision/judge-decision.ts';
import { scoreDecision } from '../../../decision/score-decision.ts';
import type { FlowProperty } from '../view.ts';

/** Letting a caller wait is dear, so the record must speak for it, and a reason beside it does not count. */
export const scoredRealtime: FlowProperty = {
  name: 'scored-realtime',
  says: 'The decision record says real time, and its answers speak for it.',
  *ask({ examination: { flow } }) {
    const read = decisionSchema.safeParse(flow.decision);
    if (!read.success) {
      yield { path: 'decision', detail: 'there is no complete record' };
      return;
    }
    const { mode } = read.data;
    const scored = scoreDecision(read.data, factsOf(flow)).mode;
    if (mode !== 'realtime') yield { path: 'decision.mode', detail: mode ? `it says "${mode}"` : 'it says nothing' };
    else if (scored !== 'realtime') yield { path: 'decision.mode', detail: `its answers speak for "${scored}"` };
  },
};
