import type { CheckRule } from '../rule.ts';

/** `key`, `into`, `once` and `compensate` mean something on effects only. */
export const keyMisplaced: CheckRule = {
  id: 'effect/key-misplaced',
  severity: 'error',
  title: 'A setting of effects stands on another node',
  help: '`key`, `into`, `once` and `compensate` say how an effect is protected, named and undone. On a node without an effect they would do nothing, and a reader would believe otherwise. Remove them.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.manifest === undefined || node.manifest.kind === 'effect') continue;
      for (const key of ['key', 'into', 'once', 'compensate'] as const) {
        if (node.node[key] === undefined) continue;
        const message = `${node.label} sets "${key}", which means something on effects only; node type "${node.type}" has none. Remove it.`;
        yield { node: node.id, path: `${node.path}.${key}`, message };
      }
    }
  },
};
