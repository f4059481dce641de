import { isUnsafeToRepeat } from '../../repeat.ts';
import type { StepProperty } from '../view.ts';

/** Sending the step's write again cannot make its effect happen twice. */
export const safeToRepeat: StepProperty = {
  name: 'safe-to-repeat',
  says: 'The operation has a key its system remembers or enforces. A connection nobody declared is not judged.',
  ask(step, { examination }) {
    // Where the connection is unknown, that is said instead.
    return isUnsafeToRepeat(step, examination) !== true;
  },
};
