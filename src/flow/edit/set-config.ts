import { z } from 'zod';
import type { Flow, FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { type Comments, moveComments } from '../text/comments.ts';
import { joinPath, splitPath } from '../text/path.ts';
import { portsOf } from '../text/ports.ts';
import { manifestOf } from '../text/print.ts';
import { writeEdges } from './edges.ts';
import { type EditKind, jsonValue, stepId } from './edit-kind.ts';
import { type PathKey, putAt, removeAt, valueAt } from './json-path.ts';
import { changeNode, findPlace, type Place } from './places.ts';
import { labelOf, unknownStep } from './refusals.ts';
import { nameOf, sayValue } from './say.ts';
import { dropComments } from './settle-comments.ts';

const pathKeys = z.array(z.union([z.string(), z.int().min(0)])).readonly();

const schema = z.strictObject({
  node: stepId,
  /** Keys from the settings downwards, such as `cases.0.when`, or as a list where a key holds a dot. */
  path: z.union([z.string(), pathKeys]).refine((path) => isPath(toKeys(path)), {
    message: 'is no path to a setting',
  }),
  /** Absent: the setting is removed. */
  value: jsonValue.exactOptional(),
});

/** Sets or removes one setting of a step. */
export type SetConfig = z.infer<typeof schema>;

const anyShape: FieldShape = { shape: 'value', meta: {} };

/**
 * `set-config`: outcomes follow the settings. Where exactly one outcome went and one came, it was renamed, and its
 * edges go with it; edges of outcomes that are gone for good are dropped.
 */
export const setConfig: EditKind<SetConfig> = {
  arguments: schema,
  apply(flow, given, catalogue) {
    const place = findPlace(flow, given.node);
    if (place === undefined) return refuse(unknownStep(given.node));
    const config = writeSetting(place.node, given, catalogue);
    if (!config.ok) return config;
    const renaming = portChange(place.node, config.value, catalogue);
    const node = followPorts({ ...place.node, config: config.value }, renaming, catalogue);
    const comments = moveRemarks(flow, place, given, renaming);
    return succeed({ ...changeNode(flow, given.node, () => node), comments });
  },
  describe: ({ node, path, value }, flow) => ({
    name: nameOf(flow, node),
    path: toKeys(path).join('.'),
    ...sayValue(value),
  }),
};

function isPath(keys: readonly PathKey[]): boolean {
  return keys.length > 0 && keys.length <= 12 && !keys.includes('__proto__');
}

function toKeys(path: string | readonly PathKey[]): readonly PathKey[] {
  return typeof path === 'string' ? splitPath(path) : path;
}

function writeSetting(node: FlowNode, { path, value }: SetConfig, catalogue: NodeCatalogue): Result<JsonObject> {
  const keys = toKeys(path);
  if (value === undefined) {
    const left = removeAt(node.config, keys);
    return succeed(isJsonObject(left) ? left : {});
  }
  const manifest = manifestOf(node, catalogue);
  const placed = putAt(node.config, keys, value, manifest === undefined ? anyShape : shapeOf(manifest.config));
  if (!placed.ok) return refuse(noSuchSetting(node, keys, placed.reason));
  return succeed(isJsonObject(placed.value) ? placed.value : {});
}

function noSuchSetting(node: FlowNode, keys: readonly PathKey[], reason: string): Problem {
  const path = keys.join('.');
  const message = `${labelOf(node)} has no setting "${path}": ${reason}. Set what stands above it first.`;
  return { code: 'edit/no-such-setting', message, node: node.id, path };
}

/** What a change of settings does to the outcomes of a step. */
type PortChange = { readonly gone: ReadonlySet<string>; readonly renamed: ReadonlyMap<string, string> };

function portChange(node: FlowNode, config: JsonObject, catalogue: NodeCatalogue): PortChange {
  const manifest = manifestOf(node, catalogue);
  const before = portsOf(manifest, node.config);
  const after = portsOf(manifest, config);
  const gone = before.filter((port) => !after.includes(port));
  const come = after.filter((port) => !before.includes(port));
  const [from] = gone;
  const [to] = come;
  const isRenaming = gone.length === 1 && come.length === 1 && from !== undefined && to !== undefined;
  return { gone: new Set(gone), renamed: new Map(isRenaming ? [[from, to]] : []) };
}

function followPorts(node: FlowNode, { gone, renamed }: PortChange, catalogue: NodeCatalogue): FlowNode {
  if (node.next === undefined) return node;
  const kept = node.next.ports.flatMap((edges) => {
    const port = renamed.get(edges.port) ?? edges.port;
    return port === edges.port && gone.has(port) ? [] : [{ ...edges, port }];
  });
  return writeEdges(node, kept, catalogue);
}

/** Comments go with what they stand above: away with a removed setting, up with the items behind it. */
function moveRemarks(flow: Flow, { node, path }: Place, given: SetConfig, { renamed }: PortChange): Comments {
  if (flow.comments.size === 0) return flow.comments;
  const keys = toKeys(given.path);
  let { comments } = flow;
  if (given.value === undefined && valueAt(node.config, keys) !== undefined) {
    const list = keys.slice(0, -1).reduce<string>((at, key) => joinPath(at, String(key)), joinPath(path, 'config'));
    const last = String(keys.at(-1));
    comments = dropComments(comments, joinPath(list, last));
    const items: Json | undefined = valueAt(node.config, keys.slice(0, -1));
    if (Array.isArray(items)) {
      for (let index = Number(last) + 1; index < items.length; index++) {
        comments = moveComments(comments, `${list}.${index}`, `${list}.${index - 1}`);
      }
    }
  }
  for (const [from, to] of renamed) {
    const next = joinPath(path, 'next');
    comments = moveComments(comments, joinPath(next, from), joinPath(next, to));
  }
  return comments;
}
