import { z } from 'zod';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { isJsonObject, type Json } from '../json.ts';
import { shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, refuse, succeed } from '../problem.ts';
import { joinPath, splitPath } from '../text/path.ts';
import { manifestOf } from '../text/print.ts';
import { shapeBelow, shapeOfItems } from '../text/spelling.ts';
import { type EditKind, stepId } from './edit-kind.ts';
import { putAt, removeAt, valueAt } from './json-path.ts';
import { changeNode, findPlace } from './places.ts';
import { labelOf, unknownStep } from './refusals.ts';
import { nameOf } from './say.ts';
import { dropComments } from './settle-comments.ts';

const schema = z.strictObject({
  node: stepId,
  /** Keys from the settings downwards, such as `headers.Authorization`; dots inside a key are written `~1`. */
  path: z.string().min(1).max(500),
  /** Name the value is stored under, or will be; without it one is made up. */
  secret: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no name of a secret; write it as shop-webhook')
    .exactOptional(),
});

/** Takes a secret out of a setting of a step. */
export type MoveSecret = z.infer<typeof schema>;

/** What can be done about a secret at a place: a name stands there instead, or the connection sends it. */
export type SecretPlace = 'named' | 'sent';

/** Parts of a request that a connection may fill by itself. */
const sentParts: ReadonlySet<string> = new Set(['headers', 'query']);

/**
 * `move-secret`: where a setting takes the name of a stored secret, the name stands there instead of the value; a
 * header or query parameter of a request is taken out, and the step's notes say that the connection sends it. The
 * value itself is kept nowhere: whoever knows it stores it.
 */
export const moveSecret: EditKind<MoveSecret> = {
  arguments: schema,
  apply(flow, given, catalogue) {
    const place = findPlace(flow, given.node);
    if (place === undefined) return refuse(unknownStep(given.node));
    const { node } = place;
    const keys = splitPath(given.path);
    const kind = secretPlaceOf(node, given.path, catalogue);
    if (kind === undefined) return refuse(noPlace(node, keys));
    const comments = dropComments(flow.comments, `${joinPath(place.path, 'config')}.${given.path}`);
    const changed = kind === 'named' ? nameSecret(flow, node, given) : leaveToConnection(node, given);
    return succeed({ ...changeNode(flow, node.id, () => changed), comments });
  },
  describe: ({ node, path }, flow) => ({ name: nameOf(flow, node), path }),
};

/** Tells what `move-secret` would do about a text at a path of a step's settings; undefined where it can do nothing. */
export function secretPlaceOf(node: FlowNode, path: string, catalogue: NodeCatalogue): SecretPlace | undefined {
  const keys = splitPath(path);
  if (typeof valueAt(node.config, keys) !== 'string') return undefined;
  const manifest = manifestOf(node, catalogue);
  if (manifest === undefined) return undefined;
  let shape = shapeOf(manifest.config);
  let here: Json | undefined = node.config;
  for (const key of keys) {
    shape = Array.isArray(here) ? shapeOfItems(shape) : shapeBelow(shape, key);
    here = here === undefined ? undefined : valueAt(here, [key]);
  }
  if (shape.shape === 'value' && shape.meta.field === 'secret') return 'named';
  const [part = '', , below] = keys;
  const isSent = manifest.type === 'http' && sentParts.has(part) && keys.length > 1 && below === undefined;
  return isSent ? 'sent' : undefined;
}

function nameSecret(flow: Flow, node: FlowNode, { path, secret }: MoveSecret): FlowNode {
  const placed = putAt(node.config, splitPath(path), secret ?? freeName(flow, node), { shape: 'value', meta: {} });
  // A text stands at that place, so another can.
  return placed.ok && isJsonObject(placed.value) ? { ...node, config: placed.value } : node;
}

/** Flow and step in one name; a second secret of a step gets a number. */
function freeName(flow: Flow, { id }: FlowNode): string {
  const wanted = `${flow.id}-${id.replaceAll('_', '-')}`.replaceAll(/[^a-z0-9-]/g, '').slice(0, 60);
  const taken = new Set([...allNodes(flow.nodes)].flatMap(({ config }) => [...namesIn(config)]));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}

function* namesIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* namesIn(item);
  else if (isJsonObject(value)) for (const item of Object.values(value)) yield* namesIn(item);
}

function leaveToConnection(node: FlowNode, { path, secret }: MoveSecret): FlowNode {
  const keys = splitPath(path);
  const [part = '', name = ''] = keys;
  const taken = removeAt(node.config, keys);
  const isEmpty = Object.keys(valueAt(taken, [part]) ?? {}).length === 0;
  const config = isEmpty ? removeAt(taken, [part]) : taken;
  const connection = typeof node.config.connection === 'string' ? `connection "${node.config.connection}"` : 'it';
  const stored = secret === undefined ? 'from a stored secret' : `from the secret "${secret}"`;
  const note = `Left out here: "${name}". Let ${connection} send it ${stored}.`;
  const notes = node.notes === undefined ? note : `${node.notes}\n${note}`;
  return { ...node, notes, config: isJsonObject(config) ? config : {} };
}

function noPlace(node: FlowNode, keys: readonly string[]): Problem {
  const path = keys.join('.');
  const message = `A stored secret cannot stand at "${path}" of ${labelOf(node)}. Let the connection send it, and take it out here.`;
  return { code: 'edit/no-place-for-secret', message, node: node.id, path };
}
