import type { CheckRule } from '../rule.ts';

/** Node ids are unique in the whole flow, because edges, expressions and keys name them without a body. */
export const idTaken: CheckRule = {
  id: 'flow/id-taken',
  severity: 'error',
  title: 'Two nodes have one id',
  help: 'Edges, expressions and effect keys name a node by its id alone, also across scopes. Give one of the two another id and leave the old one in its `was` list if it ever ran.',
  *check({ nodes, byId }) {
    for (const node of nodes) {
      const first = byId.get(node.id);
      if (first === undefined || first === node) continue;
      const message = `The id "${node.id}" is used at ${first.path} and again at ${node.path}. Give one of them another id.`;
      yield { node: node.id, path: node.path, message };
    }
  },
};
