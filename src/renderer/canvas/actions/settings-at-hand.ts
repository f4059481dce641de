import { allNodes, type Flow, type FlowNode, parseTypeReference } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { manifestOf } from '../../document/catalogue.ts';
import type { AddPlace } from '../canvas-state.ts';

/** What the workspace knows that a new step may begin with. */
export type FactsAtHand = {
  readonly connections: readonly { readonly value: Pick<Connection, 'id' | 'kind' | 'allow'> }[];
  readonly approvalGroups: readonly string[];
};

/** A setting a new step gets because nothing else would fit. */
export type SettingAtHand = { readonly key: string; readonly value: Json };

let atHand: FactsAtHand = { connections: [], approvalGroups: [] };

/** Takes what the workspace knows now. */
export function setFactsAtHand(facts: FactsAtHand): void {
  atHand = facts;
}

/**
 * The settings of a new step that leave no choice: the only connection that fits or the one the flow uses already, the
 * only operation it allows, the agreed shape of what comes in, the group that decides or looks after things elsewhere.
 */
export function settingsAtHand(
  flow: Flow,
  manifest: NodeManifest,
  place: AddPlace,
  facts: FactsAtHand = atHand,
): readonly SettingAtHand[] {
  const others = [...allNodes(flow.nodes)];
  switch (manifest.type) {
    case 'validate':
      return setting('contract', contractInto(flow, place));
    case 'approval':
      return setting('group', only(valuesOf(others, 'approval', 'group')) ?? only(facts.approvalGroups));
    case 'dead-letter':
      // The owner of the flow comes first, and is set by the edit itself.
      return flow.owner === undefined ? setting('owner', only(valuesOf(others, 'dead-letter', 'owner'))) : [];
    default:
      return manifest.connection === undefined ? [] : ofConnection(manifest, others, facts);
  }
}

function setting(key: string, value: Json | undefined): readonly SettingAtHand[] {
  return value === undefined ? [] : [{ key, value }];
}

function only<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
}

function valuesOf(nodes: readonly FlowNode[], type: string, key: string): readonly string[] {
  return nodes.flatMap(({ type: own, config }) => {
    const value = config[key];
    return parseTypeReference(own)?.type === type && typeof value === 'string' ? [value] : [];
  });
}

function ofConnection(
  manifest: NodeManifest,
  nodes: readonly FlowNode[],
  facts: FactsAtHand,
): readonly SettingAtHand[] {
  const fitting = facts.connections.map(({ value }) => value).filter(({ kind }) => kind === manifest.connection);
  const used = fitting.filter(({ id }) => nodes.some(({ config }) => config.connection === id));
  const chosen = only(fitting) ?? only(used);
  if (chosen === undefined) return [];
  const operations = (chosen.allow?.operations ?? []).filter((operation) => operation !== 'model.call');
  const operation = 'operation' in manifest.config.shape ? only(operations) : undefined;
  return [...setting('connection', chosen.id), ...setting('operation', operation)];
}

/** Name of the agreed shape of what arrives at a place. */
function contractInto(flow: Flow, place: AddPlace): string | undefined {
  const source = place.after?.node ?? place.onEdge?.from;
  return source === undefined ? undefined : contractOut(flow, source, new Set());
}

function contractOut(flow: Flow, id: string, seen: Set<string>): string | undefined {
  const nodes = [...allNodes(flow.nodes)];
  const node = nodes.find((one) => one.id === id);
  if (node === undefined || seen.has(id)) return undefined;
  seen.add(id);
  const manifest = manifestOf(node);
  const own = node.config[manifest?.type === 'map' ? 'output' : 'contract'];
  if (typeof own === 'string') return own;
  if (manifest?.carries !== 'input') return undefined;
  const before = nodes.filter((one) => one.next?.ports.some(({ targets }) => targets.includes(id)));
  return only(before.map((one) => contractOut(flow, one.id, seen)));
}
