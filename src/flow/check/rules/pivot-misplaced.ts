import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** A saga has one pivot, directly in its body. */
export const pivotMisplaced: CheckRule = {
  id: 'saga/pivot-misplaced',
  severity: 'error',
  title: 'A pivot stands in the wrong place',
  help: 'The pivot is the step of a saga after which there is no way back. It stands in the body of the saga, not in a scope inside it, has no undo node, and there is one.',
  *check({ nodes }) {
    const pivots = new Map<string, string>();
    for (const node of nodes) {
      if (node.node.pivot !== true) continue;
      const saga = nearestScope(node, 'saga');
      const at = { node: node.id, path: `${node.path}.pivot` };
      const other = saga && pivots.get(saga.id);
      if (saga === undefined || node.isUndo || node.scope !== saga) {
        yield {
          ...at,
          message: `${node.label} is marked as pivot, but does not stand in the body of a saga. Remove the mark.`,
        };
      } else if (other !== undefined) {
        yield { ...at, message: `${node.label} and ${other} are both marked as pivot of ${saga.label}. Keep one.` };
      } else if (node.node.compensate !== undefined) {
        yield {
          ...at,
          message: `${node.label} is the pivot of ${saga.label} and names an undo node. Behind the pivot nothing is undone: keep one of the two.`,
        };
      }
      if (saga !== undefined && other === undefined) pivots.set(saga.id, node.label);
    }
  },
};
