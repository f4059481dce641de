import { z } from 'zod';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { moveComments } from '../text/comments.ts';
import { joinPath, parentPath } from '../text/path.ts';
import { manifestOf } from '../text/print.ts';
import { shapeBelow, shapeOfItems } from '../text/spelling.ts';
import { type EditKind, stepId } from './edit-kind.ts';
import { changeNode, findPlace } from './places.ts';
import { renameInExpression, renameInText } from './rename-step.ts';
import { nameOf } from './say.ts';
import { refuseId } from './step-id.ts';

/** New ids by old ones. */
type Renaming = { readonly names: ReadonlyMap<string, string>; readonly catalogue: NodeCatalogue };

const anyShape: FieldShape = { shape: 'value', meta: {} };

const schema = z.strictObject({ node: stepId, to: z.string().max(128) });

/** Gives a step another id. */
export type RenameNode = z.infer<typeof schema>;

/** `rename-node`; see `renameNode`. */
export const renameNodeEdit: EditKind<RenameNode> = {
  arguments: schema,
  apply: (flow, { node, to }, catalogue) => renameNode(flow, node, to, catalogue),
  describe: ({ node, to }, flow) => ({ name: nameOf(flow, node), from: node, to }),
};

/**
 * Gives a node another id: edges, `compensate`, and `$steps.<id>` in expressions and texts follow, and the old id
 * stays reserved in `was`, so that claims, keys and layout do too. Refused when the new id is taken, reserved by an
 * earlier name, or no `snake_case` slug.
 */
export function renameNode(flow: Flow, from: string, to: string, catalogue: NodeCatalogue): Result<Flow> {
  const complaint = refusal([...allNodes(flow.nodes)], from, to);
  if (complaint !== undefined) return refuse({ ...complaint, node: from });
  if (from === to) return succeed(flow);
  const path = findPlace(flow, from)?.path;
  const comments =
    path === undefined ? flow.comments : moveComments(flow.comments, path, joinPath(parentPath(path), to));
  const renamed = { ...flow, nodes: renameSteps(flow.nodes, new Map([[from, to]]), catalogue), comments };
  return succeed(changeNode(renamed, to, (node) => ({ ...node, was: [...(node.was ?? []), from] })));
}

/**
 * Gives nodes other ids in everything that names them: the nodes themselves, edges, `compensate`, expressions and
 * texts. `was` is left as it is. New ids must not be among the old ones.
 */
export function renameSteps(
  nodes: readonly FlowNode[],
  names: ReadonlyMap<string, string>,
  catalogue: NodeCatalogue,
): readonly FlowNode[] {
  return nodes.map((node) => renameIn(node, { names, catalogue }));
}

function refusal(nodes: readonly FlowNode[], from: string, to: string): Problem | undefined {
  if (!nodes.some((node) => node.id === from)) {
    return { code: 'flow/unknown-node', message: `This flow has no node \`${from}\`; choose one of its ids.` };
  }
  return from === to ? undefined : refuseId(nodes, to);
}

function renameIn(node: FlowNode, renaming: Renaming): FlowNode {
  const { names, catalogue } = renaming;
  const manifest = manifestOf(node, catalogue);
  const shape = manifest === undefined ? anyShape : shapeOf(manifest.config);
  const target = (id: string) => names.get(id) ?? id;
  const { key, compensate, body, compensations, next } = node;
  return {
    ...node,
    id: target(node.id),
    config: renameInMap(node.config, shape, renaming),
    ...(key === undefined ? {} : { key: renameAll(key, renaming, renameInExpression) }),
    ...(compensate === undefined ? {} : { compensate: target(compensate) }),
    ...(body === undefined ? {} : { body: renameSteps(body, names, catalogue) }),
    ...(compensations === undefined ? {} : { compensations: renameSteps(compensations, names, catalogue) }),
    ...(next === undefined
      ? {}
      : { next: { ...next, ports: next.ports.map((edges) => ({ ...edges, targets: edges.targets.map(target) })) } }),
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
      return renameAll(value, renaming, renameInExpression);
    case 'text':
      return renameAll(value, renaming, renameInText);
    case 'node':
      return renaming.names.get(value) ?? value;
    default:
      return value;
  }
}

/** One after the other is safe, because no new id is an old one. Texts without the id are not even parsed. */
function renameAll(
  text: string,
  { names }: Renaming,
  rename: (text: string, from: string, to: string) => string,
): string {
  let renamed = text;
  for (const [from, to] of names) if (renamed.includes(from)) renamed = rename(renamed, from, to);
  return renamed;
}
