import { type ExaminedNode, isWrite } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';

/** In a saga, every write before the pivot can be undone. */
export const stepWithoutUndo: CheckRule = {
  id: 'saga/step-without-undo',
  severity: 'warning',
  title: 'A write in All or undo cannot be undone',
  help: 'When All or undo fails, this write stays. Choose its *Undo step* (`compensate` in the file), or mark the step after which there is no way back (`pivot: true`); steps behind it need no undo.',
  *check({ nodes }) {
    for (const node of nodes) {
      const saga = node.isUndo || !isWrite(node) ? undefined : nearestScope(node, 'saga');
      if (saga === undefined || node.node.compensate !== undefined || isPastPivot(node, saga)) continue;
      // What passes its input on, such as a mail, has nothing to take back.
      if (node.manifest?.carries === 'input') continue;
      const message = `${node.label} writes inside ${saga.label}, but names no undo step. Choose one, or mark where there is no way back.`;
      yield { node: node.id, path: node.path, message, related: [saga.id] };
    }
  },
};

function isPastPivot(node: ExaminedNode, saga: ExaminedNode): boolean {
  let top = node;
  for (let scope = node.scope; scope !== undefined && scope !== saga; scope = scope.scope) {
    if (top.node.pivot === true) return true;
    top = scope;
  }
  const { body } = top;
  if (body === undefined) return false;
  return body.nodes.some(
    (other) => other.node.pivot === true && (other === top || body.ancestry().isAncestor(other.id, top.id)),
  );
}
