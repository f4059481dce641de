import type { CheckRule } from '../rule.ts';

/** Triggers and `respond` stand in the flow itself. */
export const notInBody: CheckRule = {
  id: 'flow/not-in-body',
  severity: 'error',
  title: 'A trigger or respond stands inside a scope',
  help: 'A body runs many times or not at all, while a run starts once and its caller gets one answer. Move the node out of the scope.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.scope === undefined) continue;
      if (node.manifest?.kind !== 'trigger' && node.type !== 'respond') continue;
      const what = node.type === 'respond' ? 'A run answers its caller once' : 'Runs start outside of scopes';
      const message = `${node.label} stands inside ${node.scope.label}. ${what}: move it out of the scope.`;
      yield { node: node.id, path: node.path, message, related: [node.scope.id] };
    }
  },
};
