import { allNodes, type Flow, type FlowNode } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';

/** One way to spoil a flow, and the rule that must say so. It is tried at every step it fits. */
export type Mutation = {
  /** What is done, such as `removes the time limit`. */
  readonly does: string;
  /** Rule that must name it. */
  readonly rule: string;
  /** Every spoiled flow this makes of a sound one; none where it does not fit. */
  readonly spoil: (flow: Flow) => Iterable<Flow>;
};

/** One way to write a sound flow differently, which must stay without errors. */
export type Variation = { readonly says: string; readonly vary: (flow: Flow) => Iterable<Flow> };

/** Makes one flow for each step that fits, changed as told; a change that gives undefined takes the step out. */
export function* atEach(
  flow: Flow,
  fits: (node: FlowNode) => boolean,
  change: (node: FlowNode) => FlowNode | undefined,
): Generator<Flow> {
  for (const node of allNodes(flow.nodes)) {
    if (fits(node)) yield { ...flow, nodes: changeIn(flow.nodes, node.id, change) };
  }
}

/** A step without some of its keys. */
export function without(node: FlowNode, ...keys: readonly (keyof FlowNode)[]): FlowNode {
  const left = Object.fromEntries(Object.entries(node).filter(([key]) => !keys.some((one) => one === key)));
  // Only keys that may be absent are ever named.
  return left as unknown as FlowNode;
}

/** A step with some settings changed; undefined takes a setting out. */
export function withConfig(
  node: FlowNode,
  changes: Readonly<Record<string, JsonObject[string] | undefined>>,
): FlowNode {
  const kept = Object.entries({ ...node.config, ...changes }).filter(([, value]) => value !== undefined);
  // What is undefined was taken out just now.
  return { ...node, config: Object.fromEntries(kept) as JsonObject };
}

/** A step whose outcome leads elsewhere. */
export function led(node: FlowNode, port: string, ...targets: readonly string[]): FlowNode {
  const others = (node.next?.ports ?? []).filter((edges) => edges.port !== port);
  const ports = targets.length === 0 ? others : [...others, { port, targets, list: targets.length > 1 }];
  return { ...node, next: { short: false, ports } };
}

/** Type of a step without its version. */
export function typeOf(node: FlowNode): string {
  return node.type.split('@')[0] ?? node.type;
}

function changeIn(
  nodes: readonly FlowNode[],
  id: string,
  change: (node: FlowNode) => FlowNode | undefined,
): readonly FlowNode[] {
  return nodes.flatMap((node) => {
    if (node.id === id) {
      const changed = change(node);
      return changed === undefined ? [] : [changed];
    }
    const body = node.body === undefined ? {} : { body: changeIn(node.body, id, change) };
    const undo = node.compensations === undefined ? {} : { compensations: changeIn(node.compensations, id, change) };
    return [{ ...node, ...body, ...undo }];
  });
}
