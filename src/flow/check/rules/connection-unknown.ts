import { fieldsOf } from '../fields.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Every connection a node names stands in the workspace and is of the kind the node speaks. */
export const connectionUnknown: CheckRule = {
  id: 'connection/unknown',
  severity: 'error',
  title: 'The connection does not exist',
  help: 'Connections stand in the folder `connections`, one file each, named by their id. Correct the name, or add the connection.',
  *check({ nodes, context }) {
    const { connections } = context;
    if (connections === undefined) return;
    for (const node of nodes) {
      for (const { value, meta, path } of fieldsOf(node)) {
        if (meta.field !== 'connection' || typeof value !== 'string' || connections.has(value)) continue;
        const fitting = [...connections.values()].filter(({ kind }) => kind === node.manifest?.connection);
        const ids = fitting.map(({ id }) => id).sort();
        const known = ids.length === 0 ? 'Add it, or correct its name' : `Choose ${listNames(ids, 'or')}, or add it`;
        const message = `${node.label} uses the connection "${value}", which this workspace does not have. ${known}.`;
        yield { node: node.id, path, message };
      }
    }
  },
};
