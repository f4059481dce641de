import { checkFlow, compareFindings, hasErrors, stopsActivation } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { askPredicates, type EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { mergeReports, type ReportedFinding, reportFindings } from '#flow/check/report/report.ts';
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
  /** `findings` are those that do not keep it out. */
  | { readonly ok: true; readonly deployable: Deployable; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** What predicates of templates say of each flow, by flow id. */
export type AskedFlows = ReadonlyMap<string, readonly Finding[]>;

/** Asks the predicates of every flow of a workspace; nothing where only structure decides. */
export async function askFlows(
  workspace: Workspace,
  governed: Partial<CheckContext> | undefined,
  ask: EvaluatePredicate,
): Promise<AskedFlows> {
  const asked = new Map<string, readonly Finding[]>();
  if (governed === undefined) return asked;
  const context = { ...checkContextOf(workspace), ...governed };
  for (const { flow } of workspace.flows) asked.set(flow.id, await askPredicates(flow, context, ask));
  return asked;
}

/**
 * Makes the judge of a workspace's flows: each is checked, and compiled where it has no error.
 *
 * @param governed what governs the workspace; absent where only structure decides, as in environments for development
 * @param asked what predicates say, which only a sandbox can tell
 */
export function judgeFlows(
  workspace: Workspace,
  sha256: Hash,
  governed: Partial<CheckContext> | undefined,
  asked: AskedFlows = new Map(),
): (flow: Flow) => Verdict {
  const structure = checkContextOf(workspace);
  const { contracts } = workspace;
  const connections = new Map(workspace.connections.map((connection) => [connection.id, connection]));
  return (flow) => {
    // Structure is what the engine rests on: no permission of an architect lets a broken flow in.
    const broken = checkFlow(flow, structure);
    const findings =
      governed === undefined
        ? broken
        : [...checkFlow(flow, { ...structure, ...governed }), ...(asked.get(flow.id) ?? [])].sort(compareFindings);
    const stops = governed === undefined ? hasErrors(findings) : stopsActivation(findings, flow);
    if (hasErrors(broken) || stops) return { ok: false, findings };
    const plan = compilePlan(flow, { catalogue: nodeCatalogue, contracts, connections, sha256 });
    return { ok: true, deployable: { flow: flow.id, version: plan.version, plan }, findings };
  };
}

/** Checks and compiles every flow of a workspace; a flow with a structural error is not admitted anywhere. */
export function admitWorkspace(
  workspace: Workspace,
  sha256: Hash,
  governed?: Partial<CheckContext>,
  asked?: AskedFlows,
): Admission {
  const judge = judgeFlows(workspace, sha256, governed, asked);
  const admitted: Deployable[] = [];
  const refused: { readonly flow: string; readonly file: string; readonly findings: readonly Finding[] }[] = [];
  for (const { flow, file } of workspace.flows) {
    const verdict = judge(flow);
    if (verdict.ok) admitted.push(verdict.deployable);
    else refused.push({ flow: flow.id, file, findings: verdict.findings });
  }
  return { admitted, refused };
}

/** What keeps flows out, with places, as every door reports findings. */
export function reportRefused({ refused }: Admission, workspace: Workspace): readonly ReportedFinding[] {
  const texts = new Map(workspace.flows.map(({ file, text }) => [file, text]));
  return mergeReports(
    ...refused.map(({ file, findings }) =>
      reportFindings({ file, text: texts.get(file) ?? '', problems: [] }, findings),
    ),
  );
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
