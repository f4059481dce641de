import type { CheckRule } from '../rule.ts';

/** A node speaks to connections of its own kind. */
export const connectionWrongKind: CheckRule = {
  id: 'connection/wrong-kind',
  severity: 'error',
  title: 'The connection is of another kind',
  help: 'A step speaks to one kind of connection: Odoo steps to Odoo, HTTP requests to HTTP systems. Choose a connection of that kind, or a step that fits the connection.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { connection: id } = node.node.config;
      const wanted = node.manifest?.connection;
      const connection = typeof id === 'string' ? context.connections?.get(id) : undefined;
      if (connection === undefined || wanted === undefined || connection.kind === wanted) continue;
      const message = `${node.label} needs a connection of kind "${wanted}", but "${connection.id}" is of kind "${connection.kind}". Choose another connection.`;
      yield { node: node.id, path: `${node.path}.config.connection`, message };
    }
  },
};
