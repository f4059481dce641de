import type { StepProperty } from '../view.ts';

/** Operations of Odoo that make something, and find it again by the key of the step only. */
const makes = /\.(create|upsert|reserve)$/;

/** The step names what it changes, so that a repeat in another run changes nothing more. */
export const repeatsByName: StepProperty = {
  name: 'repeats-by-name',
  says: 'A write whose target stands in it, such as PUT or DELETE of one record, or an action on a record of Odoo.',
  ask({ type, node, safety }) {
    const { operation } = node.config;
    if (type === 'odoo') return typeof operation === 'string' && !makes.test(operation);
    return safety === 'natural-key';
  },
};
