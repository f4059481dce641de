import { checkFlow } from '#flow/check/check.ts';
import type { Finding } from '#flow/check/finding.ts';
import { allNodes, type Flow, type FlowNode } from '#flow/flow.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { createPlaceFinder } from '#flow/text/locate-path.ts';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Hash } from '../engine/ports.ts';
import { checkContextOf, type Workspace } from '../workspace/workspace.ts';

/** A flow as text, read. */
export type Draft = { readonly flow: Flow; readonly text: string };

/** Reads a draft; every problem of the text at once. */
export function readDraft(text: string): Result<Draft> {
  const parsed = parseFlow(text, nodeCatalogue);
  return parsed.ok ? succeed({ flow: parsed.value, text }) : parsed;
}

/**
 * Compiles a draft, or the part of it that is to run.
 *
 * @param part the nodes that are to run, from `cutOut`; findings about others do not matter
 */
export function compileDraft(draft: Draft, part: Flow, workspace: Workspace, hash: Hash): Result<Plan> {
  const kept = new Set([...allNodes(part.nodes)].map(({ id }) => id));
  const isWhole = part === draft.flow;
  const errors = checkFlow(draft.flow, checkContextOf(withDraft(workspace, draft.flow))).filter(
    ({ severity, node }) => severity === 'error' && (isWhole || (node !== undefined && kept.has(node))),
  );
  if (errors.length > 0) return refuse(...errors.map((finding) => placed(finding, draft.text)));
  const connections = new Map(workspace.connections.map((connection) => [connection.id, connection]));
  const { contracts } = workspace;
  return succeed(compilePlan(part, { catalogue: nodeCatalogue, contracts, connections, sha256: hash }));
}

/** The workspace as it will be once the draft is saved. */
function withDraft(workspace: Workspace, flow: Flow): Workspace {
  const others = workspace.flows.filter((one) => one.flow.id !== flow.id);
  return { ...workspace, flows: [...others, { flow, file: '', text: '' }] };
}

function placed({ rule, message, node, path }: Finding, text: string): Problem {
  const places = createPlaceFinder(text);
  const { line, column } = path === undefined ? places.ofNode(node ?? '') : places.ofPath(path);
  return {
    code: rule,
    message,
    line,
    column,
    ...(node === undefined ? {} : { node }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The node of a flow, wherever it stands. */
export function findNode(flow: Flow, id: string): FlowNode | undefined {
  for (const node of allNodes(flow.nodes)) if (node.id === id || node.was?.includes(id) === true) return node;
  return undefined;
}

/** The node of the flow's own graph that is, or holds, a node; ids of earlier days are understood. */
export function rootNodeOf(flow: Flow, id: string): FlowNode | undefined {
  return flow.nodes.find((root) =>
    [...allNodes([root])].some((node) => node.id === id || node.was?.includes(id) === true),
  );
}
