import { usesOf } from '../used-connections.ts';
import type { FlowProperty } from '../view.ts';

/** Kinds whose rights are given operation by operation. */
const judged: ReadonlySet<string> = new Set(['odoo', 'openapi']);

/**
 * A connection is allowed no more than the flows need. Told once: to the first flow by name that uses the connection.
 */
export const rightsNeeded: FlowProperty = {
  name: 'rights-needed',
  says: 'Every operation a connection allows is used by some flow of the workspace.',
  *ask({ examination: { flow, context, nodes } }) {
    const { connections, estate } = context;
    if (connections === undefined || estate === undefined) return;
    const told = new Set<string>();
    for (const { node, id } of nodes.flatMap(usesOf)) {
      if (told.has(id)) continue;
      told.add(id);
      const facts = connections.get(id);
      const users = estate.filter(({ operations }) => Object.hasOwn(operations, id));
      const first = users.map((one) => one.flow).sort()[0] ?? flow.id;
      if (facts === undefined || !judged.has(facts.kind) || first !== flow.id) continue;
      const granted = facts.allow?.operations ?? ['everything'];
      const needed = new Set(users.flatMap(({ operations }) => operations[id] ?? []));
      const spare = granted.filter((name) => !needed.has(name) && name !== 'model.call');
      if (spare.length > 0) yield { node, detail: spare.join(', '), values: { connection: id } };
    }
  },
};
