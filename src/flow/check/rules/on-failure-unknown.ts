import type { CheckRule } from '../rule.ts';

/** `onFailure` names another flow of the workspace. */
export const onFailureUnknown: CheckRule = {
  id: 'flow/on-failure-unknown',
  severity: 'error',
  title: 'The flow for failures does not exist',
  help: '`onFailure` names the flow that is started when a run of this one fails. It must be another flow of the workspace; a flow never repairs itself, because its own failure would start it for ever.',
  *check({ flow, context }) {
    const { onFailure } = flow;
    if (onFailure === undefined) return;
    if (onFailure === flow.id) {
      yield { path: 'onFailure', message: `Flow "${flow.id}" names itself under "onFailure". Name another flow.` };
    } else if (context.flows !== undefined && !context.flows.has(onFailure)) {
      const message = `Flow "${flow.id}" names "${onFailure}" under "onFailure", which is no flow of this workspace. Correct the id.`;
      yield { path: 'onFailure', message };
    }
  },
};
