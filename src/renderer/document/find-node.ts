import type { Flow, FlowNode } from '#flow/flow.ts';

/** A node with where it stands: the scopes around it, outermost first. */
export type FoundNode = { readonly node: FlowNode; readonly inside: readonly string[] };

const indexes = new WeakMap<Flow, ReadonlyMap<string, FoundNode>>();

/** Every node of a flow by id; built once for each flow value. */
export function nodesOf(flow: Flow): ReadonlyMap<string, FoundNode> {
  const known = indexes.get(flow);
  if (known !== undefined) return known;
  const index = new Map<string, FoundNode>();
  collect(flow.nodes, [], index);
  indexes.set(flow, index);
  return index;
}

/** One node of a flow by id. */
export function findNode(flow: Flow | undefined, id: string | undefined): FlowNode | undefined {
  return flow === undefined || id === undefined ? undefined : nodesOf(flow).get(id)?.node;
}

/** The nodes of one body: the flow's own, or those inside a scope, its undo steps included. */
export function bodyOf(flow: Flow, inside: readonly string[]): readonly FlowNode[] {
  const scope = inside.at(-1);
  if (scope === undefined) return flow.nodes;
  const node = nodesOf(flow).get(scope)?.node;
  return [...(node?.body ?? []), ...(node?.compensations ?? [])];
}

function collect(nodes: readonly FlowNode[], inside: readonly string[], index: Map<string, FoundNode>): void {
  for (const node of nodes) {
    index.set(node.id, { node, inside });
    collect([...(node.body ?? []), ...(node.compensations ?? [])], [...inside, node.id], index);
  }
}
