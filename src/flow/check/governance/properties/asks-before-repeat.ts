import type { StepProperty } from '../view.ts';

/** A person is asked before the step is sent again. */
export const asksBeforeRepeat: StepProperty = {
  name: 'asks-before-repeat',
  says: 'The step says `once: ask`.',
  ask: ({ node }) => node.once === 'ask',
};
