import type { CheckRule } from '../rule.ts';

/** A branch says what happens when no case is true. */
export const otherwiseMissing: CheckRule = {
  id: 'branch/otherwise-missing',
  severity: 'error',
  title: 'A branch does not say what happens otherwise',
  help: 'When no case is true the event would vanish without a trace. Name the port for everything else under `otherwise`, and let it end in a set-aside if nothing else can happen.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.type !== 'branch' || node.node.config.otherwise !== undefined) continue;
      const message = `${node.label} does not say what happens when no case is true. Name a port under "otherwise".`;
      yield { node: node.id, path: `${node.path}.config.otherwise`, message };
    }
  },
};
