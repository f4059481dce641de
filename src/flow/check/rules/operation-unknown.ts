import type { CheckRule } from '../rule.ts';

/** Operations are those the connection kind knows. */
export const operationUnknown: CheckRule = {
  id: 'connection/operation-unknown',
  severity: 'error',
  title: 'The operation does not exist',
  help: 'Each kind of connection has a list of operations; its page names them with what they need and what they promise. Pick one of them.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { operation } = node.node.config;
      const facts = context.connectionKinds?.get(node.manifest?.connection ?? '');
      if (typeof operation !== 'string' || facts === undefined) continue;
      const known = facts.operations.map((fact) => fact.operation);
      // Kinds that read their operations from a document of the workspace list none here.
      if (known.length === 0 || known.includes(operation)) continue;
      const area = operation.split('.')[0] ?? operation;
      const near = known.filter((name) => name.startsWith(`${area}.`));
      const message = `${node.label} uses the operation "${operation}", which kind "${facts.kind}" does not have. It has ${(near.length > 0 ? near : known).join(', ')}.`;
      yield { node: node.id, path: `${node.path}.config.operation`, message };
    }
  },
};
