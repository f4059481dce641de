import type { CheckRule } from '../rule.ts';
import { nearestScope } from '../scope-of.ts';
import { offerFix } from './offer-fix.ts';

/** `key`, `into`, `once` and `compensate` mean something on effects only. */
export const keyMisplaced: CheckRule = {
  id: 'effect/key-misplaced',
  severity: 'error',
  title: 'A setting for calls and writes stands on another step',
  help: '`key`, `into`, `once` and `compensate` say how a step that reaches another system is protected, joined and undone. On other steps they would do nothing, and a reader would believe otherwise. Remove them.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.manifest === undefined || node.manifest.kind === 'effect') continue;
      for (const key of ['key', 'into', 'once', 'compensate'] as const) {
        if (node.node[key] === undefined) continue;
        const message = `${node.label} sets "${key}", which only steps that reach other systems use. Remove it.`;
        const edit = { edit: 'set-node', arguments: { node: node.id, key } } as const;
        // Without the name, the undo node it names would be the next finding.
        const isNamed = key === 'compensate' && nearestScope(node, 'saga') !== undefined;
        const fix = offerFix(`Remove "${key}"`, isNamed ? [] : [edit]);
        yield { node: node.id, path: `${node.path}.${key}`, message, ...fix };
      }
    }
  },
};
