import { type Failure, refusedByPolicy } from '#flow/failure.ts';
import { isJsonObject, type Json } from '#flow/json.ts';

/** Fields that say where a record stands in its life; fields a company added itself (`x_…`) have no actions. */
const stateField = /^(?!x_)(state|locked|\w+_state|\w+_status|status_in_payment)$/;

/** Whether a field may only be changed by the actions of its model. */
export function isStateField(field: string): boolean {
  return stateField.test(field);
}

/**
 * Refuses values that would move a record past the rules of its model, in lines of x2many commands as well.
 * Odoo does not: `readonly` is a matter of its forms only.
 */
export function refuseStateFields(values: Json): Failure | undefined {
  const found = findStateField(values);
  if (found === undefined) return undefined;
  return refusedByPolicy(
    'odoo/state-field',
    `The field "${found}" is a state: it is changed by actions, never written.`,
  );
}

function findStateField(values: Json): string | undefined {
  if (Array.isArray(values)) return firstOf(values.map(findStateField));
  if (!isJsonObject(values)) return undefined;
  return Object.keys(values).find(isStateField) ?? firstOf(Object.values(values).map(findStateField));
}

function firstOf(names: readonly (string | undefined)[]): string | undefined {
  return names.find((name) => name !== undefined);
}
