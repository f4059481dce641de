import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { waysOf } from './ways.ts';

/** Undo nodes stand without edges. */
export const undoWithEdges: CheckRule = {
  id: 'saga/undo-with-edges',
  severity: 'error',
  title: 'Ways lead on from an undo step',
  help: 'All or undo starts its undo steps itself, one at a time, in the reverse order of the writes. Remove `next` from the undo step; if undoing takes several steps, let it start another flow.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (!node.isUndo || node.node.next === undefined) continue;
      const message = `${node.label} is an undo step, which ${node.scope?.label ?? 'All or undo'} starts by itself, but ways lead on from it. Remove them.`;
      const edits = waysOf(node).map((way) => ({ edit: 'disconnect', arguments: way }) as const);
      yield { node: node.id, path: `${node.path}.next`, message, ...offerFix('Remove its ways', edits) };
    }
  },
};
