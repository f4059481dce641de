import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** Every undo node is named by a step. */
export const undoUnused: CheckRule = {
  id: 'saga/undo-unused',
  severity: 'warning',
  title: 'No step names this undo node',
  help: 'An undo node runs only for the steps that name it under `compensate`. Name it at the step it undoes, or remove it.',
  *check({ nodes }) {
    const named = new Set(nodes.map((node) => `${nearestScope(node, 'saga')?.id ?? ''} ${node.node.compensate ?? ''}`));
    for (const node of nodes) {
      if (!node.isUndo || named.has(`${node.scope?.id ?? ''} ${node.id}`)) continue;
      const message = `No step names the undo node ${node.label} under "compensate", so it never runs. Name it where it belongs, or remove it.`;
      yield { node: node.id, path: node.path, message };
    }
  },
};
