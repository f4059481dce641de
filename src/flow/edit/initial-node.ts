import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { NodeManifest } from '../node-type/manifest.ts';

/** What a new node is made from. */
export type NewNode = {
  readonly flow: Flow;
  readonly manifest: NodeManifest;
  readonly id: string;
  readonly name?: string | undefined;
  /** Settings to begin with, instead of the usual ones. */
  readonly config?: JsonObject | undefined;
};

const groupPattern = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Settings a new node begins with, by type. Only what is harmless and mostly right stands here: what a person must
 * choose, such as a connection, a group or a contract, stays missing, so that the form asks for it.
 */
const initialConfigs: ReadonlyMap<string, (about: NewNode) => JsonObject> = new Map([
  ['approval', ({ name }: NewNode) => ({ title: name ?? 'Please decide', due: '24h' })],
  ['branch', () => ({ cases: [{ port: 'yes', when: 'true' }], otherwise: 'no' })],
  ['dead-letter', ({ flow }: NewNode): JsonObject => (isGroup(flow.owner) ? { owner: flow.owner } : {})],
  ['dead-letter-trigger', ({ flow }: NewNode): JsonObject => (isGroup(flow.owner) ? { owner: flow.owner } : {})],
  ['dedupe', () => ({ key: '$run.key' })],
  ['map', () => ({ expression: '$' })],
  ['milestone', () => ({ businessKey: '$run.key' })],
  ['retry', () => ({ attempts: 3 })],
  ['script', () => ({ code: 'return input;' })],
  ['try', () => ({ catch: [{ kind: 'transient', port: 'unavailable' }] })],
  ['throttle', () => ({ rate: '5/s' })],
  ['wait', () => ({ for: '15m' })],
  ['webhook', ({ flow, id }: NewNode) => ({ path: freePath(flow, id), auth: { scheme: 'standard-webhooks' } })],
]);

/**
 * Makes a node as the palette hands it out. Calls to systems join their result to what came in, under a field named
 * after the node, and have a time limit: both are what most flows need, and what is most often forgotten.
 */
export function makeNode(about: NewNode): FlowNode {
  const { manifest, id, name, config } = about;
  const isCall = manifest.kind === 'effect' && manifest.local !== true;
  return {
    id,
    type: `${manifest.type}@${manifest.major}`,
    ...(name === undefined ? {} : { name }),
    config: config ?? initialConfigs.get(manifest.type)?.(about) ?? {},
    ...(isCall && manifest.carries === 'result' ? { into: toFieldName(id) } : {}),
    ...(isCall ? { timeout: '30s' } : {}),
    ...(manifest.kind === 'scope' ? { body: [] } : {}),
  };
}

function isGroup(text: string | undefined): text is string {
  return text !== undefined && groupPattern.test(text);
}

/** Addresses of two triggers must differ; the second one of a flow adds its own id. */
function freePath(flow: Flow, id: string): string {
  const path = `/${flow.id}`;
  const isTaken = [...allNodes(flow.nodes)].some((node) => node.config.path === path);
  return isTaken ? `${path}/${id.replaceAll('_', '-')}` : path;
}

function toFieldName(id: string): string {
  return id.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).slice(0, 64);
}
