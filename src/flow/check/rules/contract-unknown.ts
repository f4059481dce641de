import { fieldsOf } from '../fields.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Every contract a node names stands in the workspace. */
export const contractUnknown: CheckRule = {
  id: 'contract/unknown',
  severity: 'error',
  title: 'The agreed shape does not exist',
  help: 'Agreed shapes stand in the folder `contracts`, named with their major version: `order@1.schema.json` is `order@1`. Correct the name, or add the shape.',
  *check({ nodes, context }) {
    const { contracts } = context;
    if (contracts === undefined) return;
    for (const node of nodes) {
      for (const { value, meta, path } of fieldsOf(node)) {
        if (meta.field !== 'contract' || typeof value !== 'string' || contracts.has(value)) continue;
        const name = value.split('@')[0] ?? value;
        const near = [...contracts.keys()].filter((known) => known.startsWith(`${name}@`)).sort();
        const known = near.length === 0 ? 'Correct the name, or add it' : `Choose ${listNames(near, 'or')}, or add it`;
        const message = `${node.label} names the agreed shape "${value}", which this workspace does not have. ${known}.`;
        yield { node: node.id, path, message };
      }
    }
  },
};
