import { isJsonObject } from '../../../json.ts';
import type { StepProperty } from '../view.ts';

/** Events of one lane are worked on one after the other. */
export const keepsOrder: StepProperty = {
  name: 'keeps-order',
  says: 'A webhook with `sequence`, or a step of type sequence.',
  ask: ({ type, node }) => type === 'sequence' || (type === 'webhook' && isJsonObject(node.config.sequence)),
};
