import type { StepProperty } from '../view.ts';

/** The step undoes another. */
export const undoStep: StepProperty = {
  name: 'undo-step',
  says: 'The step is an undo step of an "All or undo".',
  ask: ({ isUndo }) => isUndo,
};
