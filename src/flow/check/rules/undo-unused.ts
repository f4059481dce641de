import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** Every undo node is named by a step. */
export const undoUnused: CheckRule = {
  id: 'saga/undo-unused',
  severity: 'warning',
  title: 'No step names this undo step',
  help: 'An undo step runs only for the steps that name it (`compensate` in the file). Choose it at the step it undoes, or remove it.',
  *check({ nodes }) {
    // An undo node that names one starts nothing; the rule `saga/undo-unknown` speaks of it.
    const steps = nodes.filter(({ isUndo }) => !isUndo);
    const named = new Set(steps.map((node) => `${nearestScope(node, 'saga')?.id ?? ''} ${node.node.compensate ?? ''}`));
    for (const node of nodes) {
      if (!node.isUndo || named.has(`${node.scope?.id ?? ''} ${node.id}`)) continue;
      const message = `No step names the undo step ${node.label}, so it never runs. Choose it at the step it undoes, or remove it.`;
      yield { node: node.id, path: node.path, message };
    }
  },
};
