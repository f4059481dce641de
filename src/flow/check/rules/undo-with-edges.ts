import type { CheckRule } from '../rule.ts';

/** Undo nodes stand without edges. */
export const undoWithEdges: CheckRule = {
  id: 'saga/undo-with-edges',
  severity: 'error',
  title: 'An undo node has edges',
  help: 'The saga starts undo nodes itself, one at a time, in the reverse order of the writes. Remove `next` from the undo node; if undoing takes several steps, call a sub-flow.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (!node.isUndo || node.node.next === undefined) continue;
      const message = `${node.label} is an undo node of ${node.scope?.label ?? 'a saga'} and has edges. Remove its "next".`;
      yield { node: node.id, path: `${node.path}.next`, message };
    }
  },
};
