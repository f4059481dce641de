import { keepsVendorRate } from '../vendor-rate.ts';
import type { StepProperty } from '../view.ts';

/** The step leaves at least half of what the vendor of its system allows to everybody else. */
export const withinHalfVendorLimit: StepProperty = {
  name: 'within-half-vendor-limit',
  says: 'Its connection, or a Slow down before it in its For each, keeps to half of what the system takes. Unknown where the registry does not say.',
  ask: (step, view) => keepsVendorRate(step, 0.5, view),
};
