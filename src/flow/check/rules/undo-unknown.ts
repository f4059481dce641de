import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** `compensate` names an undo node of the nearest saga. */
export const undoUnknown: CheckRule = {
  id: 'saga/undo-unknown',
  severity: 'error',
  title: 'A step names an undo node its saga does not have',
  help: 'Undo nodes stand in the `compensations` of the saga around the step. Add the undo node there, correct the id, or move the step into the saga.',
  *check({ nodes }) {
    for (const node of nodes) {
      const { compensate } = node.node;
      if (compensate === undefined) continue;
      const saga = node.isUndo ? undefined : nearestScope(node, 'saga');
      const at = { node: node.id, path: `${node.path}.compensate` };
      if (saga === undefined) {
        const where = node.isUndo ? 'is an undo node itself' : 'stands in no saga';
        yield {
          ...at,
          message: `${node.label} names the undo node "${compensate}", but ${where}. Remove "compensate".`,
        };
        continue;
      }
      const undo = (saga.node.compensations ?? []).map(({ id }) => id);
      if (undo.includes(compensate)) continue;
      const known = undo.length === 0 ? 'It has none yet.' : `It has ${undo.join(', ')}.`;
      const message = `${node.label} names the undo node "${compensate}", which ${saga.label} does not have. ${known}`;
      yield { ...at, message, related: [saga.id] };
    }
  },
};
