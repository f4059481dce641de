import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

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
      const message = `Flow "${flow.id}" names itself as the flow to start when a run fails. Choose another flow.`;
      const edit = { edit: 'set-flow', arguments: { key: 'onFailure' } } as const;
      yield { path: 'onFailure', message, ...offerFix('Start no flow', [edit]) };
    } else if (context.flows !== undefined && !context.flows.has(onFailure)) {
      const message = `Flow "${flow.id}" starts "${onFailure}" when a run fails, which this workspace does not have. Correct the name.`;
      yield { path: 'onFailure', message };
    }
  },
};
