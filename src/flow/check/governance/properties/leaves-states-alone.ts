import { findObjectKeys } from '../../../expression/object-keys.ts';
import { fieldsOf } from '../../fields.ts';
import type { StepProperty } from '../view.ts';

/** Fields of Odoo that only its own actions may change: writing them skips every rule behind the action. */
const stateFields: ReadonlySet<string> = new Set(['state', 'payment_state', 'invoice_status', 'locked']);

/** The step writes no field that Odoo changes by actions only. */
export const leavesStatesAlone: StepProperty = {
  name: 'leaves-states-alone',
  says: 'The values of an Odoo step do not name `state`, `payment_state`, `invoice_status` or `locked`.',
  ask(step) {
    if (step.type !== 'odoo' || step.effect !== 'write') return true;
    for (const { keys, path, value, meta } of fieldsOf(step)) {
      if (meta.field !== 'expression' || typeof value !== 'string' || !['values', 'args'].includes(keys[0] ?? ''))
        continue;
      const found = findObjectKeys(value).find((key) => stateFields.has(key));
      if (found !== undefined) return { path, detail: found };
    }
    return true;
  },
};
