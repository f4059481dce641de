import { nearestScope } from '../../scope-of.ts';
import { hasDefault, type StepProperty } from '../view.ts';

/** Somebody said how often the step is tried again. */
export const hasRetry: StepProperty = {
  name: 'has-retry',
  says: 'The step has a `retry`, stands in a Retry, or the flow has one among its `defaults`.',
  ask: (step, { examination }) =>
    step.node.retry !== undefined ||
    hasDefault(examination, 'retry') ||
    nearestScope(step, 'retry') !== undefined || { path: `${step.path}.retry` },
};
