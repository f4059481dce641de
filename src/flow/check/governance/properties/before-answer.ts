import { stepsBehind } from '../steps-behind.ts';
import type { StepProperty } from '../view.ts';

/** The caller still waits while the step works. */
export const beforeAnswer: StepProperty = {
  name: 'before-answer',
  says: 'A Respond can come after the step.',
  ask: (step, { examination }) => [...stepsBehind(step, examination)].some(({ type }) => type === 'respond'),
};
