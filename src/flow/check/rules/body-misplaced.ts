import type { CheckRule } from '../rule.ts';

/** Scopes have a body with nodes in it; nothing else has one, and only a saga has undo nodes. */
export const bodyMisplaced: CheckRule = {
  id: 'flow/body-misplaced',
  severity: 'error',
  title: 'A body is missing or not wanted',
  help: 'The scopes each, retry, try and saga work on the nodes in their body and need at least one. Other node types have no body. Undo nodes belong to a saga.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.manifest === undefined) continue;
      const isScope = node.manifest.kind === 'scope';
      const say = (message: string, key: string) => ({ node: node.id, path: `${node.path}.${key}`, message });
      if (isScope && (node.node.body ?? []).length === 0) {
        yield say(`${node.label} has nothing in its body. Put the nodes it works on inside, or remove it.`, 'body');
      }
      if (!isScope && node.node.body !== undefined) {
        yield say(`${node.label} has a body, but node type "${node.type}" takes none. Move its nodes out.`, 'body');
      }
      if (node.type !== 'saga' && node.node.compensations !== undefined) {
        yield say(`${node.label} has undo nodes, but only a saga uses them. Move them to the saga.`, 'compensations');
      }
    }
  },
};
