import { checkFlow, hasErrors } from '#flow/check/check.ts';
import type { Finding } from '#flow/check/finding.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Clock, Hash } from '../engine/ports.ts';
import type { Store } from '../store/store.ts';
import { checkContextOf, type Workspace } from '../workspace/workspace.ts';

/** A flow version ready to take events. */
export type Deployable = { readonly flow: string; readonly version: string; readonly plan: Plan };

/** What a workspace comes to at the runtime's door: versions that may run, and findings that keep others out. */
export type Admission = {
  readonly admitted: readonly Deployable[];
  readonly refused: readonly { readonly flow: string; readonly file: string; readonly findings: readonly Finding[] }[];
};

/** Checks and compiles every flow of a workspace; a flow with a structural error is not admitted anywhere. */
export function admitWorkspace(workspace: Workspace, sha256: Hash): Admission {
  const context = checkContextOf(workspace);
  const admitted: Deployable[] = [];
  const refused: { readonly flow: string; readonly file: string; readonly findings: readonly Finding[] }[] = [];
  for (const { flow, file } of workspace.flows) {
    const findings = checkFlow(flow, context);
    if (hasErrors(findings)) {
      refused.push({ flow: flow.id, file, findings });
      continue;
    }
    const plan = compilePlan(flow, { catalogue: nodeCatalogue, contracts: workspace.contracts, sha256 });
    admitted.push({ flow: flow.id, version: plan.version, plan });
  }
  return { admitted, refused };
}

/** Makes versions live in the store; one that is live already is left as it is. */
export async function makeLive(
  store: Store,
  clock: Pick<Clock, 'now'>,
  deployment: { readonly environment: string; readonly by: string; readonly flows: readonly Deployable[] },
): Promise<void> {
  const live = new Map((await store.liveDeployments(deployment.environment)).map((one) => [one.flow, one.plan]));
  for (const { flow, version, plan } of deployment.flows) {
    if (live.get(flow) === plan.hash) continue;
    await store.commit({
      kind: 'deploy',
      environment: deployment.environment,
      flow,
      version,
      plan: plan.hash,
      planText: JSON.stringify(plan),
      by: deployment.by,
      at: clock.now(),
    });
  }
}
