import { keepsVendorRate } from '../vendor-rate.ts';
import type { StepProperty } from '../view.ts';

/** The step cannot ask for more than the vendor of its system allows. */
export const withinVendorLimit: StepProperty = {
  name: 'within-vendor-limit',
  says: 'The rate of its connection is at most what the registry says the system takes. Unknown without that entry.',
  ask: (step, view) => keepsVendorRate(step, 1, view),
};
