import { hasDefault, type StepProperty } from '../view.ts';

/** An attempt ends after a time that somebody chose. */
export const hasTimeLimit: StepProperty = {
  name: 'has-time-limit',
  says: 'The step has a `timeout`, or the flow has one among its `defaults`.',
  ask: ({ node, path }, { examination }) =>
    node.timeout !== undefined || hasDefault(examination, 'timeout') || { path: `${path}.timeout` },
};
