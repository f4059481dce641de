import type { CheckRule } from '../rule.ts';

/** Every config fits its node type. */
export const configRefused: CheckRule = {
  id: 'flow/config-refused',
  severity: 'error',
  title: 'The settings do not fit the node type',
  help: 'Each node type states which settings it takes and what they may hold. Correct the named field; the page of the node type lists every field with examples.',
  *check({ nodes }) {
    for (const node of nodes) {
      for (const { path, says } of node.issues) {
        // The rule `branch/otherwise-missing` says this better.
        if (node.type === 'branch' && path.join('.') === 'otherwise' && says === 'is missing') continue;
        const what = path.length === 0 ? `The config of ${node.label}` : `Field "${path.join('.')}" of ${node.label}`;
        yield { node: node.id, path: [node.path, 'config', ...path].join('.'), message: `${what} ${says}.` };
      }
    }
  },
};
