import type { EstateFlow } from '../estate.ts';
import type { FlowProperty } from '../view.ts';

/** One credential serves one function of the business. */
export const credentialsApart: FlowProperty = {
  name: 'credentials-apart',
  says: 'No flow of another domain (or owner, where no domain is named) uses the same secret.',
  *ask({ examination: { flow, context, nodes } }) {
    const { connections, estate } = context;
    const own = flow.domain ?? flow.owner;
    if (connections === undefined || estate === undefined || own === undefined) return;
    const told = new Set<string>();
    for (const node of nodes) {
      const { connection: id } = node.node.config;
      const secret = typeof id === 'string' ? connections.get(id)?.auth?.secret : undefined;
      if (secret === undefined || told.has(secret)) continue;
      const shared = [...connections.values()].filter(({ auth }) => auth?.secret === secret).map((one) => one.id);
      const other = estate.find((one) => isOther(one, flow.id, own) && shared.some((name) => name in one.operations));
      if (other === undefined) continue;
      told.add(secret);
      yield { node, detail: other.flow, path: `${node.path}.config.connection` };
    }
  },
};

function isOther({ flow, domain, owner }: EstateFlow, self: string, own: string): boolean {
  const function_ = domain ?? owner;
  return flow !== self && function_ !== undefined && function_ !== own;
}
