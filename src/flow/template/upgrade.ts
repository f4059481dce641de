import { settleComments } from '../edit/settle-comments.ts';
import type { Flow, FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { mergeObject, startMerge } from '../merge/merge-value.ts';

/** One place where a flow now says what the new skeleton says. */
export type UpgradeChange = {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
};

/** One place where both the template and the author changed what was there; the author's was kept. */
export type UpgradeConflict = {
  readonly path: string;
  readonly template: Json | undefined;
  readonly author: Json | undefined;
};

/** A flow brought to a new version of its template. */
export type UpgradedFlow = {
  readonly flow: Flow;
  readonly changes: readonly UpgradeChange[];
  readonly conflicts: readonly UpgradeConflict[];
};

/** Who a flow is and what it follows is the author's alone. */
const ownKeys: ReadonlySet<string> = new Set(['penstock', 'id', 'name', 'owner', 'domain', 'version', 'follows']);

/**
 * Brings a flow from one skeleton of its template to the next, by comparing all three: what the author never touched
 * follows the template, what only the author touched stays, and where both did the author's stays and is named.
 */
export function upgradeFlow(flow: Flow, before: Flow, after: Flow): UpgradedFlow {
  const merge = startMerge();
  const merged = mergeObject(merge, '', { base: treeOf(before), ours: treeOf(flow), theirs: treeOf(after) });
  const conflicts = merge.conflicts.map(({ path, ours, theirs }) => ({ path, template: theirs, author: ours }));
  return { flow: settleComments(flow, flowOf(merged, flow)), changes: merge.taken, conflicts };
}

/** `nodes.create_order.timeout: "60s", as the template says (was "30s")`. */
export function sayUpgradeChange({ path, before, after }: UpgradeChange): string {
  if (before === undefined) return `${path}: added, as in the template.`;
  if (after === undefined) return `${path}: removed, as in the template.`;
  return `${path}: ${say(after)}, as in the template (was ${say(before)}).`;
}

/** Says what was left alone, and what the template would have. */
export function sayUpgradeConflict({ path, template, author }: UpgradeConflict): string {
  const yours = author === undefined ? 'you removed it' : `you have ${say(author)}`;
  const theirs = template === undefined ? 'the template removed it' : `the template has ${say(template)}`;
  return `${path}: ${theirs}, ${yours}. Yours was kept; decide, and change it by hand.`;
}

/** A flow as nested objects: steps by id, edges by outcome. */
function treeOf(flow: Flow): JsonObject {
  const { nodes, comments: _comments, ...header } = flow;
  const kept = Object.entries(header).filter(([key]) => !ownKeys.has(key));
  // What the header of a flow holds is plain data as the file wrote it.
  return { ...(Object.fromEntries(kept) as unknown as JsonObject), nodes: treesOf(nodes) };
}

function treesOf(nodes: readonly FlowNode[]): JsonObject {
  return Object.fromEntries(nodes.map((node) => [node.id, treeOfNode(node)]));
}

function treeOfNode({ id: _id, next, body, compensations, ...rest }: FlowNode): JsonObject {
  const edges = (next?.ports ?? []).map(({ port, targets }) => [port, targets] as const);
  return {
    // What is left of a step is plain data as the file wrote it.
    ...(rest as unknown as JsonObject),
    ...(edges.length === 0 ? {} : { next: Object.fromEntries(edges) }),
    ...(body === undefined ? {} : { body: treesOf(body) }),
    ...(compensations === undefined ? {} : { compensations: treesOf(compensations) }),
  };
}

function flowOf(tree: JsonObject, author: Flow): Flow {
  const own = Object.entries(author).filter(([key]) => ownKeys.has(key) || key === 'comments');
  const { nodes, ...header } = tree;
  // The header came out of flows, key by key, and the nodes are put back below.
  return { ...Object.fromEntries(own), ...header, nodes: nodesOf(nodes) } as unknown as Flow;
}

function nodesOf(trees: Json | undefined): readonly FlowNode[] {
  return Object.entries(isJsonObject(trees) ? trees : {}).flatMap(([id, tree]) =>
    isJsonObject(tree) ? [nodeOf(id, tree)] : [],
  );
}

function nodeOf(id: string, { next, body, compensations, ...rest }: JsonObject): FlowNode {
  const ports = Object.entries(isJsonObject(next) ? next : {}).map(([port, targets]) => {
    const list = Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [];
    return { port, targets: list, list: list.length > 1 };
  });
  // Every key came out of a step of one of the three flows.
  const node = { id, ...rest } as unknown as FlowNode;
  return {
    ...node,
    config: node.config ?? {},
    ...(ports.length === 0 ? {} : { next: { short: false, ports } }),
    ...(body === undefined ? {} : { body: nodesOf(body) }),
    ...(compensations === undefined ? {} : { compensations: nodesOf(compensations) }),
  };
}

function say(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
