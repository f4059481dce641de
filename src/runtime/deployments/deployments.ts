import { checkFlow, hasErrors } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import type { Flow } from '#flow/flow.ts';
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

/** What became of one flow at the door. */
export type Verdict =
  | { readonly ok: true; readonly deployable: Deployable }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Makes the judge of a workspace's flows: each is checked, and compiled where it has no error.
 *
 * @param governed what governs the workspace; absent where only structure decides, as in environments for development
 */
export function judgeFlows(
  workspace: Workspace,
  sha256: Hash,
  governed: Partial<CheckContext> | undefined,
): (flow: Flow) => Verdict {
  const structure = checkContextOf(workspace);
  const { contracts } = workspace;
  const connections = new Map(workspace.connections.map((connection) => [connection.id, connection]));
  return (flow) => {
    // Structure is what the engine rests on: no permission of an architect lets a broken flow in.
    const broken = checkFlow(flow, structure);
    if (hasErrors(broken)) return { ok: false, findings: broken };
    const findings = governed === undefined ? broken : checkFlow(flow, { ...structure, ...governed });
    if (hasErrors(findings)) return { ok: false, findings };
    const plan = compilePlan(flow, { catalogue: nodeCatalogue, contracts, connections, sha256 });
    return { ok: true, deployable: { flow: flow.id, version: plan.version, plan } };
  };
}

/** Checks and compiles every flow of a workspace; a flow with a structural error is not admitted anywhere. */
export function admitWorkspace(workspace: Workspace, sha256: Hash, governed?: Partial<CheckContext>): Admission {
  const judge = judgeFlows(workspace, sha256, governed);
  const admitted: Deployable[] = [];
  const refused: { readonly flow: string; readonly file: string; readonly findings: readonly Finding[] }[] = [];
  for (const { flow, file } of workspace.flows) {
    const verdict = judge(flow);
    if (verdict.ok) admitted.push(verdict.deployable);
    else refused.push({ flow: flow.id, file, findings: verdict.findings });
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

/** Takes every flow off that is live in the store and not among these: what has no file takes no events. */
export async function retireOthers(
  store: Store,
  clock: Pick<Clock, 'now'>,
  kept: { readonly environment: string; readonly by: string; readonly flows: ReadonlySet<string> },
): Promise<void> {
  const { environment, by, flows } = kept;
  for (const { flow } of await store.liveDeployments(environment)) {
    if (!flows.has(flow)) await store.commit({ kind: 'retire', environment, flow, by, at: clock.now() });
  }
}
