import type { Flow, FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * What a flow means, apart from how it is written: the value whose canonical JSON is hashed. Nodes are sorted by
 * id; version, comments, the order of nodes and ports, and the short form of `next` are left out.
 */
export function meaningOf(flow: Flow): Json {
  const { nodes, comments: _comments, version: _version, ...header } = flow;
  return { ...asJson(header), nodes: meaningOfNodes(nodes) };
}

/** What one node means: a rename or a moved comment elsewhere leaves it as it is. */
export function meaningOfNode(node: FlowNode): JsonObject {
  const { body, compensations, next, ...plainKeys } = node;
  const edges = next?.ports.filter((port) => port.targets.length > 0) ?? [];
  return {
    ...asJson(plainKeys),
    ...(body === undefined ? {} : { body: meaningOfNodes(body) }),
    ...(compensations === undefined ? {} : { compensations: meaningOfNodes(compensations) }),
    ...(edges.length === 0 ? {} : { next: Object.fromEntries(edges.map(({ port, targets }) => [port, targets])) }),
  };
}

function meaningOfNodes(nodes: readonly FlowNode[]): Json {
  return nodes.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map(meaningOfNode);
}

/** Drops members that are absent, so that `undefined` never reaches the hash. */
function asJson(value: object): JsonObject {
  const kept = Object.entries(value).filter(([, member]) => member !== undefined);
  const json: unknown = Object.fromEntries(kept);
  return isJsonObject(json) ? json : {};
}
