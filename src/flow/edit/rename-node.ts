import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Result, refuse, succeed } from '../problem.ts';
import { moveComments } from '../text/comments.ts';
import { isNodeId } from '../text/flow-schema.ts';
import { joinPath } from '../text/path.ts';
import { manifestOf } from '../text/print.ts';
import { shapeBelow, shapeOfItems } from '../text/spelling.ts';
import { renameInExpression, renameInText } from './rename-step.ts';

type Renaming = { readonly from: string; readonly to: string; readonly catalogue: NodeCatalogue };

const anyShape: FieldShape = { shape: 'value', meta: {} };

/**
 * Gives a node another id: edges, `compensate`, and `$steps.<id>` in expressions and texts follow, and the old id
 * stays reserved in `was`, so that claims, keys and layout do too. Refused when the new id is taken, reserved by an
 * earlier name, or no `snake_case` slug.
 */
export function renameNode(flow: Flow, from: string, to: string, catalogue: NodeCatalogue): Result<Flow> {
  const nodes = [...allNodes(flow.nodes)];
  const complaint = refusal(nodes, from, to);
  if (complaint !== undefined) return refuse({ ...complaint, node: from });
  if (from === to) return succeed(flow);
  const renaming: Renaming = { from, to, catalogue };
  const path = pathOf(flow.nodes, from, 'nodes');
  const comments =
    path === undefined ? flow.comments : moveComments(flow.comments, path.old, joinPath(path.parent, to));
  return succeed({ ...flow, nodes: renameAmong(flow.nodes, renaming), comments });
}

function refusal(nodes: readonly FlowNode[], from: string, to: string): { code: string; message: string } | undefined {
  if (!nodes.some((node) => node.id === from)) {
    return { code: 'flow/unknown-node', message: `This flow has no node \`${from}\`; choose one of its ids.` };
  }
  if (from === to) return undefined;
  if (!isNodeId(to)) {
    const message = `\`${to}\` is no node id; use lower-case words joined by \`_\`, at most 64 letters, and none that YAML takes for a truth value.`;
    return { code: 'flow/node-id', message };
  }
  if (nodes.some((node) => node.id === to)) {
    return { code: 'flow/duplicate-id', message: `Another node already has the id \`${to}\`; choose a different one.` };
  }
  const owner = nodes.find((node) => node.was?.includes(to));
  if (owner === undefined) return undefined;
  const message = `\`${to}\` is an earlier name of \`${owner.id}\` and stays reserved; choose a different id, or undo the earlier rename.`;
  return { code: 'flow/id-reserved', message };
}

function pathOf(nodes: readonly FlowNode[], id: string, parent: string): { old: string; parent: string } | undefined {
  for (const node of nodes) {
    const old = joinPath(parent, node.id);
    if (node.id === id) return { old, parent };
    const inside =
      pathOf(node.body ?? [], id, joinPath(old, 'body')) ??
      pathOf(node.compensations ?? [], id, joinPath(old, 'compensations'));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function renameAmong(nodes: readonly FlowNode[], renaming: Renaming): readonly FlowNode[] {
  return nodes.map((node) => renameIn(node, renaming));
}

function renameIn(node: FlowNode, renaming: Renaming): FlowNode {
  const { from, to, catalogue } = renaming;
  const manifest = manifestOf(node, catalogue);
  const shape = manifest === undefined ? anyShape : shapeOf(manifest.config);
  const target = (id: string) => (id === from ? to : id);
  return {
    ...node,
    ...(node.id === from ? { id: to, was: [...(node.was ?? []), from] } : {}),
    config: renameInMap(node.config, shape, renaming),
    ...(node.key === undefined ? {} : { key: renameInExpression(node.key, from, to) }),
    ...(node.compensate === undefined ? {} : { compensate: target(node.compensate) }),
    ...(node.body === undefined ? {} : { body: renameAmong(node.body, renaming) }),
    ...(node.compensations === undefined ? {} : { compensations: renameAmong(node.compensations, renaming) }),
    ...(node.next === undefined
      ? {}
      : {
          next: {
            ...node.next,
            ports: node.next.ports.map((edges) => ({ ...edges, targets: edges.targets.map(target) })),
          },
        }),
  };
}

function renameInMap(value: JsonObject, shape: FieldShape, renaming: Renaming): JsonObject {
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    renameInValue(inner, shapeBelow(shape, key), renaming),
  ]);
  return Object.fromEntries(entries);
}

function renameInValue(value: Json, shape: FieldShape, renaming: Renaming): Json {
  if (Array.isArray(value)) return value.map((item: Json) => renameInValue(item, shapeOfItems(shape), renaming));
  if (isJsonObject(value)) return renameInMap(value, shape, renaming);
  if (typeof value !== 'string' || shape.shape !== 'value') return value;
  switch (shape.meta.field) {
    case 'expression':
      return renameInExpression(value, renaming.from, renaming.to);
    case 'text':
      return renameInText(value, renaming.from, renaming.to);
    case 'node':
      return value === renaming.from ? renaming.to : value;
    default:
      return value;
  }
}
