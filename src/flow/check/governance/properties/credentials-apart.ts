import type { Flow } from '../../../flow.ts';
import type { EstateFlow } from '../estate.ts';
import { usesOf } from '../used-connections.ts';
import type { FlowProperty } from '../view.ts';

/** One credential serves one function of the business. */
export const credentialsApart: FlowProperty = {
  name: 'credentials-apart',
  says: 'No flow of another domain (or owner, where no domain is named) uses the same secret.',
  *ask({ examination: { flow, context, nodes } }) {
    const { connections, estate } = context;
    if (connections === undefined || estate === undefined) return;
    const told = new Set<string>();
    for (const { node, id } of nodes.flatMap(usesOf)) {
      const secret = connections.get(id)?.auth?.secret;
      if (secret === undefined || told.has(secret)) continue;
      const shared = [...connections.values()].filter(({ auth }) => auth?.secret === secret).map((one) => one.id);
      const other = estate.find((one) => isOther(one, flow) && shared.some((name) => name in one.operations));
      if (other === undefined) continue;
      told.add(secret);
      yield { node, detail: other.flow, path: `${node.path}.config` };
    }
  },
};

/** Areas are compared where both flows name one, else their owners; who says nothing is no other. */
function isOther(other: EstateFlow, flow: Flow): boolean {
  if (other.flow === flow.id) return false;
  if (other.domain !== undefined && flow.domain !== undefined) return other.domain !== flow.domain;
  return other.owner !== undefined && flow.owner !== undefined && other.owner !== flow.owner;
}
