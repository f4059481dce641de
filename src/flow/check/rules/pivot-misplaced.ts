import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';
import { offerFix } from './offer-fix.ts';

/** A saga has one pivot, directly in its body. */
export const pivotMisplaced: CheckRule = {
  id: 'saga/pivot-misplaced',
  severity: 'error',
  title: 'The mark for no way back stands in the wrong place',
  help: 'The mark *No way back from here* (`pivot` in the file) belongs to the step of All or undo after which nothing is undone. It stands directly inside All or undo, has no undo step, and there is one.',
  *check({ nodes }) {
    const pivots = new Map<string, string>();
    for (const node of nodes) {
      if (node.node.pivot !== true) continue;
      const saga = nearestScope(node, 'saga');
      const at = { node: node.id, path: `${node.path}.pivot` };
      const unmark = { edit: 'set-node', arguments: { node: node.id, key: 'pivot' } } as const;
      const other = saga && pivots.get(saga.id);
      if (saga === undefined || node.isUndo || node.scope !== saga) {
        yield {
          ...at,
          message: `${node.label} is marked "No way back from here", but does not stand directly inside All or undo. Remove the mark.`,
          ...offerFix('Remove the mark', isNeeded(node, saga) ? [] : [unmark]),
        };
      } else if (other !== undefined) {
        const message = `${node.label} and ${other} are both marked "No way back from here" inside ${saga.label}. Keep one mark.`;
        yield { ...at, message };
      } else if (node.node.compensate !== undefined) {
        yield {
          ...at,
          message: `${node.label} is marked "No way back from here" and names an undo step, which would never run. Keep one of the two.`,
        };
      }
      if (saga !== undefined && other === undefined) pivots.set(saga.id, node.label);
    }
  },
};

/** A mark in the wrong place still says that its write needs no undo; without it, that would be the next finding. */
function isNeeded(node: ExaminedNode, saga: ExaminedNode | undefined): boolean {
  return saga !== undefined && !node.isUndo && node.node.compensate === undefined;
}
