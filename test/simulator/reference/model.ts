import type { Flow, FlowNode } from '#flow/flow.ts';
import { isJsonObject } from '#flow/json.ts';

/** What a node does, as far as running it goes. Written down again here, so that a wrong manifest is noticed. */
export type ReferenceKind = 'trigger' | 'pure' | 'merge' | 'local' | 'read' | 'write' | 'wait' | 'scope' | 'end';

/** One node with nothing left out and nothing looked up. */
export type ReferenceNode = {
  readonly id: string;
  readonly kind: ReferenceKind;
  readonly type: string;
  readonly source: FlowNode;
  readonly firstPort: string;
  /** Passes its input on, or its result. */
  readonly carries: 'input' | 'result';
  readonly hasErrorEdge: boolean;
  readonly optional: boolean;
  readonly incoming: readonly { readonly from: string; readonly port: string }[];
  readonly isSink: boolean;
  readonly body: readonly ReferenceNode[];
  readonly undo: readonly ReferenceNode[];
};

const kinds: Readonly<Record<string, ReferenceKind>> = {
  manual: 'trigger',
  map: 'pure',
  branch: 'pure',
  merge: 'merge',
  milestone: 'local',
  dedupe: 'local',
  http: 'read',
  wait: 'wait',
  throttle: 'wait',
  approval: 'wait',
  each: 'scope',
  retry: 'scope',
  try: 'scope',
  saga: 'scope',
  'dead-letter': 'end',
  fail: 'end',
};

const firstPorts: Readonly<Record<string, string>> = {
  manual: 'out',
  wait: 'out',
  throttle: 'out',
  dedupe: 'unique',
  approval: 'approved',
  saga: 'completed',
};

/** The nodes of a flow, ready for the reference interpreter. */
export function modelOf(flow: Flow): readonly ReferenceNode[] {
  return modelNodes(flow.nodes);
}

function modelNodes(nodes: readonly FlowNode[]): readonly ReferenceNode[] {
  return nodes.map((node) => modelNode(node, nodes));
}

function modelNode(node: FlowNode, around: readonly FlowNode[]): ReferenceNode {
  const type = node.type.split('@')[0] ?? node.type;
  const isWrite = type === 'http' && node.config.method !== undefined && node.config.method !== 'GET';
  const ports = node.next?.ports ?? [];
  return {
    id: node.id,
    type,
    kind: isWrite ? 'write' : (kinds[type] ?? 'pure'),
    source: node,
    firstPort: firstPorts[type] ?? (type === 'branch' ? String(node.config.otherwise) : 'done'),
    carries: ['branch', 'milestone', 'dedupe', 'wait', 'throttle', 'approval', 'dead-letter', 'fail'].includes(type)
      ? 'input'
      : 'result',
    hasErrorEdge: ports.some(({ port, targets }) => port === 'error' && targets.length > 0),
    optional: node.importance === 'optional',
    incoming: around.flatMap((other) =>
      (other.next?.ports ?? []).flatMap(({ port, targets }) =>
        targets.filter((target) => target === node.id).map(() => ({ from: other.id, port })),
      ),
    ),
    isSink: ports.every(({ targets }) => targets.length === 0),
    body: modelNodes(node.body ?? []),
    undo: modelNodes(node.compensations ?? []),
  };
}

/** The catches of a `try`, top to bottom. */
export function catchesOf(node: ReferenceNode): readonly {
  readonly kind: unknown;
  readonly code: unknown;
  readonly port: string;
  readonly degraded: boolean;
}[] {
  const catches = Array.isArray(node.source.config.catch) ? node.source.config.catch : [];
  return catches
    .filter(isJsonObject)
    .map(({ kind, code, port, degraded }) => ({ kind, code, port: String(port), degraded: degraded === true }));
}
