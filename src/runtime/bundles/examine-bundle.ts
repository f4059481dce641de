import type { BundleManifest } from '#flow/bundle/manifest.ts';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { checkFlow, stopsActivation } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import { mergeReports, type ReportedFinding, reportFindings } from '#flow/check/report/report.ts';
import { canonicalJson, type Json } from '#flow/json.ts';
import type { Problem } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { type Governance, governedBy, readGovernance } from '../workspace/governance.ts';
import { checkContextOf, readWorkspace, type Workspace } from '../workspace/workspace.ts';
import { describeFlows } from './describe-flows.ts';

/** What a bundle comes to when its flows are read and judged again, here and now. */
export type ExaminedBundle = {
  readonly workspace: Workspace;
  readonly governance: Governance;
  /** What the flows are held against. */
  readonly context: CheckContext;
  /** Everything that keeps it out; empty where the bundle is what its manifest says and has no open error. */
  readonly problems: readonly Problem[];
  /** What the checker of this installation says, which may know more than the one that exported. */
  readonly findings: readonly ReportedFinding[];
};

/**
 * Reads an unpacked bundle and judges it by the rules of this installation: what it can be parsed to, whether its
 * manifest describes it truly, and whether its flows conform. Neither `conformance.json` nor the manifest is believed.
 *
 * @param folder where `unpackBundle` put it
 * @param day `YYYY-MM-DD`, on which waivers and notices are judged
 * @param environment where it is to run; without it nothing is judged that depends on one
 */
export async function examineBundle(
  { manifest }: Pick<Bundle, 'manifest'>,
  folder: string,
  { day, environment }: { readonly day: string; readonly environment?: Environment },
): Promise<ExaminedBundle> {
  const workspace = await readWorkspace(folder);
  const governance = await readGovernance(workspace);
  const context = contextOf(workspace, governance, day, environment);
  const broken = [...workspace.problems, ...governance.problems];
  if (broken.length > 0) {
    const problems = broken.map(({ file, message }) => ({
      code: 'bundle/unreadable-source',
      message: `${file}: ${message}`,
    }));
    return { workspace, governance, context, problems, findings: [] };
  }
  const judged = workspace.flows.map((one) => ({ ...one, findings: checkFlow(one.flow, context) }));
  const stopped = judged.flatMap(({ flow, findings }) => (stopsActivation(findings, flow) ? [flow.id] : []));
  return {
    workspace,
    governance,
    context,
    problems: [...judgeDescription(manifest, workspace, governance), ...stopped.map(notConforming)],
    findings: mergeReports(
      ...judged.map(({ file, text, findings }) => reportFindings({ file, text, problems: [] }, findings)),
    ),
  };
}

/** Flow tests and environments stay where they are, so what depends on them is left to whoever exported. */
function contextOf(
  workspace: Workspace,
  governance: Governance,
  day: string,
  environment: Environment | undefined,
): CheckContext {
  const { environments: _none, ...structure } = checkContextOf(workspace);
  const { tested: _untested, ...governed } = governedBy(governance, workspace, day);
  return { ...structure, ...governed, ...(environment === undefined ? {} : { environments: [environment] }) };
}

function judgeDescription(manifest: BundleManifest, workspace: Workspace, governance: Governance): readonly Problem[] {
  const flows = [...workspace.flows].sort((one, other) => (one.flow.id < other.flow.id ? -1 : 1));
  const actual = describeFlows(flows, workspace, governance);
  const parts = [
    ['which flows it holds, their versions or their criticality', manifest.flows, actual.flows],
    ['what the flows may reach', manifest.reach, actual.reach],
    ['how many must approve it', manifest.approvals, actual.approvals],
    ['which node types it uses', manifest.locks.nodes, actual.locks.nodes],
  ] as const;
  return parts.flatMap(([what, said, found]) => (isSame(said, found) ? [] : [misdescribed(what)]));
}

function isSame(one: unknown, other: unknown): boolean {
  // Both sides are parts of manifests, which hold JSON and nothing else.
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}

function misdescribed(what: string): Problem {
  const message = `The manifest of this bundle does not say truly ${what}. Export the bundle again with this version of Penstock, and have it approved again.`;
  return { code: 'bundle/misdescribed', message };
}

function notConforming(flow: string): Problem {
  const message = `Flow "${flow}" of this bundle has open errors by the rules of this installation. Mend what "penstock inspect" lists, and export again.`;
  return { code: 'bundle/not-conforming', message };
}
