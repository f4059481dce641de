import { type ExaminedNode, isWrite } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** An each whose body writes tells its items apart by a key. */
export const eachKeyMissing: CheckRule = {
  id: 'each/key-missing',
  severity: 'error',
  title: 'A For each that writes has no key',
  help: 'The repeat protection of a write inside For each holds the key of its item. Without one, an item that moves to another place in the list would be written again under another name. Name a field that differs for every item, such as a line number.',
  *check({ nodes }) {
    const reported = new Set<ExaminedNode>();
    for (const node of nodes) {
      if (!isWrite(node)) continue;
      for (let scope = node.scope; scope !== undefined; scope = scope.scope) {
        if (scope.type !== 'each' || scope.node.config.key !== undefined || reported.has(scope)) continue;
        reported.add(scope);
        const message = `${scope.label} has no "Key" to tell its items apart, but ${node.label} inside it writes. Name a field that differs for every item.`;
        yield { node: scope.id, path: `${scope.path}.config.key`, message, related: [node.id] };
      }
    }
  },
};
