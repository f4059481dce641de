import { isJsonObject } from '../../../json.ts';
import type { StepProperty } from '../view.ts';

/** The second delivery of one event goes no further. */
export const dropsRepeats: StepProperty = {
  name: 'drops-repeats',
  says: 'A webhook with `dedupe`, an Odoo trigger, or a step of type dedupe.',
  ask: ({ type, node }) =>
    type === 'dedupe' || type === 'odoo-trigger' || (type === 'webhook' && isJsonObject(node.config.dedupe)),
};
