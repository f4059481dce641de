import type { Flow, FlowNode } from '../flow.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { joinPath } from '../text/path.ts';

/** A list of nodes: that of the flow itself (null), or one of a scope. */
export type Container = { readonly scope: string; readonly list: 'body' | 'compensations' } | null;

/** Where a node stands. */
export type Place = {
  readonly node: FlowNode;
  /** Path in the document, keys escaped, as comments are kept by. */
  readonly path: string;
  readonly container: Container;
  readonly siblings: readonly FlowNode[];
  /** Scopes around it, outermost first. */
  readonly scopes: readonly FlowNode[];
};

/** A list of nodes with where it stands. */
export type NodeList = {
  readonly container: Container;
  readonly path: string;
  readonly nodes: readonly FlowNode[];
  /** Scopes around its nodes, outermost first. */
  readonly scopes: readonly FlowNode[];
};

/** Walks every list of a flow, outer before inner. */
export function* listsOf(flow: Flow): Generator<NodeList> {
  const open: NodeList[] = [{ container: null, path: 'nodes', nodes: flow.nodes, scopes: [] }];
  for (const list of open) {
    yield list;
    for (const node of list.nodes) {
      const scopes = [...list.scopes, node];
      for (const name of ['body', 'compensations'] as const) {
        const nodes = node[name];
        const path = joinPath(joinPath(list.path, node.id), name);
        if (nodes !== undefined) open.push({ container: { scope: node.id, list: name }, path, nodes, scopes });
      }
    }
  }
}

/** Walks every node of a flow with where it stands. */
export function* placesOf(flow: Flow): Generator<Place> {
  for (const { container, path, nodes, scopes } of listsOf(flow)) {
    for (const node of nodes) yield { node, path: joinPath(path, node.id), container, siblings: nodes, scopes };
  }
}

/** Finds a node by its id. */
export function findPlace(flow: Flow, id: string): Place | undefined {
  for (const place of placesOf(flow)) if (place.node.id === id) return place;
  return undefined;
}

/** Finds a list of nodes; a scope that was written without its list counts as one with an empty list. */
export function findList(flow: Flow, container: Container): Result<NodeList> {
  if (container === null) return succeed({ container, path: 'nodes', nodes: flow.nodes, scopes: [] });
  const scope = findPlace(flow, container.scope);
  if (scope === undefined) return refuse(noSuchList(container));
  const path = joinPath(scope.path, container.list);
  const isScope = /^(?:each|retry|try|saga)@/.test(scope.node.type);
  const holds = container.list === 'body' ? isScope : scope.node.type.startsWith('saga@');
  if (scope.node[container.list] === undefined && !holds) return refuse(noSuchList(container));
  return succeed({
    container,
    path,
    nodes: scope.node[container.list] ?? [],
    scopes: [...scope.scopes, scope.node],
  });
}

/** True when both stand for the same list. */
export function isSameContainer(one: Container, other: Container): boolean {
  return one?.scope === other?.scope && one?.list === other?.list;
}

/**
 * Builds a flow anew, list by list from outside in. Whatever the change leaves as it is stays the very same value,
 * so that a designer redraws only what changed.
 */
export function changeLists(
  flow: Flow,
  change: (nodes: readonly FlowNode[], container: Container) => readonly FlowNode[],
): Flow {
  const nodes = changeBelow(flow.nodes, null, change);
  return nodes === flow.nodes ? flow : { ...flow, nodes };
}

/** Changes one list; a scope written without it gets it. */
export function changeList(
  flow: Flow,
  container: Container,
  change: (nodes: readonly FlowNode[]) => readonly FlowNode[],
): Flow {
  if (container === null) return { ...flow, nodes: change(flow.nodes) };
  const { scope, list } = container;
  return changeNode(flow, scope, (node) => ({ ...node, [list]: change(node[list] ?? []) }));
}

/** Changes every node for which the change gives another value. */
export function changeNodes(flow: Flow, change: (node: FlowNode) => FlowNode): Flow {
  return changeLists(flow, (nodes) => nodes.map(change));
}

/** Changes one node. */
export function changeNode(flow: Flow, id: string, change: (node: FlowNode) => FlowNode): Flow {
  return changeNodes(flow, (node) => (node.id === id ? change(node) : node));
}

/** A node without one of its optional members: absent, never `undefined`. */
export function withoutKey(node: FlowNode, key: Exclude<keyof FlowNode, 'id' | 'type' | 'config'>): FlowNode {
  const { [key]: _removed, ...rest } = node;
  return rest;
}

function changeBelow(
  nodes: readonly FlowNode[],
  container: Container,
  change: (nodes: readonly FlowNode[], container: Container) => readonly FlowNode[],
): readonly FlowNode[] {
  const changed = change(nodes, container).map((node) => {
    const body = node.body && changeBelow(node.body, { scope: node.id, list: 'body' }, change);
    const undo =
      node.compensations && changeBelow(node.compensations, { scope: node.id, list: 'compensations' }, change);
    if (body === node.body && undo === node.compensations) return node;
    return {
      ...node,
      ...(body === undefined ? {} : { body }),
      ...(undo === undefined ? {} : { compensations: undo }),
    };
  });
  const isSame = changed.length === nodes.length && changed.every((node, index) => node === nodes[index]);
  return isSame ? nodes : changed;
}

function noSuchList({ scope, list }: { readonly scope: string; readonly list: string }): Problem {
  const what = list === 'body' ? 'steps inside' : 'undo steps';
  const message = `"${scope}" has no place for ${what}. Choose the flow itself, or a step that holds others.`;
  return { code: 'edit/no-such-list', message, node: scope };
}
