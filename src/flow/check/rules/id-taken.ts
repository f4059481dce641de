import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Node ids are unique in the whole flow, because edges, expressions and keys name them without a body. */
export const idTaken: CheckRule = {
  id: 'flow/id-taken',
  severity: 'error',
  title: 'Two steps have one id',
  help: 'Ways, expressions and repeat protection name a step by its id alone, also inside other steps. Give one of the two another id and leave the old one in its `was` list if it ever ran.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      const first = byId.get(node.id);
      if (first === undefined || first === node) continue;
      const message = `${node.label} ${placeOf(node)} has the same id as ${first.label} ${placeOf(first)}. Give one of them another id.`;
      yield { node: node.id, path: node.path, message };
    }
  },
};

function placeOf(node: ExaminedNode): string {
  if (node.scope === undefined) return 'in the flow itself';
  return node.isUndo ? `among the undo steps of ${node.scope.label}` : `inside ${node.scope.label}`;
}
