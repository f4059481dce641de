import { findObjectKeys } from '../../../expression/object-keys.ts';
import type { JsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import { fieldsOf } from '../../fields.ts';
import type { FindingFix } from '../../finding.ts';
import { connectionOf, type StepProperty, type View } from '../view.ts';

/** Fields that say where a record stands in its life; fields a company added itself (`x_…`) have no actions. */
const stateField = /^(?!x_)(state|locked|\w+_state|\w+_status|status_in_payment)$/;

/** The step writes no field that Odoo changes by actions only. */
export const leavesStatesAlone: StepProperty = {
  name: 'leaves-states-alone',
  says: 'The values of an Odoo step name no field such as `state`, `payment_state`, `invoice_status` or `locked`.',
  ask(step, view) {
    if (step.type !== 'odoo' || step.effect !== 'write') return true;
    for (const { keys, path, value, meta } of fieldsOf(step)) {
      if (meta.field !== 'expression' || typeof value !== 'string' || !['values', 'args'].includes(keys[0] ?? ''))
        continue;
      const found = findObjectKeys(value).find((key) => stateField.test(key));
      if (found === undefined) continue;
      const fix = offerAction(step, view);
      return { path, detail: `"${found}"`, ...(fix === undefined ? {} : { fix }) };
    }
    return true;
  },
};

/** What does to a record what writing the state pretended to do, by model and state. */
const actions: Readonly<Record<string, { readonly method: string; readonly operation?: string }>> = {
  'sale.order sale': { method: 'action_confirm', operation: 'order.confirm' },
  'purchase.order purchase': { method: 'button_confirm' },
  'account.move posted': { method: 'action_post' },
};

/** Arguments that write one state and nothing else. */
const onlyState = /^\{\s*"(?:vals|values)"\s*:\s*\{\s*"state"\s*:\s*"([a-z_]+)"\s*\}\s*\}$/;

/** A list of exactly one simple path. */
const oneId = /^\[\s*([$\w.]+)\s*\]$/;

/** Offered only where the write changes the state alone, and one action of the model leads to it. */
function offerAction(step: ExaminedNode, { examination }: View): FindingFix | undefined {
  const { id, node } = step;
  const { model, method, args, ids } = node.config;
  const state = typeof args === 'string' ? onlyState.exec(args.trim())?.[1] : undefined;
  const action = actions[`${String(model)} ${state ?? ''}`];
  if (method !== 'write' || action === undefined || typeof ids !== 'string') return undefined;
  const set = (path: string, value?: string) => setting(id, path, value);
  const allowed = connectionOf(step, examination)?.allow?.operations;
  const record = oneId.exec(ids.trim())?.[1];
  if (action.operation !== undefined && record !== undefined && allowed?.includes(action.operation) !== false) {
    const taken = ['model', 'method', 'args', 'ids'].map((path) => set(path));
    const given = [set('operation', action.operation), set('values', `{ "id": ${record} }`)];
    return { title: `Use ${action.operation}`, edits: [...taken, ...given] };
  }
  return { title: `Call "${action.method}" instead`, edits: [set('args'), set('method', action.method)] };
}

function setting(node: string, path: string, value: string | undefined) {
  const given: JsonObject = value === undefined ? { node, path } : { node, path, value };
  return { edit: 'set-config', arguments: given };
}
