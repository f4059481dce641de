import { type Flow, type FlowNode, parseTypeReference } from '../flow.ts';
import { type BodyGraph, buildGraph } from '../graph/graph.ts';
import { type Ancestry, findAncestors } from '../graph/reach.ts';
import type { Effect, NodeManifest, Safety } from '../node-type/manifest.ts';
import { factOf } from '../node-type/manifest.ts';
import { operationOf } from '../openapi/operation-of.ts';
import { type ConfigIssue, judgeConfig } from './config-issues.ts';
import type { CheckContext } from './context.ts';
import { type ExpressionPlace, findExpressions } from './expressions.ts';

/** One node with everything rules ask about it. */
export type ExaminedNode = {
  readonly node: FlowNode;
  readonly id: string;
  /** How sentences name it: `"Name" (id)`, or `"id"` where it has no name. */
  readonly label: string;
  /** Where it stands in the document, such as `nodes.each_line.body.reserve`. */
  readonly path: string;
  /** Type without the major version; the whole reference where that is malformed. */
  readonly type: string;
  readonly manifest: NodeManifest | undefined;
  /** What the type refuses in the config; empty for unknown types. */
  readonly issues: readonly ConfigIssue[];
  /** Success ports; undefined where the type is unknown or its ports follow from a refused config. */
  readonly ports: readonly string[] | undefined;
  readonly effect: Effect;
  readonly safety: Safety | undefined;
  /** The graph it stands in; undefined for undo nodes, which stand in none. */
  readonly body: ExaminedBody | undefined;
  /** The nearest scope around it; for an undo node, its saga. */
  readonly scope: ExaminedNode | undefined;
  readonly isUndo: boolean;
};

/** The flow itself, or what stands inside a scope. */
export type ExaminedBody = {
  readonly scope: ExaminedNode | undefined;
  readonly graph: BodyGraph;
  /** Nodes of the body by their index in the graph, so sorted by id; undo nodes are not among them. */
  readonly nodes: readonly ExaminedNode[];
  /** Answers lazily and once: many flows ask nothing. */
  readonly ancestry: () => Ancestry;
};

/** A flow laid out for the rules: read once, asked often. */
export type Examination = {
  readonly flow: Flow;
  readonly context: CheckContext;
  readonly root: ExaminedBody;
  /** The root and every body inside, outer before inner. */
  readonly bodies: readonly ExaminedBody[];
  /** Every node, bodies and undo nodes included. */
  readonly nodes: readonly ExaminedNode[];
  /** The first node of each id. */
  readonly byId: ReadonlyMap<string, ExaminedNode>;
  /** Every expression of the flow, read once. */
  readonly expressions: () => readonly ExpressionPlace[];
  /** The same by the node they stand in; those of the head by undefined. */
  readonly expressionsOf: (node: ExaminedNode | undefined) => readonly ExpressionPlace[];
};

/** Lays a flow out for the rules. Linear in the flow; nothing is judged here but the config of each node. */
export function examineFlow(flow: Flow, context: CheckContext): Examination {
  const nodes: ExaminedNode[] = [];
  const bodies: ExaminedBody[] = [];
  // A list of work instead of recursion, so that no depth of scopes overflows the stack.
  const open: OpenBody[] = [{ nodes: flow.nodes, path: 'nodes', scope: undefined, isUndo: false }];
  for (const work of open) {
    const body = work.isUndo ? undefined : examineBody(work);
    for (const node of work.nodes) {
      const examined = examineNode(node, work, body, context);
      nodes.push(examined);
      const index = body?.graph.indexOf.get(node.id);
      if (body !== undefined && index !== undefined) body.nodes[index] ??= examined;
      const inner = { path: `${examined.path}.body`, scope: examined };
      if (node.body !== undefined) open.push({ ...inner, nodes: node.body, isUndo: false });
      const undo = { path: `${examined.path}.compensations`, scope: examined };
      if (node.compensations !== undefined) open.push({ ...undo, nodes: node.compensations, isUndo: true });
    }
    if (body !== undefined) bodies.push(body);
  }
  const [root] = bodies;
  if (root === undefined) throw new Error('A flow has no root body.');
  const byId = new Map([...nodes].reverse().map((node) => [node.id, node] as const));
  const expressions = rememberOnce(() => findExpressions(flow, nodes));
  const placesByNode = rememberOnce(() => Map.groupBy(expressions(), ({ node }) => node));
  const expressionsOf = (node: ExaminedNode | undefined) => placesByNode().get(node) ?? [];
  return { flow, context, root, bodies, nodes, byId, expressions, expressionsOf };
}

/** The nodes at whose ends edges of a body begin and end, by index of the body's graph. */
export function nodeIn(body: ExaminedBody, id: string): ExaminedNode | undefined {
  return body.nodes[body.graph.indexOf.get(id) ?? -1];
}

/** Every edge as written, whether or not its target exists. */
export function* edgesOf(node: FlowNode): Generator<{ from: string; port: string; to: string }> {
  for (const { port, targets } of node.next?.ports ?? []) {
    for (const to of targets) yield { from: node.id, port, to };
  }
}

/** Local effects that nevertheless reach others: what they start or tell cannot be taken back by the store. */
const reachingOut: ReadonlySet<string> = new Set(['subflow', 'emit']);

/** True where carrying the node out changes something outside the run's own records. */
export function isWrite(node: ExaminedNode): boolean {
  return node.effect === 'write' && (node.manifest?.local !== true || reachingOut.has(node.type));
}

type OpenBody = {
  readonly nodes: readonly FlowNode[];
  readonly path: string;
  readonly scope: ExaminedNode | undefined;
  readonly isUndo: boolean;
};

function examineBody({ nodes, scope }: OpenBody): ExaminedBody & { readonly nodes: ExaminedNode[] } {
  const graph = buildGraph(nodes);
  return { scope, graph, nodes: [], ancestry: rememberOnce(() => findAncestors(graph)) };
}

function examineNode(
  node: FlowNode,
  place: OpenBody,
  body: ExaminedBody | undefined,
  context: CheckContext,
): ExaminedNode {
  const reference = parseTypeReference(node.type);
  const manifest = reference && context.catalogue.find(reference.type, reference.major);
  const issues = manifest === undefined ? [] : judgeConfig(manifest.config, node.config);
  // Facts that follow from the config are only asked of a config the type accepts.
  const known = <T extends string | readonly string[]>(fact: T | ((config: FlowNode['config']) => T)) =>
    typeof fact === 'function' && issues.length > 0 ? undefined : factOf(fact, node.config);
  // What a document says of an operation is more exact than what a node type can say of all of them.
  const operation = operationOf(node.config, context.connections);
  return {
    node,
    id: node.id,
    label: node.name === undefined ? `"${node.id}"` : `"${node.name}" (${node.id})`,
    path: `${place.path}.${node.id}`,
    type: reference?.type ?? node.type,
    manifest,
    issues,
    ports: manifest && known(manifest.ports),
    effect: operation?.effect ?? (manifest && known(manifest.effect)) ?? 'none',
    safety: operation?.safety ?? (manifest?.safety && known(manifest.safety)),
    body,
    scope: place.scope,
    isUndo: place.isUndo,
  };
}

function rememberOnce<T>(work: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: work() };
    return kept.value;
  };
}
