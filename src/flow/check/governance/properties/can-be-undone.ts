import type { JsonObject } from '../../../json.ts';
import { type ExaminedNode, isWrite } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { nearestScope } from '../../scope-of.ts';
import { connectionOf, type StepProperty, type View } from '../view.ts';

/** Operations that take back what another one did; what is not there any more is left as it is. */
const undoneBy: Readonly<Record<string, string>> = { 'order.create': 'order.cancel', 'order.confirm': 'order.cancel' };

/** Waiting longer helps nobody: an undo step holds up all that come after it. */
const retry: JsonObject = { attempts: 6, first: '2s', factor: 2, max: '5m', jitter: 'full' };

/** A write inside "All or undo" has an undo step, or comes when there is no way back. */
export const canBeUndone: StepProperty = {
  name: 'can-be-undone',
  says: 'A write inside "All or undo" names its undo step, is marked "No way back from here", or stands behind the step that is.',
  ask(step, view) {
    const saga = step.isUndo || !isWrite(step) ? undefined : nearestScope(step, 'saga');
    if (saga === undefined || step.node.compensate !== undefined || isPastReturn(step, saga)) return true;
    // What passes its input on, such as a message, has nothing to take back.
    if (step.manifest?.carries === 'input') return true;
    const fix = offerUndo(step, saga, view);
    return { related: [saga.id], values: { scope: saga.label }, ...(fix === undefined ? {} : { fix }) };
  },
};

function isPastReturn(step: ExaminedNode, saga: ExaminedNode): boolean {
  let top = step;
  while (top.scope !== undefined && top.scope !== saga) top = top.scope;
  const { body } = top;
  return (body?.nodes ?? []).some(
    (other) => other.node.pivot === true && (other === top || body?.ancestry().isAncestor(other.id, top.id)),
  );
}

/** Offered where it is known what takes the write back; a stub that did nothing would only silence the finding. */
function offerUndo(step: ExaminedNode, saga: ExaminedNode, view: View): FindingFix | undefined {
  const { config, key, timeout = '60s', type } = step.node;
  const { operation, connection } = config;
  const undo = typeof operation === 'string' && step.type === 'odoo' ? undoneBy[operation] : undefined;
  if (undo === undefined || typeof connection !== 'string') return undefined;
  if (connectionOf(step, view.examination)?.allow?.operations?.includes(undo) === false) return undefined;
  const { byId } = view.examination;
  const id = [`undo_${step.id}`, `undo_${step.id}_again`].find((name) => name.length <= 64 && !byId.has(name));
  if (id === undefined) return undefined;
  const add = { type, id, name: 'Cancel the order', config: { connection, operation: undo } };
  const set = (node: string, name: string, value: JsonObject | string) => ({
    edit: 'set-node',
    arguments: { node, key: name, value },
  });
  return {
    title: 'Add an undo step',
    edits: [
      { edit: 'add-node', arguments: { ...add, container: { scope: saga.id, list: 'compensations' } } },
      set(id, 'timeout', timeout),
      set(id, 'retry', retry),
      // The order is found under the key it was made with, even where its answer was lost.
      ...(key !== undefined && /^[A-Za-z_]\w*$/.test(key) ? [set(id, 'key', `input.${key}`)] : []),
      set(step.id, 'compensate', id),
    ],
  };
}
