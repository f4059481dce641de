import { settleComments } from '../edit/settle-comments.ts';
import type { Flow, FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { joinPath } from '../text/path.ts';

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
  const merge: Merge = { changes: [], conflicts: [] };
  const merged = mergeValue(merge, '', { base: treeOf(before), template: treeOf(after), author: treeOf(flow) });
  const next = isJsonObject(merged) ? flowOf(merged, flow) : flow;
  return { flow: settleComments(flow, next), changes: merge.changes, conflicts: merge.conflicts };
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

type Merge = { readonly changes: UpgradeChange[]; readonly conflicts: UpgradeConflict[] };

type Three = {
  readonly base: Json | undefined;
  readonly template: Json | undefined;
  readonly author: Json | undefined;
};

function mergeValue(merge: Merge, path: string, { base, template, author }: Three): Json | undefined {
  if (isSame(template, base) || isSame(author, template)) return author;
  if (isJsonObject(base) && isJsonObject(template) && isJsonObject(author)) {
    return mergeObject(merge, path, { base, template, author });
  }
  if (isSame(author, base)) {
    merge.changes.push({ path, before: author, after: template });
    return template;
  }
  merge.conflicts.push({ path, template, author });
  return author;
}

function mergeObject(
  merge: Merge,
  path: string,
  { base, template, author }: { readonly [Side in keyof Three]: JsonObject },
): JsonObject {
  const merged: [string, Json][] = [];
  for (const key of keysInOrder(author, template)) {
    const value = mergeValue(merge, path === '' ? key : joinPath(path, key), {
      base: ownValue(base, key),
      template: ownValue(template, key),
      author: ownValue(author, key),
    });
    if (value !== undefined) merged.push([key, value]);
  }
  return Object.fromEntries(merged);
}

/** The author's order; what the template adds stands behind what it stands behind there. */
function keysInOrder(author: JsonObject, template: JsonObject): readonly string[] {
  const keys = Object.keys(author);
  let last: string | undefined;
  for (const key of Object.keys(template)) {
    if (!keys.includes(key)) keys.splice(last === undefined ? 0 : keys.indexOf(last) + 1, 0, key);
    last = key;
  }
  return keys;
}

function ownValue(owner: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(owner, key) ? owner[key] : undefined;
}

/** The order of keys says nothing, so it is no difference. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
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
