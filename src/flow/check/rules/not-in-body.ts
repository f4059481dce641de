import type { CheckRule } from '../rule.ts';

/** Triggers and `respond` stand in the flow itself. */
export const notInBody: CheckRule = {
  id: 'flow/not-in-body',
  severity: 'error',
  title: 'A trigger or Respond stands inside another step',
  help: 'What stands inside For each, Retry and the like runs many times or not at all, while a run starts once and its caller gets one answer. Move the step out.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.scope === undefined) continue;
      if (node.manifest?.kind !== 'trigger' && node.type !== 'respond') continue;
      const why = node.type === 'respond' ? 'a run answers its caller only once' : 'runs start in the flow itself';
      const message = `${node.label} stands inside ${node.scope.label}, but ${why}. Move it out.`;
      yield { node: node.id, path: node.path, message, related: [node.scope.id] };
    }
  },
};
