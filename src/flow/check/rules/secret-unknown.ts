import { fieldsOf } from '../fields.ts';
import type { CheckRule } from '../rule.ts';

/** Every secret a node names is held by the runtime. */
export const secretUnknown: CheckRule = {
  id: 'secret/unknown',
  severity: 'error',
  title: 'The runtime has no such secret',
  help: 'Files name secrets; their values live in the runtime alone. Without the value the step lets nobody in, or cannot prove who it is. Set the secret on the runtime, or correct its name.',
  *check({ nodes, context }) {
    const { secrets } = context;
    if (secrets === undefined) return;
    for (const node of nodes) {
      for (const { value, meta, path } of fieldsOf(node)) {
        if (meta.field !== 'secret' || typeof value !== 'string' || secrets.has(value)) continue;
        const message = `${node.label} names the secret "${value}", which this runtime does not hold. Set it there, or correct the name.`;
        yield { node: node.id, path, message };
      }
    }
  },
};
