import { hash } from 'node:crypto';
import type { BundledFlow, BundleManifest } from '#flow/bundle/manifest.ts';
import { checkFlow, hasErrors } from '#flow/check/check.ts';
import { reachOf } from '#flow/diff/reach.ts';
import { allNodes, type Flow } from '#flow/flow.ts';
import { canonicalJson } from '#flow/json.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import { meaningOf } from '#flow/text/content.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Governance } from '../workspace/governance.ts';
import { digestTemplate } from '../workspace/template-signature.ts';
import { checkContextOf, type Workspace, type WorkspaceFlow } from '../workspace/workspace.ts';
import { connectionIdsOf, contractNamesOf, templatesOf } from './select-files.ts';

/** What evaluates expressions, as `locks` of a manifest names it; a flow means what this says it means. */
export const expressionEngine = 'jsonata@2.2.2';

/** What a manifest says of flows beside their files; it follows from the flows alone. */
export type FlowDescription = Pick<BundleManifest, 'flows' | 'locks' | 'reach' | 'approvals'>;

/** Describes flows of a workspace as a manifest does. */
export function describeFlows(
  flows: readonly WorkspaceFlow[],
  workspace: Workspace,
  governance: Governance,
): FlowDescription {
  const values = flows.map(({ flow }) => flow);
  const described = flows.map((one) => describeFlow(one, workspace));
  const connectionIds = connectionIdsOf(values);
  const contractNames = contractNamesOf(values, workspace);
  const what = {
    flows: values,
    connections: workspace.connections.filter(({ id }) => connectionIds.has(id)),
    contracts: new Map([...workspace.contracts].filter(([name]) => contractNames.has(name))),
  };
  return {
    flows: described,
    locks: {
      nodes: [...new Set(values.flatMap((flow) => [...allNodes(flow.nodes)].map(({ type }) => type)))].sort(),
      templates: templatesOf(values, governance).map(([reference, { template, folder, origin }]) => ({
        reference,
        version: template.version,
        digest: digestTemplate(folder),
        source: origin,
      })),
      expressions: expressionEngine,
    },
    reach: reachOf(what, { catalogue: nodeCatalogue }),
    approvals: described.some(({ criticality }) => criticality === 'high') ? 2 : 1,
  };
}

function describeFlow({ flow, file }: WorkspaceFlow, workspace: Workspace): BundledFlow {
  return {
    id: flow.id,
    version: flow.version ?? '0.0.0',
    file,
    meaning: meaningHash(flow, workspace),
    criticality: flow.classification?.criticality ?? 'unknown',
  };
}

/** The content hash of the plan; a draft that cannot be compiled has that of what is written. */
function meaningHash(flow: Flow, workspace: Workspace): string {
  const sha256 = (text: string): string => hash('sha256', text);
  if (hasErrors(checkFlow(flow, checkContextOf(workspace)))) return sha256(canonicalJson(meaningOf(flow)));
  const connections = new Map(workspace.connections.map((connection) => [connection.id, connection]));
  return compilePlan(flow, { catalogue: nodeCatalogue, contracts: workspace.contracts, connections, sha256 }).hash;
}
