import type { StoreReads } from '../store/store.ts';
import { readPlan } from './runs.ts';

/** A flow that takes events now. */
export type LiveFlow = {
  id: string;
  name: string;
  version: string;
  owner: string | null;
  triggers: { node: string; type: string; method: string | null; url: string | null }[];
};

/** Lists the live flows of an environment with what starts them; a deployment whose plan is lost is left out. */
export async function listLiveFlows(
  store: Pick<StoreReads, 'liveDeployments' | 'loadPlan'>,
  environment: string,
): Promise<LiveFlow[]> {
  const flows: LiveFlow[] = [];
  for (const deployment of await store.liveDeployments(environment)) {
    const plan = await readPlan(store, deployment.plan);
    if (plan === undefined) continue;
    const nodes = plan.root.starts.flatMap((id) => plan.nodes[id] ?? []).filter((node) => node.kind === 'trigger');
    flows.push({
      id: plan.flow,
      name: plan.name,
      version: deployment.version,
      owner: plan.owner ?? null,
      triggers: nodes.map((node) => {
        const { path, method } = node.config;
        const isMounted = node.type === 'webhook' && typeof path === 'string';
        return {
          node: node.id,
          type: `${node.type}@${node.major}`,
          method: isMounted ? (typeof method === 'string' ? method : 'POST') : null,
          url: isMounted ? `/hooks${path}` : null,
        };
      }),
    });
  }
  return flows;
}
