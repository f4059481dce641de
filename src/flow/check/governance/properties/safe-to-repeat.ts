import { isUnsafeToRepeat } from '../../repeat.ts';
import type { StepProperty } from '../view.ts';

/** Sending the step's write again cannot make its effect happen twice. */
export const safeToRepeat: StepProperty = {
  name: 'safe-to-repeat',
  says: 'The operation has a key its system remembers or enforces. Unknown where the connection is.',
  ask(step, { examination }) {
    const isUnsafe = isUnsafeToRepeat(step, examination);
    return isUnsafe === undefined ? undefined : !isUnsafe;
  },
};
