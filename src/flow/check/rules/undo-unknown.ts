import { nearestName } from '../../text/nearest-name.ts';
import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';
import { listNames } from './list-names.ts';
import { offerFix } from './offer-fix.ts';

/** `compensate` names an undo node of the nearest saga. */
export const undoUnknown: CheckRule = {
  id: 'saga/undo-unknown',
  severity: 'error',
  title: 'A step names an undo step that is not there',
  help: 'Undo steps stand in All or undo (under `compensations` in the file), beside the steps they undo. Add the undo step there, correct the name, or move the step into All or undo.',
  *check({ nodes }) {
    for (const node of nodes) {
      const { compensate } = node.node;
      if (compensate === undefined) continue;
      const saga = node.isUndo ? undefined : nearestScope(node, 'saga');
      const at = { node: node.id, path: `${node.path}.compensate` };
      if (saga === undefined) {
        const where = node.isUndo ? 'is an undo step itself' : 'does not stand in All or undo';
        const message = `${node.label} names the undo step "${compensate}", but ${where}. Remove the name.`;
        const remove = { edit: 'set-node', arguments: { node: node.id, key: 'compensate' } } as const;
        yield { ...at, message, ...offerFix('Remove the name', [remove]) };
        continue;
      }
      const undo = (saga.node.compensations ?? []).map(({ id }) => id);
      if (undo.includes(compensate)) continue;
      const advice = undo.length === 0 ? 'Add it there' : `Choose ${listNames(undo, 'or')}, or add it`;
      const message = `${node.label} names the undo step "${compensate}", which ${saga.label} does not have. ${advice}.`;
      const near = nearestName(compensate, undo);
      const value = near ?? '';
      const edit = { edit: 'set-node', arguments: { node: node.id, key: 'compensate', value } } as const;
      const fix = near === undefined ? {} : offerFix(`Undo with "${near}"`, [edit]);
      yield { ...at, message, related: [saga.id], ...fix };
    }
  },
};
